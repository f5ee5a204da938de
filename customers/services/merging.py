"""Two customer files become one, and two again within 90 days.

Everything that points to the file that goes, of whatever app, points to the one that stays afterwards; what may stand
only once is added up, handed down or set aside (`customers.services.row_journal`). The file that goes stays as an empty
shell that leads to the other one.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.roles import NETWORK_EDITORS, Role
from crm.audit.services.recording import record_act
from crm.shared.errors import Refused
from customers.models import Contact, Customer, CustomerTier, CustomField, DuplicatePair, Handover, Merge, Profile
from customers.queries.pointers import Pointer, pointers_to
from customers.rules.merging import UNDO_FOR, differing, taken
from customers.services.files import CUSTOM, change_customer, subject_of, values_of
from customers.services.row_journal import Step, carry, change, encoded, made, take_back
from customers.services.searching import refresh
from customers.sql import volumes as volumes_sql
from customers.sql.merging import RECOUNT

#: Who merges files, and takes merges apart.
MERGERS = frozenset({Role.MANAGER, Role.SERVICE_CLERK, Role.CRG}) | NETWORK_EDITORS
#: Pointers that stay where they are, and why.
LEFT = {
    "customers.Merge.kept": "the journal of merges itself",
    "customers.Merge.gone": "the journal of merges itself",
    "customers.DuplicatePair.first": "what was found of the pair; `_inherit_differences` hands on what was decided",
    "customers.DuplicatePair.second": "as above",
    "customers.SearchEntry.customer": "written anew by `searching.refresh`",
    "customers.DeliveryNote.customer": "as VolumeNote",
    "customers.VolumeNote.customer": "the fold counts notes of a merged file for the one that is left",
}
#: What the fold of volumes writes, in its order.
FOLDED = ("customers.CustomerDay", "customers.CustomerWeek", "customers.Activity")
#: Rows that come for a file while it is merged wait for its lock, and are gathered up soon after.
STRAYS_FOR = timedelta(minutes=10)
STRAYS_AT_NIGHT = timedelta(days=2)


@transaction.atomic
def merge(
    kept: Customer,
    gone: Customer,
    *,
    theirs: Collection[str] = (),
    seen: tuple[int, int] | None = None,
    by: User,
    at: datetime,
) -> Merge:
    """Take one file into another of the same outlet. Two who merge the same two the other way round: one wins.

    theirs   flat names (`customers.services.files`) of the fields whose value the one that goes has better
    seen     versions of the two that the person has compared
    raises   Refused when they are the same, of two outlets, on offer to another outlet, one is closed already, or
             somebody has changed one of them since it was seen
    writes   customers_merge, customers_customer, and whatever points to the one that goes; audit_auditentry
    """
    kept, gone = _locked(kept.pk, gone.pk)
    _check(kept, gone)
    if seen not in (None, (kept.version, gone.version)):
        raise Refused(_("Somebody has changed one of the two meanwhile: compare again."), code="changed_meanwhile")
    mine, its = values_of(kept), values_of(gone)
    wish = taken(its, theirs, differing=differing(mine, its))
    steps = [*_raise_tier(kept, gone), *_carry_all(gone, kept)]
    if wish:
        change_customer(kept, wish, by=by, at=at)
    steps += _keep_number(Customer.objects.get(pk=kept.pk), (mine, its))
    steps += _inherit_differences(kept, gone, by=by, at=at)
    Customer.objects.filter(pk=gone.pk).update(state=Customer.State.MERGED, merged_into=kept, version=F("version") + 1)
    _recount(kept.pk)
    refresh([kept.pk, gone.pk])
    before = {"kept": encoded(_plain(mine)), "gone": encoded(_plain(its)), "taken": encoded(_plain(wish))}
    done = Merge.objects.create(outlet=kept.outlet, kept=kept, gone=gone, before=before, steps=steps, at=at, by=by)
    record_act("customer.merge", subject_of(kept), by=by, at=at, detail={"gone": gone.pk, "fields": sorted(wish)})
    return done


@transaction.atomic
def undo(done: Merge, *, by: User, at: datetime) -> Merge:
    """Take a merge apart: each file has again what it had. What came since stays with the one that was kept.

    raises   Refused after 90 days, when it is undone, or when the one that was kept is merged on, anonymous, or has
             gone to another outlet
    writes   what `merge` writes
    """
    done = Merge.objects.select_for_update().get(pk=done.pk)
    kept, gone = _locked(done.kept_id, done.gone_id)
    _check_undo(done, kept, gone, at=at)
    take_back(done.steps)
    since = _still_as_taken(kept, done.before)
    if since:
        change_customer(kept, since, by=by, at=at)
    Customer.objects.filter(pk=gone.pk).update(state=Customer.State.ACTIVE, merged_into=None, version=F("version") + 1)
    _recount(kept.pk, gone.pk)
    refresh([kept.pk, gone.pk])
    _pair_of(kept, gone).update(state=DuplicatePair.State.OPEN, decided_at=None, decided_by=None)
    done.undone_at, done.undone_by = at, by
    done.save(update_fields=["undone_at", "undone_by"])
    record_act("customer.unmerge", subject_of(kept), by=by, at=at, detail={"gone": gone.pk})
    return done


@transaction.atomic
def gather_strays(at: datetime, *, within: timedelta = STRAYS_FOR) -> int:
    """Carry on what came for a file while it was being merged. Returns how many steps it took.

    writes   customers_merge, and whatever points to a file that is gone
    """
    total = 0
    fresh = Merge.objects.filter(undone_at=None, at__gt=at - within)
    for done in fresh.select_for_update(skip_locked=True):
        kept, gone = _locked(done.kept_id, done.gone_id)
        if steps := _carry_all(gone, kept):
            done.steps += steps
            done.save(update_fields=["steps"])
            _recount(kept.pk)
            refresh([kept.pk])
            total += len(steps)
    return total


def may_undo(done: Merge, *, at: datetime) -> bool:
    return done.undone_at is None and at < done.at + UNDO_FOR


def _carry_all(gone: Customer, kept: Customer) -> list[Step]:
    """Volumes first and in the order of their folds, so that the two never wait for each other."""
    found = sorted((each for each in pointers_to(Customer) if each.name not in LEFT), key=_turn)
    return [step for pointer in found for step in carry(pointer, gone.pk, kept.pk)]


def _turn(pointer: Pointer) -> int:
    label = pointer.model._meta.label
    return FOLDED.index(label) if label in FOLDED else len(FOLDED)


def _locked(kept: int, gone: int) -> tuple[Customer, Customer]:
    """Both rows, locked in the order of their numbers, whichever is to be kept."""
    rows = Customer.objects.select_for_update(of=("self",)).filter(pk__in=[kept, gone]).order_by("pk")
    found = {row.pk: row for row in rows.select_related("outlet")}
    return found[kept], found[gone]


def _check(kept: Customer, gone: Customer) -> None:
    if kept.pk == gone.pk:
        raise Refused(_("A file cannot be merged with itself."), code="same_file")
    if not kept.state == gone.state == Customer.State.ACTIVE:
        raise Refused(_("One of the two is no longer kept: it was merged or made anonymous."), code="file_closed")
    if kept.outlet_id != gone.outlet_id:
        raise Refused(_("Only files of the same outlet can be merged: hand one over first."), code="two_outlets")
    if Handover.objects.filter(customer__in=[kept, gone], state=Handover.State.OFFERED).exists():
        raise Refused(_("One of the two is on offer to another outlet: take the offer back first."), code="on_offer")


def _check_undo(done: Merge, kept: Customer, gone: Customer, *, at: datetime) -> None:
    if done.undone_at is not None:
        raise Refused(_("This merge is undone already."), code="undone")
    if at >= done.at + UNDO_FOR:
        raise Refused(_("A merge can be undone for 90 days."), code="too_late")
    if kept.state != Customer.State.ACTIVE:
        raise Refused(_("The file that was kept has been merged on or made anonymous since."), code="file_closed")
    if kept.outlet_id != gone.outlet_id:
        raise Refused(_("The file that was kept has gone to another outlet since."), code="two_outlets")


def _raise_tier(kept: Customer, gone: Customer) -> list[Step]:
    """The better tier of the two holds until the next evaluation."""
    standing = {each.customer_id: each for each in CustomerTier.objects.filter(customer__in=[kept, gone])}
    if len(standing) < 2 or standing[kept.pk].tier <= standing[gone.pk].tier:
        return []
    better = {name: getattr(standing[gone.pk], name) for name in ("tier", "computed", "since", "provisional")}
    return list(change(CustomerTier, standing[kept.pk].pk, better))


def _keep_number(kept: Customer, before: Collection[Mapping[str, Any]]) -> list[Step]:
    """A number that is on neither card any more is found by as a contact's."""
    known = {kept.phone, *Contact.objects.filter(customer=kept).values_list("phone", flat=True)}
    steps = []
    for file in before:
        if file["phone"] and file["phone"] not in known:
            known.add(file["phone"])
            contact = Contact.objects.create(
                customer=kept, outlet=kept.outlet, name=file["name"][:60], phone=file["phone"]
            )
            steps.append(made(contact, "name", "phone", "version"))
    return steps


