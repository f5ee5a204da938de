"""Reads of key accounts: who may plan for one, who may care for one, and what it has to be told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from crm.accounts.models import User
from crm.accounts.roles import HQ_ROLES, Role
from customers.models import (
    AccountBudget,
    AccountExpense,
    AccountReview,
    ChurnCase,
    KeyAccount,
    ServicePromise,
    Task,
    TierVerdict,
)
from customers.queries.measures import Reading, reading_of
from customers.rules.service_promise import Standing
from outlets.access import Access

#: Who reads account plans; couriers and waybill clerks have no use for what was given to whom.
ACCOUNT_READERS = HQ_ROLES | {Role.MANAGER, Role.SERVICE_CLERK}
#: Who approves what is spent on them, and who sets the year's budget.
APPROVERS = frozenset({Role.CRG, Role.EXECUTIVE, Role.ADMINISTRATOR})
BUDGETERS = frozenset({Role.EXECUTIVE, Role.ADMINISTRATOR})
#: A joint review so near is prepared.
REVIEW_SOON = timedelta(days=14)
#: Tier changes and closed churn cases are news for so long.
NEWS = timedelta(days=62)


def is_theirs(access: Access, account: KeyAccount) -> bool:
    """The group's and the outlet's manager's, even when it is not shared any more."""
    return access.has({Role.CRG}) or access.manages(account.outlet_id)


def may_plan(access: Access, account: KeyAccount) -> bool:
    """The group and the outlet's manager, as long as the account is shared."""
    return account.ended_at is None and is_theirs(access, account)


def group() -> QuerySet[User]:
    """The customer-relations group."""
    return User.objects.filter(is_active=True, memberships__role=Role.CRG).distinct().order_by("name", "id")


def running(promises: QuerySet[ServicePromise], *, today: date) -> QuerySet[ServicePromise]:
    """Promises that hold on this day, or ended and are not judged yet."""
    return promises.filter(judged_at=None, from_day__lte=today)


def readings(promises: QuerySet[ServicePromise], *, at: datetime) -> list[Reading]:
    """What the promises that can be measured say now: one count each."""
    with_customer = promises.select_related("account__customer", "owner").exclude(measure=ServicePromise.Measure.WORD)
    return [reading for each in with_customer if (reading := reading_of(each, at=at))]


def at_risk(found: Sequence[Reading]) -> list[Reading]:
    """Below what was promised, or nearly: the worst first."""
    near = [each for each in found if each.standing in (Standing.BELOW, Standing.NEAR)]
    return sorted(near, key=lambda each: (each.tally.percent or Decimal(0)) - (each.promise.target or Decimal(0)))


def to_be_told(account: KeyAccount, *, since: date | None) -> QuerySet[ServicePromise]:
    """Promises judged since the last joint review: the customer hears of them at the next one."""
    judged = account.promises.filter(judged_at__isnull=False).order_by("kept", "until", "id")
    return judged.filter(until__gte=since - timedelta(days=2)) if since else judged


@dataclass(frozen=True, slots=True)
class Spending:
    """A kind's year in yuan: what may be spent, what is approved, what was spent, what waits for approval."""

    kind: AccountExpense.Kind
    budget: Decimal | None
    approved: Decimal
    spent: Decimal
    asked: Decimal

    @property
    def left(self) -> Decimal | None:
        return None if self.budget is None else self.budget - self.approved


def spending(year: int) -> list[Spending]:
    """The network's year. `approved` counts what was spent where that is known: the rest is free again."""
    budgets = dict(AccountBudget.objects.filter(year=year).values_list("kind", "yuan"))
    bound = Coalesce("spent_yuan", "budget_yuan")
    rows = AccountExpense.objects.filter(planned_on__year=year).order_by().values("kind")
    sums = {
        row["kind"]: row
        for row in rows.annotate(
            approved_yuan=Sum(bound, filter=Q(approved=True)),
            spent_sum=Sum("spent_yuan"),
            asked_yuan=Sum("budget_yuan", filter=Q(approved=None)),
        )
    }
    none = Decimal("0.00")
    return [
        Spending(
            kind,
            budgets.get(kind),
            *(sums.get(kind, {}).get(name) or none for name in ("approved_yuan", "spent_sum", "asked_yuan")),
        )
        for kind in AccountExpense.Kind
    ]


@dataclass(frozen=True, slots=True)
class Desk:
    """What waits for somebody who cares for key accounts."""

    accounts: QuerySet[KeyAccount]
    reviews: QuerySet[AccountReview]
    at_risk: list[Reading]
    by_word: QuerySet[ServicePromise]
    broken: QuerySet[ServicePromise]
    tasks: QuerySet[Task]
    moved: QuerySet[TierVerdict]
    churn: QuerySet[ChurnCase]
    expenses: QuerySet[AccountExpense]


def desk(accounts: QuerySet[KeyAccount], *, user: User, at: datetime) -> Desk:
    """
    accounts   shared ones that this desk is about
    """
    today, customers = timezone.localdate(at), accounts.values("customer_id")
    promises = ServicePromise.objects.filter(account__in=accounts).select_related("account__customer", "owner")
    return Desk(
        accounts=accounts,
        reviews=AccountReview.objects.filter(account__in=accounts, held_on=None, due_on__lte=today + REVIEW_SOON)
        .select_related("account__customer", "account__owner")
        .order_by("due_on", "id"),
        at_risk=at_risk(readings(running(promises, today=today), at=at)),
        by_word=promises.filter(measure=ServicePromise.Measure.WORD, judged_at=None, until__lt=today),
        broken=promises.filter(kept=False, judged_at__gte=at - NEWS).order_by("-judged_at", "-id"),
        tasks=Task.objects.open().filter(customer__in=customers).select_related("customer", "owner"),
        moved=TierVerdict.objects.filter(customer__in=customers, evaluation__at__gte=at - NEWS)
        .exclude(Q(was="") | Q(was=F("tier")))
        .select_related("customer__key_account", "evaluation")
        .order_by("-evaluation__month", "customer_id"),
        churn=ChurnCase.objects.filter(customer__in=customers, closed_at=None)
        .select_related("customer__key_account", "owner")
        .order_by("due_at", "id"),
        expenses=AccountExpense.objects.filter(approved=None)
        .exclude(asked_by=user)
        .select_related("account__customer", "asked_by")
        .order_by("planned_on", "id"),
    )


def freest_of_group() -> User | None:
    """Who of the group cares for fewest accounts."""
    burden = dict(KeyAccount.objects.filter(ended_at=None).order_by().values_list("owner").annotate(Count("pk")))
    return min(group(), key=lambda person: (burden.get(person.pk, 0), person.pk), default=None)
