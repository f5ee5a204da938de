from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from crm.accounts.roles import Role
from crm.audit.models import AuditEntry
from crm.shared.errors import Refused
from customers.models import AccountBudget, AccountExpense, AccountReview, KeyAccount, Touch
from customers.services import account_expenses, account_reviews, key_accounts
from customers.services.account_reviews import Minutes
from customers.services.key_accounts import Need, Plan
from tests import make

pytestmark = pytest.mark.django_db


def refusal(deed, *args, **kwargs):
    """The code with which a service refuses."""
    with pytest.raises(Refused) as refused, transaction.atomic():
        deed(*args, **kwargs)
    return refused.value.code


def test_only_the_outlets_manager_shares_a_customer_and_ends_it():
    customer, group = make.customer(), make.user(Role.CRG)
    manager, other = make.user(Role.MANAGER, customer.outlet), make.user(Role.MANAGER)
    plan = Plan(group, "双方一年内降破损", 3)

    for person in (other, group, make.user(Role.SERVICE_CLERK, customer.outlet)):
        assert refusal(key_accounts.share, customer, plan, by=person, at=make.NOON) == "account_manager"
    account = key_accounts.share(customer, plan, by=manager, at=make.NOON)
    assert refusal(key_accounts.share, customer, plan, by=manager, at=make.NOON) == "account_shared"
    assert refusal(key_accounts.share, make.customer(customer.outlet), Plan(other), by=manager, at=make.NOON) == (
        "account_owner"
    )
    assert refusal(key_accounts.end, account, reason="合同到期", by=group, at=make.NOON) == "account_manager"
    key_accounts.end(account, reason="合同到期", by=manager, at=make.NOON)

    assert list(AccountReview.objects.all()) == []
    assert refusal(key_accounts.add_need, account, Need("上门"), by=group, at=make.NOON) == "account_ended"
    again = key_accounts.share(customer, plan, by=manager, at=make.NOON + timedelta(days=30))
    assert (again.pk, KeyAccount.objects.get().ended_at) == (account.pk, None)
    acts = AuditEntry.objects.filter(action__startswith="account.").order_by("pk").values_list("action", flat=True)
    assert list(acts) == ["account.share", "account.end", "account.share"]


def test_needs_keep_their_order_when_they_are_moved_and_removed():
    account = make.key_account()
    one, two, three = (key_accounts.add_need(account, Need(n), by=account.owner, at=make.NOON) for n in "甲乙丙")

    key_accounts.move_need(three, up=True, by=account.owner)
    key_accounts.move_need(one, up=True, by=account.owner)
    key_accounts.remove_need(three, by=account.owner, at=make.NOON)

    assert list(account.needs.values_list("need", "place")) == [("甲", 1), ("乙", 2)]
    assert refusal(key_accounts.move_need, two, up=True, by=make.user(Role.MANAGER)) == "account_foreign"


def test_the_next_review_plans_itself_when_one_is_held_and_anew_by_another_rhythm():
    account = make.key_account()  # shared on 10 August
    review = account.reviews.get()
    minutes = Minutes(date(2026, 11, 16), "李经理、郑示范", "签收时效达标，破损两件", "加固外箱")

    assert review.due_on == date(2026, 11, 10)
    later = Minutes(date(2026, 11, 19), "李", "好")
    assert refusal(account_reviews.hold, review, later, by=account.owner, at=make.NOON) == "review_ahead"
    account_reviews.hold(review, minutes, by=account.owner, at=make.NOON)

    assert account.reviews.get(held_on=None).due_on == date(2027, 2, 16)
    assert Touch.objects.get().text == "签收时效达标，破损两件"
    assert refusal(account_reviews.hold, review, minutes, by=account.owner, at=make.NOON) == "review_held"
    key_accounts.change_plan(account, Plan(account.owner, review_months=1), by=account.owner, at=make.NOON)
    assert account.reviews.get(held_on=None).due_on == date(2026, 12, 16)


def test_what_is_spent_was_approved_by_another_within_the_years_budget():
    account, boss = make.key_account(), make.user(Role.EXECUTIVE)
    gift, second = make.account_expense(account), make.account_expense(account, budget_yuan=Decimal(250))

    decide = account_expenses.decide
    assert refusal(decide, gift, approve=True, by=boss, at=make.NOON) == "budget_none"
    account_expenses.set_budget(2026, "gift", yuan=Decimal(500), by=boss, at=make.NOON)
    assert refusal(decide, gift, approve=True, by=account.owner, at=make.NOON) == "expense_own"
    assert refusal(decide, gift, approve=True, by=make.user(Role.INSPECTOR), at=make.NOON) == "expense_foreign"
    assert refusal(account_expenses.spend, gift, yuan=Decimal(1), by=account.owner, at=make.NOON) == "expense_open"
    decide(gift, approve=True, by=boss, at=make.NOON)
    assert refusal(decide, second, approve=True, by=boss, at=make.NOON) == "budget_used"
    assert refusal(account_expenses.spend, gift, yuan=Decimal(301), by=account.owner, at=make.NOON) == "expense_more"
    account_expenses.spend(gift, yuan=Decimal("245.50"), by=account.owner, at=make.NOON)
    decide(second, approve=True, by=boss, at=make.NOON)  # 245.50 + 250 fit

    assert set(AccountExpense.objects.values_list("approved", "spent_yuan")) == {
        (True, Decimal("245.50")),
        (True, None),
    }
    assert AccountBudget.objects.get().yuan == 500


@pytest.mark.parametrize(
    "told",
    [
        {"approved": True, "decided_by": "asker"},
        {"approved": True, "decided_by": None},
        {"approved": None, "decided_by": "boss"},
        {"approved": False, "decided_by": "boss", "spent_yuan": 1},
        {"approved": True, "decided_by": "boss", "spent_yuan": 301},
    ],
)
def test_the_database_keeps_the_two_persons_too(told):
    expense = make.account_expense()
    people = {"asker": expense.asked_by, "boss": make.user(Role.EXECUTIVE), None: None}

    with pytest.raises(IntegrityError), transaction.atomic():
        AccountExpense.objects.filter(pk=expense.pk).update(**{**told, "decided_by": people[told["decided_by"]]})
