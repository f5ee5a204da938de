"""The work page's statements against the same said in Python, run by run."""

from collections import Counter
from datetime import timedelta
from random import Random
from uuid import uuid4

import pytest
from django.utils import timezone

from crm.accounts.roles import Role
from shipments.models import Clock, DutySnooze, PieceArrival
from shipments.queries import workload
from shipments.services.scans import Scan, record_scans
from tests import make

pytestmark = pytest.mark.django_db
NOW = make.at(12)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
TODAY = timezone.localdate(NOW)
TABS = ("all", "overdue", "delivery", "sign_entry", "snoozed")


@pytest.fixture
def outlet():
    return make.outlet()


@pytest.fixture
def runs(outlet):
    """A hundred runs of every kind, some of them at another outlet."""
    rng = Random(7)
    clerk, foreign = make.user(Role.WAYBILL_CLERK, outlet), make.outlet()
    made = [_run(rng, rng.choice([outlet, outlet, outlet, foreign])) for _ in range(100)]
    for run in made:
        for until in rng.choice([(), (-HOUR,), (HOUR,), (2 * HOUR, HOUR)]):
            reason = DutySnooze.Reason.OTHER
            DutySnooze.objects.create(
                run=run, outlet=run.outlet, reason=reason, until=NOW + until, by=clerk, at=NOW - 2 * HOUR
            )
    return made


def _run(rng, outlet):
    def perhaps(value, often):
        return value if rng.random() < often else None

    due = NOW + rng.choice([-HOUR, -MINUTE, timedelta(0), MINUTE, HOUR])
    clock = make.clock(
        outlet,
        day=TODAY - rng.choice([-1, 0, 0, 0, 1, 1, 1, 2, 15, 16]) * DAY,
        started=rng.random() < 0.8,
        delivery_due_at=due,
        sign_due_at=due + rng.choice([-HOUR, HOUR]),
    )
    return make.run(
        clock,
        make.waybill(destination=outlet, pieces=rng.choice([1, 1, 3])),
        delivers=rng.random() < 0.9,
        dropped=rng.random() < 0.1,
        lifted_at=perhaps(NOW, 0.1),
        out_at=perhaps(NOW, 0.3),
        delivered_at=perhaps(NOW, 0.4),
        signed_at=perhaps(NOW, 0.2),
    )


def _is_open(run):
    done = run.delivered_at and run.signed_at
    begun = run.clock.started or run.out_at or run.delivered_at
    return bool(run.delivers and begun) and not (done or run.dropped or run.lifted_at)


def _next_due(run):
    return run.clock.sign_due_at if run.delivered_at else run.clock.delivery_due_at


def _snoozed_until(run):
    return max((each.until for each in run.snoozes.all() if each.until > NOW), default=None)


def _tabs(run):
    if _snoozed_until(run):
        return {"snoozed"}
    late = {"overdue"} if _next_due(run) < NOW else set()
    return {"all", "sign_entry" if run.delivered_at else "delivery"} | late


def _in_order(runs):
    return [run.pk for run in sorted(runs, key=lambda run: (_next_due(run), run.pk))]


def test_tabs_show_and_count_what_is_open_today_and_yesterday(outlet, runs):
    own = [run for run in runs if run.outlet == outlet and _is_open(run) and run.clock.day >= TODAY - DAY]
    expected = {tab: [run for run in own if tab in _tabs(run)] for tab in TABS}

    counts = workload.counts([outlet.pk], at=NOW)
    shown = {tab: workload.lines([outlet.pk], tab, at=NOW, size=200).rows for tab in TABS}

    assert all(expected.values())
    assert counts == {tab: len(found) for tab, found in expected.items()}
    assert {tab: [line.pk for line in lines] for tab, lines in shown.items()} == {
        tab: _in_order(found) for tab, found in expected.items()
    }


def test_older_ones_stand_together(outlet, runs):
    days = (TODAY - 15 * DAY, TODAY - 2 * DAY)
    own = [run for run in runs if run.outlet == outlet and _is_open(run) and days[0] <= run.clock.day <= days[1]]

    shown = workload.lines([outlet.pk], "older", at=NOW, size=200).rows

    assert {run.clock.day for run in own} == set(days)
    assert [line.pk for line in shown] == _in_order(own)


