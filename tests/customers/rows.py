"""One row of every kind that points to a customer, so that a test can see all of them go along.

A foreign key to Customer that is missing here fails `tests/customers/services/test_merging.py`.
"""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Model

from crm.accounts.roles import Role
from customers.models import (
    AccountExpense,
    AccountNeed,
    AccountReview,
    Activity,
    AddressBookEntry,
    Callback,
    CallbackAttempt,
    ChurnCase,
    ChurnStep,
    Competitor,
    CompetitorUse,
    Consent,
    Contact,
    Customer,
    CustomerDay,
    CustomerWeek,
    DateGreeting,
    DoNotGreet,
    FocusGroup,
    Greeting,
    GreetingPlan,
    Handover,
    ImportantDate,
    Invitation,
    KeyAccount,
    Lead,
    PointEntry,
    Profile,
    ServicePromise,
    Survey,
    Task,
    ThankYou,
    TierEvaluation,
    TierOverride,
    TierVerdict,
    Touch,
)
from tests import make

DAY = date(2026, 11, 18)
MONDAY = date(2026, 11, 16)


def _owned(model: type[Model], **fields: Any) -> Callable[[Customer, Any], Any]:
    return lambda customer, by: model._base_manager.create(customer=customer, outlet=customer.outlet, **fields)


def _contact(customer: Customer, by: Any) -> None:
    """The main contact with what hangs on it."""
    contact = Contact.objects.create(customer=customer, outlet=customer.outlet, name="王芳", main=True)
    own = {"customer": customer, "outlet": customer.outlet, "contact": contact}
    ImportantDate.objects.create(**own, kind="birthday", month=8, day=15, calendar="lunar")
    Consent.objects.create(**own, channel="sms", purpose="notice", given=True, source="counter", at=make.NOON)


def _key_account(customer: Customer, by: Any) -> None:
    """An account with a need, a promise, an expense and the one planned review."""
    own = {"outlet": customer.outlet}
    account = KeyAccount.objects.create(customer=customer, **own, owner=by, shared_at=make.NOON, shared_by=by)
    AccountNeed.objects.create(account=account, **own, place=1, need="木架包装")
    AccountReview.objects.create(account=account, **own, due_on=DAY)
    spent = {"planned_on": DAY, "budget_yuan": Decimal("99.50"), "asked_by": by, "asked_at": make.NOON}
    AccountExpense.objects.create(account=account, **own, kind="gift", title="月饼", **spent)
    until = {"from_day": DAY, "until": DAY, "owner": by}
    ServicePromise.objects.create(account=account, **own, text="次日达", measure="word", **until)


def _callback(customer: Customer, by: Any) -> None:
    planned = {"tier": "A", "due_on": DAY, "planned_at": make.NOON + timedelta(microseconds=123)}
    callback = Callback.objects.create(customer=customer, outlet=customer.outlet, **planned)
    CallbackAttempt.objects.create(callback=callback, outlet=customer.outlet, outcome="unreached", at=make.NOON, by=by)


def _churn_case(customer: Customer, by: Any) -> None:
    found = {"tier": "A", "kind": "lost", "rule": "L1", "inputs": {"gap": 9.5}, "value_yuan": Decimal("1200.00")}
    case = ChurnCase.objects.create(customer=customer, outlet=customer.outlet, opened_at=make.NOON, **found)
    ChurnStep.objects.create(case=case, outlet=customer.outlet, state="open", text="电话无人接", at=make.NOON)


def _verdict(customer: Customer, by: Any) -> None:
    weeks = {"first_week": MONDAY, "last_week": MONDAY, "data": {}, "thresholds": 0, "at": make.NOON}
    evaluation = TierEvaluation.objects.get_or_create(month=date(2026, 11, 1), defaults=weeks)[0]
    sums = {"parcels": 7, "yuan": Decimal("70.00"), "weeks_known": 20, "mean": 1.5, "zero_share": 0.25, "before": 0.1}
    found = {"rank": 1, "outlet_rank": 1, "indicated": "B", "tier": "B", "provisional": False}
    TierVerdict.objects.create(evaluation=evaluation, customer=customer, outlet=customer.outlet, **sums, **found)


def _competitor_use(customer: Customer, by: Any) -> None:
    competitor = Competitor.objects.get_or_create(code="st", defaults={"name": "申途"})[0]
    _owned(CompetitorUse, competitor=competitor, noted_on=DAY, share_percent=30)(customer, by)


def _override(customer: Customer, by: Any) -> None:
    asked = {"tier": "A", "reason": "新合同", "expires_on": DAY, "asked_at": make.NOON, "asked_by": by}
    _owned(TierOverride, **asked)(customer, by)


def _handover(customer: Customer, by: Any) -> None:
    """One that was declined: nobody merges a file that is on offer."""
    offered = {"to_outlet": make.outlet(), "reason": "搬家", "offered_at": make.NOON, "offered_by": by}
    _owned(Handover, state="declined", **offered)(customer, by)


