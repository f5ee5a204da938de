"""The statement against the pure rule, at every edge."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import product
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import Count, Sum

from shipments.models import ArrivalToJudge
from shipments.quality.models import Fine, LedgerEntry, Violation
from shipments.quality.services.late_scans import judge_arrivals
from shipments.rules.lateness import Verdict, verdict
from shipments.services.closing import close_arrivals
from shipments.services.scans import Scan, record_scans
from tests import make

MICROSECOND = timedelta(microseconds=1)
EDGES = list(
    product(
        (-timedelta(seconds=1), -MICROSECOND, timedelta(0), MICROSECOND, timedelta(seconds=1), timedelta(hours=20)),
        (0, 1, 1000, 60_000),
        "ABCD",
    )
)


@pytest.mark.django_db
def test_sql_agrees_with_the_rule_at_every_edge():
    clock = make.clock()
    late = set()
    for nudge, error_ms, grade in EDGES:
        scanned_at, error = clock.arrival_due_at + nudge, timedelta(milliseconds=error_ms)
        arrival = make.arrival(clock, scanned_at=scanned_at, scan_error_ms=error_ms, scan_grade=grade, to_judge=True)
        if verdict(clock.arrival_due_at, scanned_at - error, scanned_at + error, grade=grade) is Verdict.LATE:
            late.add(arrival.pk)

    judged = judge_arrivals(make.NOON + timedelta(days=1))

    assert judged.duties == len(EDGES)
    assert set(Violation.objects.values_list("arrival_id", flat=True)) == late
    assert set(Fine.objects.values_list("yuan", flat=True)) == {1}
    assert not ArrivalToJudge.objects.exists()


@pytest.mark.django_db
def test_a_batch_takes_no_more_than_its_limit():
    clock = make.clock(arrivals_closed_at=make.NOON)
    for _ in range(5):
        make.arrival(clock, to_judge=True)

    counts = [judge_arrivals(make.NOON, limit=2).posted for _ in range(4)]

    assert counts == [2, 2, 1, 0]


@pytest.mark.django_db
def test_a_duty_noted_twice_is_charged_once():
    clock = make.clock(arrivals_closed_at=make.NOON)
    arrival = make.arrival(clock, to_judge=True)
    ArrivalToJudge.objects.create(arrival=arrival)

    counts = [judge_arrivals(make.NOON, limit=1).posted for _ in range(3)]

    assert counts == [1, 0, 0]
    assert not ArrivalToJudge.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_sweeps_side_by_side_fine_each_piece_once():
    clock = make.clock(arrivals_closed_at=make.NOON)
    for _ in range(60):
        ArrivalToJudge.objects.create(arrival=make.arrival(clock, to_judge=True))

    at_once(*[lambda: [judge_arrivals(make.NOON, limit=7) for _ in range(24)]] * 4)
    judge_arrivals(make.NOON, limit=200)

    assert Fine.objects.count() == 60
    assert LedgerEntry.objects.aggregate(n=Count("pk"), yuan=Sum("yuan")) == {"n": 60, "yuan": 60}


@pytest.mark.django_db(transaction=True)
def test_what_comes_in_while_it_is_judged_is_judged_again():
    trip = make.trip(arrived_at=make.at(6), unloaded_at=make.at(6, 30))
    waybills = [make.waybill(destination=trip.outlet) for _ in range(24)]
    due_at, closed_at = trip.clock.arrival_due_at, trip.clock.arrivals_close_at + timedelta(hours=1)
    tell(trip, waybills, "departure", due_at - timedelta(hours=6))
    late, in_time = due_at + timedelta(hours=1), due_at - timedelta(minutes=5)

    at_once(
        lambda: [tell(trip, waybills[n::4], "arrival", late, at=closed_at) for n in (0, 1, 2)],
        lambda: [tell(trip, waybills[n::3], "arrival", in_time, at=closed_at) for n in (0, 1)],
        lambda: [close_arrivals(closed_at), *[judge_arrivals(closed_at, limit=5) for _ in range(12)]],
        lambda: [judge_arrivals(closed_at, limit=3) for _ in range(12)],
    )
    while judge_arrivals(closed_at).duties:
        pass

    missed = {w.pk for n, w in enumerate(waybills) if n % 3 == 2}
    standing = Violation.objects.filter(voided_at=None)
    assert set(standing.values_list("waybill_id", flat=True)) == missed
    assert standing.count() == len(missed) == LedgerEntry.objects.aggregate(yuan=Sum("yuan"))["yuan"]


def tell(trip, waybills, kind, occurred_at, *, at=None):
    scans = [Scan(uuid4(), kind, w.number, trip.outlet.code, occurred_at, trip_no=trip.trip_no) for w in waybills]
    # Grade B: told within the day.
    received = min(at or occurred_at, occurred_at + timedelta(hours=2))
    assert record_scans(scans, source="test", access=make.EVERYTHING, at=received).accepted == len(scans)


def at_once(*works: Callable[[], object]) -> None:
    barrier = threading.Barrier(len(works))

    def run(work: Callable[[], object]) -> None:
        barrier.wait()
        try:
            work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        for done in [pool.submit(run, work) for work in works]:
            done.result()
