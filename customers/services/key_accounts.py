"""Key accounts: shared with the customer-relations group by the outlet's manager, planned for together, ended."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.roles import Role
from crm.audit.services.recording import record_act
from crm.shared.errors import Refused
from customers.models import AccountNeed, AccountReview, Customer, KeyAccount
from customers.queries.key_accounts import may_plan
from customers.rules.review_rhythm import next_review
from outlets.access import access_of


@dataclass(frozen=True, slots=True)
class Plan:
    """Who of the group cares for an account, what for, and how often it is reviewed together."""

    owner: User
    objective: str = ""
    review_months: int = 3


@dataclass(frozen=True, slots=True)
class Need:
    """What the customer needs, and what we do for it."""

    need: str
    service: str = ""
    since: date | None = None


def share(customer: Customer, plan: Plan, *, by: User, at: datetime) -> KeyAccount:
    """Let the group look after a customer together with the outlet; one that had ended begins anew.

    raises   Refused unless the outlet's manager does it, for a file that is kept and not shared already
    writes   customers_keyaccount, customers_accountreview, audit_auditentry
    """
    _check_manager(customer.outlet_id, by)
    _check_owner(plan.owner)
    if customer.state != Customer.State.ACTIVE:
        raise Refused(_("This file is not kept any more: open the one it was merged into."), code="account_gone")
    try:
        with transaction.atomic():
            account = KeyAccount.objects.select_for_update().filter(customer=customer).first()
            if account is None:
                account = KeyAccount(customer=customer)
            elif account.ended_at is None:
                raise _shared_already()
            account.outlet_id, account.ended_at = customer.outlet_id, None
            account.shared_at, account.shared_by = at, by
            _take(account, plan)
            account.save()
            _plan_review(account, after=timezone.localdate(at))
            _note("share", account, by=by, at=at, owner=plan.owner.pk)
    except IntegrityError as clash:
        if "customer_id" not in str(clash):
            raise
        raise _shared_already() from clash
    return account


@transaction.atomic
def end(account: KeyAccount, *, reason: str, by: User, at: datetime) -> None:
    """The outlet looks after the customer alone again; promises that were made are still judged.

    raises   Refused unless the outlet's manager does it, with a reason, while it is shared
    writes   customers_keyaccount, customers_accountreview, audit_auditentry
    """
    account = KeyAccount.objects.select_for_update().get(pk=account.pk)
    _check_manager(account.outlet_id, by)
    if account.ended_at is not None:
        raise Refused(_("This account is not shared any more."), code="account_ended")
    if not reason.strip():
        raise Refused(_("Say why: the group reads it."), code="account_reason")
    account.ended_at = at
    account.save(update_fields=["ended_at"])
    account.reviews.filter(held_on=None).delete()
    _note("end", account, by=by, at=at, reason=reason.strip())


@transaction.atomic
def change_plan(account: KeyAccount, plan: Plan, *, by: User, at: datetime) -> None:
    """Another rhythm plans the next review anew, from the last one that was held.

    raises   Refused unless the group or the outlet's manager does it
    writes   customers_keyaccount, customers_accountreview, audit_auditentry
    """
    account = locked(account, by=by)
    _check_owner(plan.owner)
    other_rhythm = plan.review_months != account.review_months
    _take(account, plan)
    account.save(update_fields=["owner", "objective", "review_months"])
    if other_rhythm:
        account.reviews.filter(held_on=None).delete()
        _plan_review(account, after=_last_review(account), today=timezone.localdate(at))
    _note("change", account, by=by, at=at, owner=plan.owner.pk, review_months=plan.review_months)


@transaction.atomic
def add_need(account: KeyAccount, need: Need, *, by: User, at: datetime) -> AccountNeed:
    """The new one is the least important until it is moved.

    raises   Refused unless the group or the outlet's manager does it
    writes   customers_accountneed, audit_auditentry
    """
    account = locked(account, by=by)
    last = account.needs.aggregate(last=Max("place"))["last"] or 0
    added = AccountNeed.objects.create(
        account=account,
        outlet_id=account.outlet_id,
        place=last + 1,
        need=need.need,
        service=need.service,
        since=need.since,
    )
    _note("need", account, by=by, at=at, need=need.need)
    return added


@transaction.atomic
def change_need(need: AccountNeed, told: Need, *, by: User, at: datetime) -> None:
    """
    raises   Refused unless the group or the outlet's manager does it
    writes   customers_accountneed, audit_auditentry
    """
    account = locked(need.account, by=by)
    need.need, need.service, need.since = told.need, told.service, told.since
    need.save(update_fields=["need", "service", "since"])
    _note("need", account, by=by, at=at, need=told.need)


@transaction.atomic
def remove_need(need: AccountNeed, *, by: User, at: datetime) -> None:
    """
    raises   Refused unless the group or the outlet's manager does it
    writes   customers_accountneed, audit_auditentry
    """
    account = locked(need.account, by=by)
    need.delete()
    _renumber(list(account.needs.all()))
    _note("need_gone", account, by=by, at=at, need=need.need)


@transaction.atomic
def move_need(need: AccountNeed, *, up: bool, by: User) -> None:
    """One place up or down; the first stays first, the last stays last.

    raises   Refused unless the group or the outlet's manager does it
    writes   customers_accountneed
    """
    account = locked(need.account, by=by)
    needs = list(account.needs.all())
    here = next((place for place, each in enumerate(needs) if each.pk == need.pk), None)
    if here is None:
        return
    there = min(max(here + (-1 if up else 1), 0), len(needs) - 1)
    needs.insert(there, needs.pop(here))
    _renumber(needs)


def locked(account: KeyAccount, *, by: User) -> KeyAccount:
    """The account's row, held until the transaction ends, for somebody who may plan for it.

    raises   Refused otherwise
    """
    account = KeyAccount.objects.select_for_update().get(pk=account.pk)
    if account.ended_at is not None:
        raise Refused(_("This account is not shared any more."), code="account_ended")
    if not may_plan(access_of(by), account):
        raise foreign()
    return account


def foreign() -> Refused:
    return Refused(
        _("Only the customer-relations group and the outlet's manager plan for this account."), code="account_foreign"
    )


def plan_next(account: KeyAccount, *, after: date, today: date) -> None:
    """The next joint review by the account's rhythm.

    writes   customers_accountreview
    """
    _plan_review(account, after=after, today=today)


def _plan_review(account: KeyAccount, *, after: date, today: date | None = None) -> None:
    due_on = next_review(after, months=account.review_months)
    AccountReview.objects.create(account=account, outlet_id=account.outlet_id, due_on=max(due_on, today or due_on))


def _last_review(account: KeyAccount) -> date:
    held = account.reviews.aggregate(last=Max("held_on"))["last"]
    return held or timezone.localdate(account.shared_at)


def _take(account: KeyAccount, plan: Plan) -> None:
    account.owner, account.objective, account.review_months = plan.owner, plan.objective.strip(), plan.review_months


def _renumber(needs: list[AccountNeed]) -> None:
    for place, need in enumerate(needs, start=1):
        need.place = place
    AccountNeed.objects.bulk_update(needs, ["place"])


def _check_manager(outlet: int, by: User) -> None:
    if not access_of(by).manages(outlet):
        raise Refused(_("Only the outlet's manager shares a customer or ends it."), code="account_manager")


def _check_owner(owner: User) -> None:
    if not access_of(owner).has({Role.CRG}):
        raise Refused(_("Choose somebody of the customer-relations group."), code="account_owner")


def _shared_already() -> Refused:
    return Refused(_("This customer is shared already."), code="account_shared")


def _note(act: str, account: KeyAccount, *, by: User, at: datetime, **detail: object) -> None:
    record_act(f"account.{act}", f"customers.keyaccount:{account.pk}", by=by, at=at, detail=detail)
