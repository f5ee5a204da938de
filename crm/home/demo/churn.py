"""Customers of the demo who are going: firms that once sent every week and are silent now, in every state of a case.

What is open is found by the nightly sweep as everywhere; what ended months ago is written straight into the tables.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from django.utils import timezone

from crm.accounts.models import User
from crm.accounts.roles import Role
from crm.home.demo.logins import USERNAME_PREFIX
from crm.home.demo.names import door, firm, phone
from customers.models import Activity, ChurnCase, ChurnStep, Customer, CustomerDay, CustomerTier, CustomerWeek
from customers.rules.churn import WIN_BACK_DAYS, gap_90
from customers.services.churn import note_cause, take_measure, watch_churn
from outlets.models import Membership, Outlet

WEEKS = 30
YUAN = Decimal(12)
#: The logins whose outlets have every fate.
HEADS = (f"{USERNAME_PREFIX}manager", f"{USERNAME_PREFIX}manager2")
#: The hour of the nightly sweep.
NIGHT = time(4, 40)
#: Further outlets with one of the fates each.
AROUND = 60
BATCH = 2000


@dataclass(frozen=True, slots=True)
class Fate:
    """
    silent_days   since the last shipment, for somebody who came back: how long the pause was
    weekly        parcels a week before
    end           "", cause, measure, won_back or gone; drop: sends on, a fifth of it
    """

    tier: str
    silent_days: int
    weekly: int
    end: str = ""
    cause: str = ""
    said: str = ""
    done: str = ""


FATES = (
    Fate("A", 17, 34),
    Fate("A", 33, 41),
    Fate("A", 34, 30, "measure", "delay", "三票晚到，客户被买家投诉；已当面致歉", "固定每天16点专人取件，晚点先行告知"),
    Fate("B", 31, 14, "cause", "price", "同行首重低5角"),
    Fate("B", 45, 12, "measure", "damage", "两箱玻璃器皿破损，理赔拖了一周", "当天办妥理赔，四周内取件拍照"),
    Fate("B", 2, 26, "drop"),
    Fate("C", 19, 4),
    Fate("C", 52, 3),
    Fate("A", 38, 28, "won_back", "service", "取件常叫不到人", "负责人上门拜访，指定专人"),
    Fate("B", 33, 11, "won_back", "delay", "月底连续晚点", "晚点先行告知，减免一票"),
    Fate("C", 36, 3, "won_back"),
    Fate("B", 150, 10, "gone", "competitor", "转给了别家，签了年度合同", "报了月结价，客户仍未回来"),
    Fate("C", 140, 3, "gone", "closed", "店面已转让"),
    Fate("C", 160, 3, "gone"),
)


@dataclass(slots=True)
class _Former:
    """A firm with its fate and its shipping days."""

    fate: Fate
    customer: Customer
    days: dict[date, int]


def write_churn(*, seed: int, at: datetime) -> None:
    """
    writes   customers_customer, customers_customertier, customers_customerday, customers_customerweek,
             customers_activity, customers_churncase, customers_churnstep, customers_task
    """
    rng, today = Random(f"{seed} churn"), timezone.localdate(at)
    heads = {
        post.outlet_id: post.user
        for post in Membership.objects.filter(role=Role.MANAGER).select_related("user").order_by("-pk")
    }
    taken = set(Customer.objects.values_list("name", flat=True))
    formers = [_former(rng, outlet, number, fate, taken, today=today) for outlet, number, fate in _cast(rng)]
    Customer.objects.bulk_create([each.customer for each in formers], batch_size=BATCH)
    _write_volumes(formers, today=today)
    _write_ended([each for each in formers if each.fate.end in ("won_back", "gone")], heads, today=today)
    watch_churn(at - timedelta(hours=20))
    for each in formers:
        if each.fate.end in ("cause", "measure"):
            _work(each, by=heads[each.customer.outlet_id], at=at)


def _cast(rng: Random) -> Iterator[tuple[Outlet, int, Fate]]:
    """Every fate at the outlets with a login, and one each at some others."""
    known = Outlet.objects.filter(memberships__user__username__in=HEADS).order_by("code")
    others = list(
        Outlet.objects.exclude(pk__in=known.values("pk")).filter(memberships__role=Role.MANAGER).order_by("code")
    )
    for outlet in known:
        yield from ((outlet, number, fate) for number, fate in enumerate(FATES))
    for number, outlet in enumerate(rng.sample(others, min(AROUND, len(others)))):
        fate = FATES[number % len(FATES)]
        yield outlet, 0, replace(fate, weekly=max(3, round(fate.weekly * rng.uniform(0.6, 1.6))))


def _former(rng: Random, outlet: Outlet, number: int, fate: Fate, taken: set[str], *, today: date) -> _Former:
    customer = Customer(
        outlet=outlet,
        code=f"{outlet.code}-{900 + number}",
        name=firm(rng, outlet.name.removesuffix("网点"), taken),
        phone=phone(rng),
        address=door(rng, outlet.address or outlet.name),
        created_at=timezone.make_aware(datetime.combine(today - timedelta(weeks=60), time(10))),
    )
    return _Former(fate, customer, dict(_days(rng, fate, today=today)))


def _days(rng: Random, fate: Fate, *, today: date) -> Iterator[tuple[date, int]]:
    """Twice a week; somebody won back stops for a while, somebody whose volume drops sends little in the end."""
    last = today - timedelta(days=fate.silent_days)
    if fate.end == "won_back":
        last = today - timedelta(days=fate.silent_days + 25)
        yield from _sent(rng, last + timedelta(days=fate.silent_days), today - timedelta(days=1), fate.weekly * 0.7)
    if fate.end == "drop":
        dropped = today - timedelta(days=today.weekday(), weeks=4)
        yield from _sent(rng, dropped, today - timedelta(days=1), fate.weekly / 5)
        last = dropped - timedelta(days=2)
    yield from _sent(rng, last - timedelta(weeks=WEEKS), last, fate.weekly)


def _sent(rng: Random, first: date, last: date, weekly: float) -> Iterator[tuple[date, int]]:
    """Parcels every third or fourth day, on the last one too."""
    day = last
    while day >= first:
        yield day, max(1, round(weekly / 2 * rng.uniform(0.7, 1.3)))
        day -= timedelta(days=rng.choice((3, 4)))


def _write_volumes(formers: list[_Former], *, today: date) -> None:
    days, weeks, totals, tiers = [], [], [], []
    for each in formers:
        mine = {"customer": each.customer, "outlet": each.customer.outlet}
        by_week: Counter[date] = Counter()
        for day, parcels in each.days.items():
            by_week[day - timedelta(days=day.weekday())] += parcels
            days.append(CustomerDay(day=day, parcels=parcels, yuan=YUAN * parcels, **mine))
        weeks += [CustomerWeek(week=week, parcels=n, yuan=YUAN * n, **mine) for week, n in by_week.items()]
        sent, shipped = sum(each.days.values()), sorted(each.days)
        told = {"first_on": shipped[0], "last_on": shipped[-1], "parcels": sent, "yuan": YUAN * sent}
        totals.append(Activity(gap_days=gap_90(shipped), **mine, **told))
        tier, since = each.fate.tier, today - timedelta(weeks=20)
        tiers.append(CustomerTier(tier=tier, computed=tier, since=since, **mine))
    CustomerDay.objects.bulk_create(days, batch_size=BATCH)
    CustomerWeek.objects.bulk_create(weeks, batch_size=BATCH)
    Activity.objects.bulk_create(totals, batch_size=BATCH)
    CustomerTier.objects.bulk_create(tiers, batch_size=BATCH, ignore_conflicts=True)


def _write_ended(formers: list[_Former], heads: dict[int, User], *, today: date) -> None:
    cases = [_ended(each, today=today) for each in formers]
    ChurnCase.objects.bulk_create(cases, batch_size=BATCH)
    steps = []
    for each, case in zip(formers, cases, strict=True):
        told = {"case": case, "outlet_id": case.outlet_id}
        opened, by = case.opened_at, heads[case.outlet_id]
        if each.fate.said:
            steps.append(ChurnStep(state="cause", text=each.fate.said, at=opened + timedelta(hours=6), by=by, **told))
        if each.fate.done:
            steps.append(ChurnStep(state="measure", text=each.fate.done, at=opened + timedelta(days=2), by=by, **told))
        steps.append(ChurnStep(state=case.state, text="", at=case.closed_at, **told))
    ChurnStep.objects.bulk_create(steps, batch_size=BATCH)


def _ended(each: _Former, *, today: date) -> ChurnCase:
    """A case that began with the pause and ended long ago."""
    fate, shipped = each.fate, sorted(each.days)
    again = today - timedelta(days=25) if fate.end == "won_back" else None
    last = max(day for day in shipped if again is None or day < again)
    lost_on = last + timedelta(days=30)
    closed_on = again + timedelta(days=1) if again else lost_on + timedelta(days=WIN_BACK_DAYS + 1)
    inputs = {"last_on": last.isoformat(), "silent_days": 30, "gap_days": 4.0, "parcels": sum(each.days.values())}
    inputs |= {"last_parcels": 0, "weeks_parcels": fate.weekly * 9, "expected": round(fate.weekly * 9 * 4 / 13, 1)}
    return ChurnCase(
        customer=each.customer,
        outlet=each.customer.outlet,
        tier=fate.tier,
        kind=ChurnCase.Kind.LOST,
        rule="lost_silent",
        inputs=inputs | {"lost_on": lost_on.isoformat()},
        value_yuan=YUAN * fate.weekly * 13 / 3,
        state=fate.end,
        cause=fate.cause,
        opened_at=_night(last + timedelta(days=15)),
        closed_at=_night(closed_on),
        shipped_again_on=again,
    )


def _night(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, NIGHT))


def _work(each: _Former, *, by: User, at: datetime) -> None:
    case = ChurnCase.objects.filter(customer=each.customer, closed_at=None).first()
    if case is None:
        return
    note_cause(case, each.fate.cause, text=each.fate.said, by=by, at=at - timedelta(hours=6))
    if each.fate.done:
        take_measure(case, text=each.fate.done, by=by, at=at - timedelta(hours=3))
