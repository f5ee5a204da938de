"""The ledger of points adds up, whatever happens in whatever order, and whoever presses at once."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from random import Random
from threading import Barrier

import pytest
from django.db import connection
from django.db.models import Sum

from crm.accounts.roles import Role
from crm.outbox.models import Message, PeriodRun, Template
from crm.shared.errors import Refused
from customers.models import PointEntry, Reward
from customers.queries.points import balance_of, months_of, standing_of
from customers.rules.points import Lot, ended, held_until, points_for
from customers.services.points import Carried, correct, earn, redeem, take_back
from customers.services.points_ending import announce_points, expire_points
from tests import make

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TODAY = make.NOON.date()
HISTORIES = int(os.environ.get("POINT_HISTORIES", "10"))
RACES = int(os.environ.get("RACES", "5"))


@pytest.fixture(autouse=True)
def terms():
    make.loyalty()


def counter(customer):
    return make.user(Role.WAYBILL_CLERK, customer.outlet)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=make.NOON.tzinfo)


def told(customer):
    return list(PointEntry.objects.filter(customer=customer).order_by("pk").values_list("kind", "points", "expires_on"))


def test_a_waybill_earns_once_by_the_tier():
    regular, new = make.customer(), make.customer()
    make.standing(regular, "A")
    merged = make.customer(regular.outlet, state="merged", merged_into=regular)
    gone = make.customer(state="anonymous")
    carried = [
        Carried(regular.pk, "W1", Decimal("20.50"), TODAY),
        Carried(merged.pk, "W2", Decimal("10.00"), TODAY - DAY),
        Carried(new.pk, "W3", Decimal("12.99"), date(2025, 11, 30)),
        Carried(new.pk, "W4", Decimal("12.99"), date(2025, 10, 31)),
        Carried(new.pk, "W5", Decimal("0.99"), TODAY),
        Carried(gone.pk, "W6", Decimal("50.00"), TODAY),
    ]

    assert [earn(carried, at=make.NOON), earn(carried, at=make.NOON)] == [3, 0]
    until = held_until(TODAY, 12)
    assert told(regular) == [("earned", points_for(Decimal("20.50"), Decimal("1.5")), until), ("earned", 15, until)]
    assert told(new) == [("earned", 12, date(2026, 11, 30))]


def test_what_is_disputed_is_taken_back_once():
    customer = make.customer()
    earn([Carried(customer.pk, number, Decimal(30), TODAY) for number in ("W1", "W2")], at=make.NOON)

    assert [take_back(["W1", "W9"], at=make.NOON), take_back(["W1"], at=make.NOON)] == [1, 0]
    assert standing_of(customer, today=TODAY) == (30, [Lot(held_until(TODAY, 12), 30)])


def test_a_reward_is_handed_out_by_the_counter_of_the_outlet():
    customer, reward = make.customer(), make.reward(stock=1)
    make.points(customer, 150)
    by = counter(customer)
    buy = partial(redeem, customer, reward, points=100, at=make.NOON)

    for who in (make.user(Role.COURIER, customer.outlet), counter(make.customer()), make.user(Role.CRG)):
        with pytest.raises(Refused) as refusal:
            buy(key="1", by=who)
        assert refusal.value.code == "foreign_customer"
    assert buy(key="1", by=by) == buy(key="1", by=by)
    assert (balance_of(customer), Reward.objects.get().stock) == (50, 0)

    Reward.objects.update(stock=None)
    with pytest.raises(Refused, match="50"):
        buy(key="2", by=by)
    Reward.objects.update(points=40)
    with pytest.raises(Refused) as refusal:
        buy(key="2", by=by)
    assert refusal.value.code == "reward_changed"
    Reward.objects.update(points=100, offered=False)
    with pytest.raises(Refused) as refusal:
        buy(key="2", by=by)
    assert refusal.value.code == "reward_gone"


def test_points_that_have_ended_buy_nothing_though_no_sweep_came():
    customer, reward = make.customer(), make.reward()
    make.points(customer, 150, expires_on=TODAY)
    by = counter(customer)
    buy = partial(redeem, customer, reward, points=100, by=by)
    assert buy(key="1", at=make.NOON).points == -100
    make.points(customer, 60, expires_on=TODAY)

    with pytest.raises(Refused):
        buy(key="2", at=make.NOON + DAY)
    assert balance_of(customer) == 110  # refused: nothing of it stands


def test_headquarters_correct_for_a_reason():
    customer, crg = make.customer(), make.user(Role.CRG)
    give = partial(correct, customer, at=make.NOON)

    assert give(80, reason="漏记", key="1", by=crg) == give(80, reason="漏记", key="1", by=crg)
    give(-30, reason="重复", key="2", by=crg)
    assert told(customer) == [("corrected", 80, held_until(TODAY, 12)), ("corrected", -30, None)]
    for points, reason, by, code in (
        (-51, "x", crg, "points_missing"),
        (0, "x", crg, "points"),
        (5, " ", crg, "points_reason"),
        (5, "x", counter(customer), "not_yours"),
    ):
        with pytest.raises(Refused) as refusal:
            give(points, reason=reason, key="3", by=by)
        assert refusal.value.code == code


def test_points_end_once_with_their_month_the_oldest_first():
    used, fresh, given = make.customer(), make.customer(), make.customer()
    november, december = date(2026, 11, 30), date(2026, 12, 31)
    make.points(used, 100, expires_on=november)
    make.points(used, 40, expires_on=december)
    make.points(used, -70, kind="redeemed", expires_on=None)
    make.points(fresh, 10, expires_on=december)
    make.points(given, 5, expires_on=november, kind="corrected")

    assert expire_points(noon(november)) == 0
    assert [expire_points(noon(date(2026, 12, 1))) for _twice in range(2)] == [2, 0]
    assert [balance_of(each) for each in (used, fresh, given)] == [40, 10, 0]
    assert expire_points(noon(date(2027, 1, 1))) == 2
    assert [balance_of(each) for each in (used, fresh, given)] == [0, 0, 0]


def test_an_end_is_told_once_with_what_is_left():
    november = date(2026, 11, 30)
    used, spent, silent = make.customer(phone="13800138000"), make.customer(phone="13800138001"), make.customer()
    for customer in (used, spent, silent):
        make.points(customer, 100, expires_on=november)
        make.points(customer, 500, expires_on=date(2026, 12, 31))
    make.points(used, -30, kind="redeemed", expires_on=None)
    make.points(spent, -100, kind="redeemed", expires_on=None)
    Template.objects.filter(code="points_end").delete()

    assert announce_points(noon(date(2026, 10, 31)) + DAY) == 0
    text = {"channel": "sms", "purpose": "notice", "text": "{points} {day}", "variables": ["points", "day"]}
    Template.objects.create(code="points_end", written_at=make.NOON, approved_at=make.NOON, **text)
    assert announce_points(noon(date(2026, 10, 30))) == 0  # 31 days before
    assert [announce_points(noon(date(2026, 11, day))) for day in (1, 1, 2)] == [1, 0, 0]

    message = Message.objects.get()
    assert (message.key, message.values) == (f"points:{used.pk}:{november}", {"points": "70", "day": "11月30日"})
    assert message.batch.name == "积分到期提醒 2026-11"
    marked = PointEntry.objects.exclude(announced_on=None)
    assert set(marked.values_list("expires_on", flat=True)) == {november}


def test_any_history_adds_up():
    """Against a model in Python: a list of lines, and the pure rule for what ends."""
    for seed in range(HISTORIES):
        PeriodRun.objects.all().delete()  # the same months again
        rng, customer, crg = Random(seed), make.customer(), make.user(Role.CRG)
        by, reward, day = counter(customer), make.reward(points=rng.choice([20, 55])), date(2026, 1, 15)
        lines: list[tuple[int, date | None]] = []
        earned: dict[str, tuple[int, date]] = {}
        for step in range(40):
            day += timedelta(days=rng.randrange(0, 40))
            at, number, key = noon(day), f"H{seed}-{step}", f"{seed}-{step}"
            expire_points(at)
            if gone := ended(lines, day):
                lines.append((-gone, None))
            balance = sum(points for points, _until in lines)
            match rng.choice(["earn", "earn", "earn", "redeem", "redeem", "take", "correct"]):
                case "earn":
                    yuan, sent = Decimal(rng.randrange(1, 9000)) / 100, day - timedelta(days=rng.randrange(3))
                    earn([Carried(customer.pk, number, yuan, sent)] * rng.choice([1, 2]), at=at)
                    if points := points_for(yuan, Decimal(1)):
                        earned[number] = points, held_until(sent, 12)
                        lines.append(earned[number])
                case "take" if earned:
                    number = rng.choice(sorted(earned))
                    points, until = earned[number]
                    assert take_back([number], at=at) == (until >= day)
                    if until >= day:
                        del earned[number]
                        lines.append((-points, until))
                case "redeem":
                    try:
                        redeem(customer, reward, key=key, points=reward.points, by=by, at=at)
                        lines.append((-reward.points, None))
                        assert balance >= reward.points
                    except Refused:
                        assert balance < reward.points
                case "correct":
                    points = rng.choice([-10, 15])
                    if balance + points >= 0 or points > 0:
                        correct(customer, points, reason="x", key=key, by=crg, at=at)
                        lines.append((points, held_until(day, 12) if points > 0 else None))
            assert balance_of(customer) == sum(points for points, _until in lines), (seed, step)
        months = months_of(PointEntry.objects.filter(customer=customer), today=day, months=60)
        assert months[-1].owed == balance_of(customer) == sum(month.moved for month in months)


def at_once(*deeds: Callable[[], object]) -> list[str]:
    barrier = Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> str:
        barrier.wait()
        try:
            deed()
        except Refused as refusal:
            return refusal.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


@pytest.mark.django_db(transaction=True)
def test_the_last_reward_and_the_last_points_go_to_one():
    for race in range(RACES):
        outlet = make.outlet()
        one, other = make.customer(outlet), make.customer(outlet)
        by, reward, last = make.user(Role.MANAGER, outlet), make.reward(), make.reward(stock=1)
        for customer in (one, other):
            make.points(customer, 250)
        deeds = [
            partial(redeem, customer, last, key=f"{race}-{customer.pk}", points=100, by=by, at=make.NOON)
            for customer in (one, other)
        ]
        assert sorted(at_once(*deeds)) == ["done", "reward_out"]

        deeds = [partial(redeem, one, reward, key=f"{race}-{n}", points=100, by=by, at=make.NOON) for n in range(2)] + [
            partial(redeem, one, reward, key=f"{race}-again", points=100, by=by, at=make.NOON)
        ] * 2
        ends = at_once(*deeds)
        balance = PointEntry.objects.filter(customer=one).aggregate(total=Sum("points"))["total"]
        assert 0 <= balance < 100
        assert ends.count("points_missing") >= 1
        assert Reward.objects.get(pk=last.pk).stock == 0
