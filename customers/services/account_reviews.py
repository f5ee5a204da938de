"""Joint reviews with key accounts: one is always planned, and the next one plans itself when it is held."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.audit.services.recording import record_act
from crm.shared.days import midnight
from crm.shared.errors import Refused
from customers.models import AccountReview, Touch
from customers.services.key_accounts import locked, plan_next
from customers.services.touches import note_touch

#: Of a review only the day is known.
NOON = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Minutes:
    """What a review found, and what both sides agreed."""

    held_on: date
    who: str
    findings: str
    agreed: str = ""


@transaction.atomic
def hold(review: AccountReview, minutes: Minutes, *, by: User, at: datetime) -> None:
    """Write a review down; the next one is planned by the account's rhythm.

    raises   Refused unless the group or the outlet's manager does it, when it lies ahead or was held already
    writes   customers_accountreview, customers_touch, audit_auditentry
    """
    today = timezone.localdate(at)
    account, review = locked(review.account, by=by), _open(review)
    if minutes.held_on > today:
        raise Refused(_("This review has not been held yet: enter it on its day."), code="review_ahead")
    review.held_on, review.who, review.by = minutes.held_on, minutes.who, by
    review.findings, review.agreed = minutes.findings, minutes.agreed
    review.save(update_fields=["held_on", "who", "findings", "agreed", "by"])
    plan_next(account, after=minutes.held_on, today=today)
    noon = midnight(minutes.held_on) + NOON
    note_touch(account.customer, Touch.Kind.MEETING, minutes.findings, by=by, at=min(at, noon))
    detail = {"review": review.pk, "held_on": minutes.held_on.isoformat()}
    record_act("account.review", f"customers.keyaccount:{account.pk}", by=by, at=at, detail=detail)


@transaction.atomic
def move(review: AccountReview, *, due_on: date, by: User, at: datetime) -> None:
    """Agree another day for a review that is planned.

    raises   Refused unless the group or the outlet's manager does it, for a day that is past, or when it was held
    writes   customers_accountreview, audit_auditentry
    """
    account, review = locked(review.account, by=by), _open(review)
    if due_on < timezone.localdate(at):
        raise Refused(_("Choose a day to come."), code="review_past")
    detail = {"review": review.pk, "from": review.due_on.isoformat(), "to": due_on.isoformat()}
    review.due_on = due_on
    review.save(update_fields=["due_on"])
    record_act("account.review_moved", f"customers.keyaccount:{account.pk}", by=by, at=at, detail=detail)


def _open(review: AccountReview) -> AccountReview:
    found = AccountReview.objects.filter(pk=review.pk).first()
    if found is None or found.held_on is not None:
        raise Refused(_("Somebody has written this review down meanwhile."), code="review_held")
    return found