def _lead(customer: Customer, field: str) -> None:
    told = {"source": "call", "name": "赵先生", "created_at": make.NOON}
    told |= {"next_step_at": make.NOON, "phone": f"13{ord(field[0]):03d}{customer.pk:06d}"}
    Lead.objects.create(outlet=customer.outlet, **{field: customer}, **told)


def _merged_before(customer: Customer, by: Any) -> None:
    Customer.objects.filter(pk=make.customer(customer.outlet).pk).update(state="merged", merged_into=customer)


def _greeting(customer: Customer, by: Any) -> None:
    window = {"on": DAY, "send_from": make.NOON, "send_until": make.NOON + timedelta(days=1), "drafted_at": make.NOON}
    plan = GreetingPlan.objects.get_or_create(feast="new_year", year=2027, defaults=window)[0]
    _owned(Greeting, plan=plan, tier="A", way="none", reason="tier")(customer, by)


def _date_greeting(customer: Customer, by: Any) -> None:
    day = ImportantDate.objects.create(customer=customer, outlet=customer.outlet, kind="birthday", month=3, day=8)
    _owned(DateGreeting, date=day, on=DAY, way="none", reason="refused")(customer, by)


def _invitation(customer: Customer, by: Any) -> None:
    survey = Survey.objects.get_or_create(kind="delivery", version=99, defaults={"title": {}, "questions": []})[0]
    asked = {"key": f"delivery:{customer.pk}", "token_hash": f"{customer.pk:064d}", "stratum": "A"}
    until = {"invited_at": make.NOON, "closes_at": make.NOON + timedelta(days=14)}
    _owned(Invitation, survey=survey, **asked, **until)(customer, by)


def _focus_group(customer: Customer, by: Any) -> None:
    told = {"topic": "派送时段", "moderator": "林主持", "noted_at": make.NOON, "noted_by": by}
    FocusGroup.objects.get_or_create(on=DAY, defaults=told)[0].members.add(customer)


_TASK = {"title": "回电话", "role": Role.MANAGER, "due_at": make.NOON, "opened_at": make.NOON}
_BOOK = {"name": "王芳", "address": "富民路12号", "phone_tail": "8000", "used_at": make.NOON}
_SUMS = {"parcels": 3, "yuan": Decimal("30.50")}

#: Name of the pointer → how a row is made that points to the customer.
ROWS: dict[str, Callable[[Customer, Any], Any]] = {
    "customers.Activity.customer": _owned(Activity, first_on=DAY, last_on=DAY, **_SUMS),
    "customers.AddressBookEntry.customer": lambda customer, by: _owned(
        AddressBookEntry, phone=f"138{customer.pk:08d}", **_BOOK
    )(customer, by),
    "customers.Callback.customer": _callback,
    "customers.ChurnCase.customer": _churn_case,
    "customers.CompetitorUse.customer": _competitor_use,
    "customers.Consent.customer": _owned(
        Consent, channel="sms", purpose="notice", given=False, source="x", at=make.NOON
    ),
    "customers.Contact.customer": _contact,
    "customers.Customer.merged_into": _merged_before,
    "customers.CustomerDay.customer": _owned(CustomerDay, day=DAY, **_SUMS),
    "customers.CustomerTier.customer": lambda customer, by: make.standing(customer),
    "customers.CustomerWeek.customer": _owned(CustomerWeek, week=MONDAY, **_SUMS),
    "customers.DateGreeting.customer": _date_greeting,
    "customers.DoNotGreet.customer": lambda customer, by: _owned(
        DoNotGreet, reason="wish", noted_at=make.NOON, noted_by=by
    )(customer, by),
    "customers.FocusGroup_members.customer": _focus_group,
    "customers.Greeting.customer": _greeting,
    "customers.Handover.customer": _handover,
    "customers.ImportantDate.customer": _owned(ImportantDate, kind="founding", month=5, day=1),
    "customers.Invitation.customer": _invitation,
    "customers.KeyAccount.customer": _key_account,
    "customers.Lead.customer": lambda customer, by: _lead(customer, "customer"),
    "customers.Lead.referrer": lambda customer, by: _lead(customer, "referrer"),
    "customers.PointEntry.customer": lambda customer, by: _owned(
        PointEntry, kind="earned", points=10, key=f"earned:{customer.pk}", at=make.NOON
    )(customer, by),
    "customers.Profile.customer": _owned(Profile, employees=12, monthly_cost=Decimal("800.00")),
    "customers.Task.customer": _owned(Task, **_TASK),
    "customers.ThankYou.customer": _owned(
        ThankYou,
        day=DAY,
        waybill="YK1",
        delivered_at=make.NOON,
        due_by=make.NOON + timedelta(days=1),
        way="none",
        reason="recent",
        decided_at=make.NOON,
    ),
    "customers.TierOverride.customer": _override,
    "customers.TierVerdict.customer": _verdict,
    "customers.Touch.customer": lambda customer, by: _owned(Touch, kind="note", text="好", at=make.NOON, by=by)(
        customer, by
    ),
    "shipments.Waybill.customer": lambda customer, by: make.waybill(customer=customer, origin=customer.outlet),
}


def one_of_each(customer: Customer, by: Any) -> None:
    for build in ROWS.values():
        build(customer, by)