def test_lines_say_what_the_rows_say(outlet, runs):
    by_pk = {run.pk: run for run in runs}

    lines = workload.lines([outlet.pk], "all", at=NOW, size=200).rows
    lines += workload.lines([outlet.pk], "snoozed", at=NOW, size=200).rows

    for line in lines:
        run = by_pk[line.pk]
        waybill, clock = run.waybill, run.clock
        assert line == workload.Line(
            pk=run.pk,
            next_due=_next_due(run),
            delivers=run.delivered_at is None,
            rule=clock.sign_rule if run.delivered_at else clock.delivery_rule,
            edition=clock.edition_id,
            published_at=clock.edition.published_at,
            doubtful=run.doubtful,
            snoozed_until=_snoozed_until(run),
            number=waybill.number,
            receiver_name=waybill.receiver_name,
            receiver_address=waybill.receiver_address,
            cod_yuan=waybill.cod_yuan,
            state=waybill.pieces.get(kind="master").state,
            pieces=waybill.pieces.count(),
        )


def test_pages_follow_each_other_forth_and_back(outlet, runs):
    def page(cursor=""):
        return workload.lines([outlet.pk], "all", at=NOW, size=7, cursor=cursor)

    forth = [page()]
    while forth[-1].next:
        forth.append(page(forth[-1].next))
    back = [forth[-1]]
    while back[-1].previous:
        back.append(page(back[-1].previous))

    whole = workload.lines([outlet.pk], "all", at=NOW, size=200).rows
    assert [line for each in forth for line in each.rows] == whole
    assert [each.rows for each in reversed(back)] == [each.rows for each in forth]


def test_a_courier_carries_what_names_him(outlet):
    he, she = (make.user(Role.COURIER, outlet, name=name, staff_no=name[:1]) for name in ("王师傅", "李师傅"))
    phone = make.phone(he)
    his, hers = f"user:{he.pk}", f"user:{she.pk}"
    by_him = [
        _taken_out(outlet, his, {}),
        _taken_out(outlet, his, {"operator": None}),
        _taken_out(outlet, f"phone:{phone.pk.hex}", {}),
        _taken_out(outlet, hers, {"operator": "王师傅"}),
        _taken_out(outlet, hers, {"operator": "王"}),
    ]
    _taken_out(outlet, his, {"operator": "李师傅"})
    _taken_out(outlet, hers, {})
    _taken_out(outlet, his, {}, at=NOW - 40 * HOUR)

    mine = workload.lines([outlet.pk], "all", at=NOW, size=50, of=workload.carrier(he)).rows

    assert {line.number for line in mine} == {waybill.number for waybill in by_him}
    assert workload.counts([outlet.pk], at=NOW, of=workload.carrier(he))["all"] == len(by_him)


def _taken_out(outlet, source, detail, *, at=NOW - HOUR):
    waybill = make.waybill(destination=outlet)
    trip = make.trip(outlet)
    events = [
        Scan(uuid4(), "arrival", waybill.number, outlet.code, at - HOUR, trip_no=trip.trip_no),
        Scan(uuid4(), "out_for_delivery", waybill.number, outlet.code, at, detail=detail),
    ]
    receipt = record_scans(events, source=source, access=make.EVERYTHING, at=NOW)
    assert receipt.rejected == []
    return waybill


def test_trucks_count_what_is_not_scanned(outlet):
    rng = Random(7)
    for minutes in (30, 20, 10):
        trip = make.trip(outlet)
        clock = Clock.objects.get(trip=trip)
        clock.day, clock.started, clock.arrival_due_at = TODAY, minutes != 10, NOW + minutes * MINUTE
        clock.save()
        for _ in range(8):
            make.arrival(clock, dropped=rng.random() < 0.2, scanned_at=rng.choice([None, NOW]))
    make.arrival(make.clock(outlet, day=TODAY - 2 * DAY))
    make.arrival(make.clock(make.outlet(), day=TODAY))
    waiting = PieceArrival.objects.filter(
        clock__outlet=outlet, clock__day=TODAY, clock__started=True, dropped=False, scanned_at=None
    ).select_related("trip", "clock")

    trucks = workload.trucks_to_scan([outlet.pk], at=NOW)

    missing = Counter((duty.trip.trip_no, duty.clock.arrival_due_at, duty.clock.arrival_rule) for duty in waiting)
    assert [tuple(truck) for truck in trucks] == sorted(
        ((*key, count) for key, count in missing.items()), key=lambda truck: (truck[1], truck[0])
    )
    assert len(trucks) == 2
