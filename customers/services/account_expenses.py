"""Events, gifts and awards for key accounts: asked for, approved by another person within the year's budget, spent."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.audit.services.recording import record_act
from crm.shared.errors import Refused
from customers.models import AccountBudget, AccountExpense, Contact, KeyAccount
from customers.queries.key_accounts import APPROVERS, BUDGETERS, may_plan
from customers.services.key_accounts import foreign, locked
from outlets.access import access_of


@dataclass(frozen=True, slots=True)
class Wish:
    kind: str
    title: str
    planned_on: date
    budget_yuan: Decimal
    contact: Contact | None = None
    note: str = ""


@transaction.atomic
def ask(account: KeyAccount, wish: Wish, *, by: User, at: datetime) -> AccountExpense:
    """Ask for an event, a gift or an award; nothing is spent before somebody else approves it.

    raises   Refused unless the group or the outlet's manager does it
    writes   customers_accountexpense, audit_auditentry
    """
    account = locked(account, by=by)
    expense = AccountExpense.objects.create(
        account=account,
        outlet_id=account.outlet_id,
        kind=wish.kind,
        title=wish.title,
        contact=wish.contact,
        planned_on=wish.planned_on,
        budget_yuan=wish.budget_yuan,
        note=wish.note,
        asked_by=by,
        asked_at=at,
    )
    _note("ask", expense, by=by, at=at)
    return expense


@transaction.atomic
def decide(expense: AccountExpense, *, approve: bool, by: User, at: datetime) -> None:
    """Approve or refuse what a colleague asks for. An approval holds the year's budget row, so that two never share it.

    raises   Refused by who asked, by others than approvers, when it is decided, or when the year's budget is used up
    writes   customers_accountexpense, audit_auditentry
    """
    expense = AccountExpense.objects.select_for_update().get(pk=expense.pk)
    if not access_of(by).has(APPROVERS):
        raise Refused(_("Headquarters approve what is spent on key accounts."), code="expense_foreign")
    if expense.asked_by_id == by.pk:
        raise Refused(_("Who asks does not approve: ask a colleague."), code="expense_own")
    if expense.approved is not None:
        raise Refused(_("Somebody has decided this meanwhile."), code="expense_decided")
    if approve:
        _check_budget(expense)
    expense.approved, expense.decided_by, expense.decided_at = approve, by, at
    expense.save(update_fields=["approved", "decided_by", "decided_at"])
    _note("approve" if approve else "refuse", expense, by=by, at=at)


@transaction.atomic
def spend(expense: AccountExpense, *, yuan: Decimal, by: User, at: datetime) -> None:
    """Note what it cost in the end; noting it again corrects it.

    raises   Refused unless the group or the outlet's manager does it, before it is approved, or for more than that
    writes   customers_accountexpense, audit_auditentry
    """
    expense = AccountExpense.objects.select_for_update().select_related("account").get(pk=expense.pk)
    if not may_plan(access_of(by), expense.account):
        raise foreign()
    if not expense.approved:
        raise Refused(_("Nothing is spent before it is approved."), code="expense_open")
    if yuan > expense.budget_yuan:
        raise Refused(
            _("Approved are %(yuan)s yuan: ask for the difference as an expense of its own.")
            % {"yuan": expense.budget_yuan},
            code="expense_more",
        )
    expense.spent_yuan = yuan
    expense.save(update_fields=["spent_yuan"])
    _note("spend", expense, by=by, at=at)


@transaction.atomic
def set_budget(year: int, kind: str, *, yuan: Decimal, by: User, at: datetime) -> None:
    """
    raises   Refused unless headquarters' executive or an administrator does it
    writes   customers_accountbudget, audit_auditentry
    """
    if not access_of(by).has(BUDGETERS):
        raise Refused(_("The executive sets the budget."), code="budget_foreign")
    AccountBudget.objects.update_or_create(year=year, kind=kind, defaults={"yuan": yuan, "set_by": by})
    detail = {"year": year, "kind": kind, "yuan": str(yuan)}
    record_act("account.budget", f"customers.accountbudget:{year}-{kind}", by=by, at=at, detail=detail)


def _check_budget(expense: AccountExpense) -> None:
    year = expense.planned_on.year
    budget = AccountBudget.objects.select_for_update().filter(year=year, kind=expense.kind).first()
    if budget is None:
        raise Refused(
            _("There is no budget for %(year)s yet: the executive sets it first.") % {"year": year}, code="budget_none"
        )
    approved = AccountExpense.objects.filter(planned_on__year=year, kind=expense.kind, approved=True)
    bound = approved.aggregate(yuan=Sum(Coalesce("spent_yuan", "budget_yuan")))["yuan"] or Decimal(0)
    if bound + expense.budget_yuan > budget.yuan:
        raise Refused(
            _("Of the budget of %(year)s only %(left)s yuan are left.") % {"year": year, "left": budget.yuan - bound},
            code="budget_used",
        )


def _note(act: str, expense: AccountExpense, *, by: User, at: datetime) -> None:
    detail = {
        "expense": expense.pk,
        "kind": expense.kind,
        "title": expense.title,
        "budget_yuan": str(expense.budget_yuan),
        "spent_yuan": str(expense.spent_yuan or ""),
    }
    record_act(f"account.expense_{act}", f"customers.keyaccount:{expense.account_id}", by=by, at=at, detail=detail)
