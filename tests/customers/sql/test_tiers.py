"""The monthly evaluation in SQL says of everybody what the pure rule says, month after month, to the last bit."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest

from crm.calendar.models import CalendarDay
from crm.calendar.queries import working_days_by_week
from crm.shared.errors import Refused
from customers.models import Activity, Customer, CustomerTier, CustomerWeek, TierEvaluation, TierOverride, TierVerdict
from customers.rules.tiers import SHIPPED, Figures, factors, figures, ranked, verdict
from customers.services.tiering import evaluate, evaluate_due, what_if, window_before
from tests import make

pytestmark = pytest.mark.django_db
MONTHS = [date(2026, month, 1) for month in range(8, 12)]
FIRST = date(2026, 4, 27)
WEEKS = [FIRST + timedelta(weeks=place) for place in range(27)]


def shipping(shapes):
    """A customer each, with what it ships in each of WEEKS."""
    outlets = [make.outlet(), make.outlet()]
    customers = Customer.objects.bulk_create(
        Customer(outlet=outlets[place % 2], code=f"T{place}", name=f"客户{place}", created_at=make.NOON)
        for place in range(len(shapes))
    )
    rows, active = [], []
    for customer, shape in zip(customers, shapes, strict=True):
        weeks = {week: count for week, count in zip(WEEKS, shape, strict=True) if count}
        told = {"customer": customer, "outlet_id": customer.outlet_id}
        rows += [
            CustomerWeek(week=week, parcels=count, yuan=Decimal(count * 7), **told) for week, count in weeks.items()
        ]
        if weeks:
            total = sum(weeks.values())
            active.append(
                Activity(
                    first_on=min(weeks) + timedelta(2),
                    last_on=max(weeks) + timedelta(4),
                    parcels=total,
                    yuan=total * 7,
                    **told,
                )
            )
    CustomerWeek.objects.bulk_create(rows)
    Activity.objects.bulk_create(active)
    return customers


def some_shapes(seed=5):
    """Large and steady, large and wild, growing, fading, new, tiny, pausing, gone, and all between."""
    rng, every = Random(seed), range(len(WEEKS))
    shapes = [
        [900 for _week in every],
        [rng.choice((0, 300, 2400)) for _week in every],
        [place * 45 for place in every],
        [max(0, 1100 - place * 55) for place in every],
        [0 if place < 20 else 700 for place in every],
        [0 if place < 26 else 500 for place in every],
        [0 if place % 6 == 0 else 640 for place in every],
        [500 if place < 9 else 0 for place in every],
        [0] * len(WEEKS),
        [1 if place % 5 == 0 else 0 for place in every],
    ]
    for size in (3, 8, 20, 45, 90, 160):
        shapes += [[max(0, round(rng.gauss(size, size * spread))) for _week in every] for spread in (0.1, 0.5, 0.9, 2)]
    return shapes


def by_the_rule(customers, shapes, month, standings):
    """customer → (figures, rank, verdict), as Python computes it."""
    first, last = window_before(month)
    factor = factors(working_days_by_week(first, last))
    told = {}
    for customer, shape in zip(customers, shapes, strict=True):
        weeks = {week: count for week, count in zip(WEEKS, shape, strict=True) if count}
        window = figures(
            {week: n for week, n in weeks.items() if first <= week <= last}, factor, min(weeks, default=last)
        )
        was, leaning, provisional = standings.get(customer.pk, ("", "", False))
        in_question = was in ("A", "B") or leaning or provisional
        if weeks and min(weeks) <= last and window and (window.parcels or in_question):
            told[customer.pk] = window
    found = {}
    for pk, rank, before in ranked((pk, window.scaled) for pk, window in told.items()):
        window = Figures(*told[pk][:6], before)
        was, leaning, provisional = standings.get(pk, ("", "", False))
        judged = verdict(window, SHIPPED, was="" if provisional else was, leaning=leaning)
        found[pk] = (window, rank, judged)
        standings[pk] = (judged.tier, judged.leaning, judged.provisional)
    return found


@pytest.mark.parametrize("seed", range(3))
def test_month_after_month_sql_and_rule_agree(seed):
    shapes = some_shapes(seed)
    customers, standings, seen = shipping(shapes), {}, set()
    for month in MONTHS:
        expected = by_the_rule(customers, shapes, month, standings)
        evaluation = evaluate(month, at=make.NOON)
        rows = {row.customer_id: row for row in TierVerdict.objects.filter(evaluation=evaluation)}

        assert rows.keys() == expected.keys()
        for pk, (window, rank, judged) in expected.items():
            row = rows[pk]
            kept = (row.parcels, row.weeks_known, row.mean, row.excess_cv, row.zero_share, row.before, row.rank)
            assert kept == (*window[:1], *window[2:], rank)
            assert (row.indicated, row.tier, row.provisional) == (judged.indicated, judged.tier, judged.provisional)
            seen.add((row.was, row.indicated, row.tier))
        assert evaluation.customers == len(expected)
        assert evaluation.moved == sum(1 for row in rows.values() if row.was not in ("", row.tier))
        now = {s.customer_id: (s.tier, s.leaning, s.provisional) for s in CustomerTier.objects.all()}
        assert now.items() >= standings.items()
        assert now.keys() == {customer.pk for customer in customers}
    assert {was for was, _found, _tier in seen} == {"", "A", "B", "C"}
    assert any(found != tier for _was, found, tier in seen) and any(
        was > tier > "" for was, _found, tier in seen if was
    )


def test_what_if_by_freight_ranks_by_freight():
    """Whoever sends few and dear parcels rises above who sends many cheap ones."""
    many, dear, *_rest = shipping([[900] * len(WEEKS), [30] * len(WEEKS), *([[20] * len(WEEKS)] * 6)])
    CustomerWeek.objects.filter(customer=dear).update(yuan=Decimal(90_000))
    evaluation = evaluate(MONTHS[0], at=make.NOON)

    assert what_if(evaluation, SHIPPED)[1] == []
    assert what_if(evaluation, replace(SHIPPED, by_value=True))[1] == [(dear.pk, "C", "A"), (many.pk, "A", "C")]


def test_short_weeks_are_left_out_and_others_scaled():
    """The week of the National Day has two working days here, the one after it three."""
    CalendarDay.objects.create(day=date(2026, 10, 8), kind="holiday", name="停工")
    CalendarDay.objects.filter(day=date(2026, 9, 30)).delete()
    CalendarDay.objects.create(day=date(2026, 9, 30), kind="holiday", name="停工")
    [customer] = shipping([[6] * len(WEEKS)])
    evaluate(date(2026, 11, 1), at=make.NOON)

    verdict_ = TierVerdict.objects.get(customer=customer)
    assert (verdict_.weeks_known, verdict_.parcels) == (11, 66)
    days = working_days_by_week(*window_before(date(2026, 11, 1)))
    scaled = sum(6 * 420 // n for n in days.values() if n >= 3)
    assert verdict_.mean == scaled / 11 / 70


def test_an_override_holds_the_tier_while_the_computed_one_moves():
    steady, other = shipping([[50] * len(WEEKS), [40] * len(WEEKS)])
    evaluate(MONTHS[0], at=make.NOON)
    standing = CustomerTier.objects.get(customer=other)
    asker, approver = make.user(), make.user()
    TierOverride.objects.create(
        customer=other,
        outlet=other.outlet,
        tier="C",
        reason="-",
        expires_on=date(2026, 12, 31),
        asked_at=make.NOON,
        asked_by=asker,
        approved=True,
        decided_at=make.NOON,
        decided_by=approver,
    )
    CustomerTier.objects.filter(pk=standing.pk).update(tier="C", computed="C", leaning="A")
    evaluate(MONTHS[1], at=make.NOON)

    standing.refresh_from_db()
    assert (standing.tier, standing.computed) == ("C", "A")


def test_a_month_is_evaluated_once_in_order_and_when_it_has_begun():
    shipping([[5] * len(WEEKS)])
    done = evaluate_due(make.NOON)
    assert (done.month, done.first_week, done.last_week) == (date(2026, 11, 1), date(2026, 7, 27), date(2026, 10, 19))
    assert evaluate_due(make.NOON) is None
    assert evaluate(date(2026, 11, 1), at=make.NOON) == done
    for month, code in ((date(2026, 10, 1), "later_month_evaluated"), (date(2026, 12, 1), "month_not_begun")):
        with pytest.raises(Refused) as refusal:
            evaluate(month, at=make.NOON)
        assert refusal.value.code == code
    assert TierEvaluation.objects.count() == 1
