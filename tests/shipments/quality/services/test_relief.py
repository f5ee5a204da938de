"""Relief orders: two persons, days and places exactly, waived in the open, also what is fined later."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import pytest
from django.db import IntegrityError, transaction

from crm.accounts.roles import Role
from crm.shared.errors import Refused
from shipments.models import DayTouched
from shipments.quality.models import Appeal, LedgerEntry, ReliefOrder
from shipments.quality.rules.relief import Relief, covers
from shipments.quality.services.posting import balances
from shipments.quality.services.relief import apply_relief, decide_relief, propose_relief
from tests import make

pytestmark = pytest.mark.django_db
DAY = make.NOON.date()


def order(relief: Relief, *, approve: bool | None = True) -> ReliefOrder:
    made = propose_relief(relief, reason="台风封路", by=make.user(Role.INSPECTOR), at=make.NOON)
    if approve is not None:
        decide_relief(made, approve=approve, by=make.user(Role.APPEALS_SUPERVISOR), at=make.NOON)
    return made


def booked(fine, **fields):
    LedgerEntry.objects.create(fine=fine, outlet=fine.outlet, kind="fine", yuan=fine.yuan, at=make.NOON, **fields)
    return fine


def test_an_approved_order_waives_what_stands_and_gives_the_money_back():
    fine = booked(make.fine(make.arrival(make.clock()), state="announced"))

    order(Relief(DAY, DAY, outlet=fine.outlet_id))

    fine.refresh_from_db()
    assert fine.state == "waived"
    assert balances([fine]) == {fine.pk: Decimal(0)}
    assert fine.entries.last().relief == ReliefOrder.objects.get()


def test_nothing_is_waived_before_somebody_else_approves():
    fine = booked(make.fine(make.arrival(make.clock())))
    proposed = order(Relief(DAY, DAY), approve=None)

    with pytest.raises(Refused) as refusal:
        decide_relief(proposed, approve=True, by=proposed.proposed_by, at=make.NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReliefOrder.objects.filter(pk=proposed.pk).update(decided_by=proposed.proposed_by)

    assert refusal.value.code == "relief_own"
    assert apply_relief(make.NOON) == 0
    fine.refresh_from_db()
    assert fine.state == "posted"


def test_an_order_is_decided_once():
    made = order(Relief(DAY, DAY), approve=False)

    with pytest.raises(Refused) as refusal:
        decide_relief(made, approve=True, by=make.user(Role.EXECUTIVE), at=make.NOON)

    assert refusal.value.code == "relief_decided"


def test_what_is_fined_later_for_those_days_is_waived_by_the_sweep_once():
    clock = make.clock()
    order(Relief(DAY, DAY))
    fine = booked(make.fine(make.arrival(clock)))

    assert [apply_relief(make.NOON), apply_relief(make.NOON)] == [1, 0]
    assert [entry.yuan for entry in fine.entries.all()] == [Decimal("1.00"), Decimal("-1.00")]


def test_a_part_left_by_an_appeal_is_all_that_comes_back_and_an_open_appeal_is_without_object():
    fine = booked(make.fine(make.run(make.clock()), yuan="100.00", state="appealed"))
    first = Appeal.objects.create(fine=fine, outlet=fine.outlet, text="车晚点", at=make.NOON)
    LedgerEntry.objects.create(
        fine=fine, outlet=fine.outlet, kind="appeal", yuan=Decimal("-40.00"), at=make.NOON, appeal=first
    )

    order(Relief(DAY, DAY))

    first.refresh_from_db()
    assert first.state == "moot"
    assert fine.entries.last().yuan == Decimal("-60.00")


def test_a_fine_without_a_rate_is_waived_without_money():
    fine = make.fine(make.arrival(make.clock()), yuan=None)

    order(Relief(DAY, DAY))

    fine.refresh_from_db()
    assert (fine.state, fine.entries.count()) == ("waived", 0)


@pytest.mark.parametrize(
    ("relief", "code"),
    [
        ({"since": DAY, "until": DAY - timedelta(days=1)}, "relief_days"),
        ({"since": DAY, "until": DAY, "charges": ["rain"]}, "relief_charge"),
    ],
)
def test_an_order_that_makes_no_sense_is_refused(relief, code):
    with pytest.raises(Refused) as refusal:
        propose_relief(Relief(**relief), reason="台风", by=make.user(Role.INSPECTOR), at=make.NOON)

    assert refusal.value.code == code


def test_an_order_says_why():
    with pytest.raises(Refused) as refusal:
        propose_relief(Relief(DAY, DAY), reason=" ", by=make.user(Role.INSPECTOR), at=make.NOON)

    assert refusal.value.code == "relief_reason"


def test_the_statement_waives_what_the_rule_says():
    """Both edges of the days, own and other outlets and regions, listed and other charges."""
    here, there = make.outlet(region=make.region()), make.outlet(region=make.region())
    fines = [
        booked(make.fine(duty(make.clock(outlet, day=DAY + timedelta(days=shift)))))
        for outlet, shift, duty in product((here, there), (-1, 0, 1, 2), (make.arrival, make.run))
    ]
    wheres = ({}, {"outlet": here.pk}, {"region": there.region_id})
    for where, charges in product(wheres, ((), ("delay",), ("arrival", "sign"))):
        relief = Relief(DAY, DAY + timedelta(days=1), charges=charges, **where)
        with transaction.atomic():
            order(relief)
            waived = {fine.pk for fine in fines if _state(fine) == "waived"}
            transaction.set_rollback(True)

        assert waived == {fine.pk for fine in fines if _covered(relief, fine)}, relief


def _state(fine) -> str:
    fine.refresh_from_db()
    return fine.state


def _covered(relief: Relief, fine) -> bool:
    violation = fine.violation
    day: date = violation.day
    return covers(relief, outlet=fine.outlet_id, region=fine.outlet.region_id, day=day, charge=violation.charge)


def test_the_figures_of_the_day_follow_a_waiver():
    fine = booked(make.fine(make.arrival(make.clock())))
    DayTouched.objects.all().delete()

    order(Relief(DAY, DAY))

    assert DayTouched.objects.filter(outlet=fine.outlet, day=fine.violation.day).exists()