def _inherit_differences(kept: Customer, gone: Customer, *, by: User, at: datetime) -> list[Step]:
    """What differs from the one that goes differs from the one that stays; the pair itself is settled."""
    pairs = DuplicatePair.objects.filter(Q(first=gone) | Q(second=gone)).exclude(pk__in=_pair_of(kept, gone))
    steps = []
    for pair in pairs.filter(state=DuplicatePair.State.DIFFERENT):
        other = pair.second_id if pair.first_id == gone.pk else pair.first_id
        settled = {"state": pair.state, "decided_at": pair.decided_at, "decided_by": pair.decided_by}
        new, created = DuplicatePair.objects.get_or_create(
            first_id=min(kept.pk, other),
            second_id=max(kept.pk, other),
            defaults={"outlet": kept.outlet, "score": pair.score, "found_at": pair.found_at, **settled},
        )
        if created:
            steps.append(made(new, "state"))
        elif new.state == DuplicatePair.State.OPEN:
            steps += change(DuplicatePair, new.pk, {"state": pair.state})
    pairs.filter(state=DuplicatePair.State.OPEN).delete()
    _pair_of(kept, gone).update(state=DuplicatePair.State.MERGED, decided_at=at, decided_by=by)
    return steps


def _pair_of(one: Customer, other: Customer) -> QuerySet[DuplicatePair]:
    return DuplicatePair.objects.filter(first_id=min(one.pk, other.pk), second_id=max(one.pk, other.pk))


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.pk if isinstance(value, User) else value for name, value in values.items()}


def _still_as_taken(kept: Customer, before: Mapping[str, Any]) -> dict[str, Any]:
    """What the merge has written into the file and nobody has changed since → what stood there."""
    now, active = (
        encoded(_plain(values_of(kept))),
        set(CustomField.objects.filter(active=True).values_list("code", flat=True)),
    )
    names = [name for name, value in before["taken"].items() if now.get(name) == value]
    known = [name for name in names if not name.startswith(CUSTOM) or name.removeprefix(CUSTOM) in active]
    return {name: _typed(name, before["kept"].get(name)) for name in known}


def _typed(name: str, value: Any) -> Any:
    if name == "keeper":
        return User.objects.filter(pk=value).first()
    if name.startswith(CUSTOM):
        return value
    model = Customer if name in {field.name for field in Customer._meta.fields} else Profile
    return model._meta.get_field(name).to_python(value)


def _recount(*customers: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(RECOUNT, {"customers": list(customers)})
        cursor.execute(volumes_sql.COUNT_GAPS, {"customers": list(customers)})
