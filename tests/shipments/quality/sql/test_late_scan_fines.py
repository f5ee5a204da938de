"""The statement against the pure rule, at every edge."""

import threading
from datetime import timedelta
from itertools import product

import pytest
from django.db import connection
from django.db.models import Count, Sum

from shipments.models import PieceArrival
from shipments.quality.models import Fine, LedgerEntry, Violation
from shipments.quality.services.late_scans import judge_arrivals
from shipments.rules.lateness import Verdict, verdict
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
    assert not PieceArrival.objects.filter(to_judge=True).exists()


@pytest.mark.django_db
def test_a_batch_takes_no_more_than_its_limit():
    clock = make.clock(arrivals_closed_at=make.NOON)
    for _ in range(5):
        make.arrival(clock, to_judge=True)

    counts = [judge_arrivals(make.NOON, limit=2).posted for _ in range(4)]

    assert counts == [2, 2, 1, 0]


@pytest.mark.django_db(transaction=True)
def test_sweeps_side_by_side_fine_each_piece_once():
    clock = make.clock(arrivals_closed_at=make.NOON)
    for _ in range(60):
        make.arrival(clock, to_judge=True)
    barrier = threading.Barrier(4)

    def work() -> None:
        barrier.wait()
        try:
            for _ in range(12):
                judge_arrivals(make.NOON, limit=7)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    judge_arrivals(make.NOON, limit=100)

    assert Fine.objects.count() == 60
    assert LedgerEntry.objects.aggregate(n=Count("pk"), yuan=Sum("yuan")) == {"n": 60, "yuan": 60}
