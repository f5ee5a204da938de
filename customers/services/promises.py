"""Written promises: made, measured when they end, or confirmed by a person."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from crm.accounts.models import User
from crm.audit.services.recording import record_act
from crm.shared.errors import Refused
from crm.shared.sentences import kept as kept_sentence
from customers.models import KeyAccount, ServicePromise, Task
from customers.queries.key_accounts import is_theirs
from customers.queries.measures import reading_of
from customers.rules.service_promise import SETTLED_AFTER, is_kept
from customers.services.key_accounts import foreign, locked
from customers.services.tasks import close_tasks_of
from outlets.access import access_of

BATCH = 100
#: Who has to tell or to confirm does so within this time.
TO_TELL = timedelta(days=2)
WORD = ServicePromise.Measure.WORD


@dataclass(frozen=True, slots=True)
class Terms:
    """What is promised, by which figure, from when until when, and who answers for it."""

    text: str
    measure: str
    from_day: date
    until: date
    owner: User
    target: Decimal | None = None


@transaction.atomic
def promise(account: KeyAccount, terms: Terms, *, by: User, at: datetime) -> ServicePromise:
    """Give a key account a promise. Its terms stand as they were written.

    raises   Refused unless the group or the outlet's manager does it, or when the terms cannot be judged
    writes   customers_servicepromise, audit_auditentry
    """
    account = locked(account, by=by)
    _check(terms, today=timezone.localdate(at))
    made = ServicePromise.objects.create(
        account=account,
        outlet_id=account.outlet_id,
        text=terms.text,
        measure=terms.measure,
        target=terms.target,
        from_day=terms.from_day,
        until=terms.until,
        owner=terms.owner,
    )
    detail = {"text": terms.text, "measure": terms.measure, "target": str(terms.target or ""), "promise": made.pk}
    record_act("account.promise", f"customers.keyaccount:{account.pk}", by=by, at=at, detail=detail)
    return made


@transaction.atomic
def confirm(made: ServicePromise, *, kept: bool, note: str, by: User, at: datetime) -> None:
    """Say whether a promise by word was kept: once.

    raises   Refused unless the group or the outlet's manager does it, for a promise by word, that is not judged yet
    writes   customers_servicepromise, customers_task, audit_auditentry
    """
    if not is_theirs(access_of(by), made.account):
        raise foreign()
    made = ServicePromise.objects.select_for_update().get(pk=made.pk)
    if made.measure != WORD:
        raise Refused(_("This promise is measured: nobody has to confirm it."), code="promise_measured")
    if made.judged_at is not None:
        raise Refused(_("Somebody has confirmed this promise meanwhile."), code="promise_judged")
    if not kept and not note.strip():
        raise Refused(_("Say what was not kept: the customer hears it at the review."), code="promise_note")
    made.kept, made.note, made.judged_by, made.judged_at = kept, note.strip(), by, at
    made.save(update_fields=["kept", "note", "judged_by", "judged_at"])
    close_tasks_of(_key(made), at=at, result=note.strip())
    detail = {"promise": made.pk, "kept": kept, "note": note.strip()}
    record_act("account.confirm", f"customers.keyaccount:{made.account_id}", by=by, at=at, detail=detail)


@transaction.atomic
def correct(made: ServicePromise, terms: Terms, *, reason: str, by: User, at: datetime) -> None:
    """Write the terms anew while the promise runs; what stood there before stays on its page, with the reason.

    raises   Refused unless the group or the outlet's manager does it, without a reason, when it has ended or is
             judged, or when the new terms cannot be judged
    writes   customers_servicepromise, audit_auditentry
    """
    made = _running(made, reason=reason, by=by, at=at)
    locked(made.account, by=by)
    _check(terms, today=timezone.localdate(at))
    before = _terms_of(made)
    for name in ("text", "measure", "target", "from_day", "until", "owner"):
        setattr(made, name, getattr(terms, name))
    made.save()
    after = _terms_of(made)
    changed = [name for name in after if after[name] != before[name]]
    detail = {"reason": reason.strip(), **{name: [before[name], after[name]] for name in changed}}
    record_act("promise.correct", subject_of(made), by=by, at=at, detail=detail)


@transaction.atomic
def withdraw(made: ServicePromise, *, reason: str, by: User, at: datetime) -> None:
    """Take a promise back while it runs: it is not judged, and the customer hears of it at the next review.

    raises   Refused unless the group or the outlet's manager does it, without a reason, when it has ended or is judged
    writes   customers_servicepromise, customers_task, audit_auditentry
    """
    made = _running(made, reason=reason, by=by, at=at)
    made.note, made.judged_by, made.judged_at = reason.strip()[:200], by, at
    made.save(update_fields=["note", "judged_by", "judged_at"])
    close_tasks_of(_key(made), at=at, result=made.note)
    record_act("promise.withdraw", subject_of(made), by=by, at=at, detail={"reason": reason.strip()})


def subject_of(made: ServicePromise) -> str:
    """What the audit trail calls it."""
    return f"customers.servicepromise:{made.pk}"


def _running(made: ServicePromise, *, reason: str, by: User, at: datetime) -> ServicePromise:
    if not is_theirs(access_of(by), made.account):
        raise foreign()
    if not reason.strip():
        raise Refused(_("Say why: the reason stays on the promise's page."), code="promise_reason")
    made = ServicePromise.objects.select_for_update().get(pk=made.pk)
    if made.judged_at is not None or made.until < timezone.localdate(at):
        raise Refused(_("This promise has ended: its verdict stands or is about to."), code="promise_over")
    return made


def _terms_of(made: ServicePromise) -> dict[str, str]:
    target = "" if made.target is None else f"{made.target:f}"
    days = {"from_day": made.from_day.isoformat(), "until": made.until.isoformat()}
    return {"text": made.text, "measure": made.measure, "target": target, **days, "owner": made.owner.name}


def judge_promises(at: datetime) -> int:
    """Judge promises that ended and whose figures are settled: each once, with a task for who answers for a broken one.

    Returns how many. Those by word get a task for a person instead. Safe to run twice, or twice at once.
    writes   customers_servicepromise, customers_task
    """
    _ask_for_words(at)
    last = timezone.localdate(at) - SETTLED_AFTER
    with transaction.atomic():
        ended = ServicePromise.objects.filter(judged_at=None, until__lte=last).exclude(measure=WORD)
        ended = ended.select_related("account__customer", "owner").order_by("until", "id")
        judged = [each for each in ended.select_for_update(skip_locked=True, of=("self",))[:BATCH] if _judge(each, at)]
        ServicePromise.objects.bulk_update(judged, ["kept", "found", "counted", "judged_at"])
        _open(
            [
                (each, gettext_noop("Tell the customer: this promise was broken. %(text)s"))
                for each in judged
                if _broken(each)
            ],
            at=at,
        )
    return len(judged)


def _judge(each: ServicePromise, at: datetime) -> bool:
    reading = reading_of(each, at=at)
    if reading is None:
        return False
    each.kept = is_kept(reading.tally, each.target or Decimal(0))
    each.found, each.counted, each.judged_at = reading.tally.percent, reading.tally.counted, at
    return True


def _broken(each: ServicePromise) -> bool:
    return each.kept is False


def _ask_for_words(at: datetime) -> None:
    """A task for each promise by word that has ended, once."""
    key = Concat(Value("promise:"), Cast(OuterRef("pk"), CharField()))
    ended = ServicePromise.objects.filter(measure=WORD, judged_at=None, until__lt=timezone.localdate(at))
    waiting = ended.exclude(Exists(Task.objects.filter(key=key))).select_related("account__customer", "owner")
    _open([(each, gettext_noop("Was this promise kept? %(text)s")) for each in waiting[:BATCH]], at=at)


def _open(told: list[tuple[ServicePromise, str]], *, at: datetime) -> None:
    Task.objects.bulk_create([_task(each, words, at=at) for each, words in told], ignore_conflicts=True)


def _task(each: ServicePromise, words: str, *, at: datetime) -> Task:
    return Task(
        customer=each.account.customer,
        outlet_id=each.outlet_id,
        kind=Task.Kind.PROMISE,
        title=kept_sentence(words, limit=200, text=each.text),
        url=each.get_absolute_url(),
        owner=each.owner,
        due_at=at + TO_TELL,
        opened_at=at,
        key=_key(each),
    )


def _key(each: ServicePromise) -> str:
    return f"promise:{each.pk}"


def _check(terms: Terms, *, today: date) -> None:
    if terms.until < terms.from_day:
        raise Refused(_("The first day comes before the last one."), code="promise_days")
    if terms.until < today:
        raise Refused(_("A promise is about days to come: choose a later last day."), code="promise_past")
    if (terms.measure == WORD) != (terms.target is None):
        raise Refused(_("What is measured has a target; what a person confirms has none."), code="promise_target")
    if terms.target is not None and not 0 < terms.target <= 100:
        raise Refused(_("The target is a per cent above 0, at most 100."), code="promise_target")
