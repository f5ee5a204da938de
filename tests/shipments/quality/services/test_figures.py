"""The fold against a slow count, whatever the order, and two folds at once."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from random import Random

import pytest
from django.db import connection, transaction

from shipments.models import Clock, DayTouched, DeliveryRun, PieceArrival, ProblemRecord
from shipments.quality.models import Appeal, Fine, OutletDay
from shipments.quality.services.figures import fold_figures
from tests import make

DAYS = [make.NOON.date(), make.NOON.date() - timedelta(days=1)]
KINDS = ("arrivals", "deliveries", "signs")
COUNTS = [
    *(f"{kind}{part}" for kind in KINDS for part in ("", "_done", "_met", "_open")),
    *("problems", "fines", "fines_yuan"),
]


def touch(*days):
    DayTouched.objects.bulk_create([DayTouched(outlet=outlet, day=day) for outlet, day in days])


def some(random: Random, base, *, never: float = 0.3):
    """An instant around `base`, or None; `base` itself now and then, since that is still in time."""
    if random.random() < never:
        return None
    return base + timedelta(minutes=random.choice([-90, -1, 0, 0, 1, 300]))


def scatter(random: Random, outlets) -> None:
    for outlet in outlets:
        for day in DAYS:
            back = make.NOON.date() - day
            for _ in range(random.randint(1, 3)):
                clock = make.clock(
                    outlet,
                    day=day,
                    received_at=make.at(8) - back + timedelta(seconds=random.randint(0, 10**5)),
                    started=random.random() < 0.8,
                    arrivals_closed_at=some(random, make.NOON, never=0.5),
                    runs_closed_at=some(random, make.NOON, never=0.5),
                )
                for _ in range(random.randint(0, 4)):
                    scatter_duties(random, clock)


def scatter_duties(random: Random, clock: Clock) -> None:
    arrival = make.arrival(clock, scanned_at=some(random, clock.arrival_due_at), dropped=random.random() < 0.1)
    run = make.run(
        clock,
        arrival.piece.waybill,
        delivers=random.random() < 0.9,
        dropped=random.random() < 0.1,
        delivered_at=some(random, clock.delivery_due_at),
        signed_at=some(random, clock.sign_due_at),
        lifted_at=some(random, make.NOON, never=0.8),
    )
    for duty, yuan in ((arrival, "1.00"), (run, random.choice([None, "100.00"]))):
        if random.random() < 0.5:
            fine = make.fine(
                duty,
                yuan=yuan,
                state=random.choice(["posted", "posted", "void", "waived", "sustained", "reduced"]),
                voided_at=some(random, make.NOON, never=0.8),
            )
            if fine.state == "reduced" and yuan:
                reduce(fine, *random.choice([[Decimal("0.60")], [Decimal("0.60"), Decimal("0.20")]]))
    if random.random() < 0.5:
        problem(random, clock, arrival.piece)


def reduce(fine: Fine, *left: Decimal) -> None:
    """One instance after the other left so much."""
    told = {"fine": fine, "outlet": fine.outlet, "at": make.NOON, "decided_at": make.NOON, "reason": "。"}
    Appeal.objects.bulk_create(
        Appeal(instance=instance, state="reduced", yuan_after=yuan, decided_by=make.user(), **told)
        for instance, yuan in enumerate(left, start=1)
    )


def problem(random: Random, clock: Clock, piece) -> ProblemRecord:
    return ProblemRecord.objects.create(
        event_id=make.event_id(),
        waybill=piece.waybill,
        piece=piece,
        outlet=clock.outlet,
        clock=random.choice([clock, None]),
        category="delivery",
        registered_at=make.at(0, 5) + timedelta(hours=random.choice([-1, 0, 3])),
        grade="A",
        remark="valid",
        withdrawn=random.random() < 0.2,
    )


def counted(outlet, day) -> dict[str, object]:
    """The same figures, row by row in Python."""
    found = dict.fromkeys(COUNTS, 0)

    def note(kind, done_at, due_at, closed_at):
        found[kind] += 1
        found[f"{kind}_done"] += done_at is not None
        found[f"{kind}_met"] += done_at is not None and done_at <= due_at
        found[f"{kind}_open"] += done_at is None and closed_at is None

    for clock in Clock.objects.filter(outlet=outlet, day=day):
        for duty in PieceArrival.objects.filter(clock=clock, dropped=False):
            if clock.started or duty.scanned_at:
                note("arrivals", duty.scanned_at, clock.arrival_due_at, clock.arrivals_closed_at)
        for duty in DeliveryRun.objects.filter(clock=clock, dropped=False, delivers=True, lifted_at=None):
            if clock.started or duty.delivered_at or duty.signed_at:
                note("deliveries", duty.delivered_at, clock.delivery_due_at, clock.runs_closed_at)
                note("signs", duty.signed_at, clock.sign_due_at, clock.runs_closed_at)
    for record in ProblemRecord.objects.filter(outlet=outlet, withdrawn=False).select_related("clock"):
        its_day = record.clock.day if record.clock else record.registered_at.astimezone(make.ZONE).date()
        found["problems"] += its_day == day
    for fine in Fine.objects.filter(outlet=outlet, violation__day=day, violation__voided_at=None):
        if fine.state not in Fine.GONE:
            found["fines"] += 1
            left = [appeal.yuan_after for appeal in sorted(fine.appeals.all(), key=lambda appeal: appeal.instance)]
            found["fines_yuan"] += [fine.yuan or 0, *left][-1]
    return found


def kept() -> dict[tuple[int, object], dict[str, object]]:
    return {
        (row.pop("outlet_id"), row.pop("day")): row for row in OutletDay.objects.values("outlet_id", "day", *COUNTS)
    }


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(5))
def test_the_fold_agrees_with_a_slow_count(seed):
    random, outlets = Random(seed), [make.outlet() for _ in range(3)]
    scatter(random, outlets)
    notes = [(outlet, day) for outlet in outlets for day in DAYS] * 2
    random.shuffle(notes)
    touch(*notes)

    while fold_figures(make.NOON, limit=random.randint(1, 5)):
        pass

    assert kept() == {(outlet.pk, day): counted(outlet, day) for outlet in outlets for day in DAYS}
    assert not DayTouched.objects.exists()


@pytest.mark.django_db
def test_folding_again_changes_nothing():
    clock = make.clock()
    make.arrival(clock, scanned_at=make.at(8, 30))
    touch((clock.outlet, clock.day))
    first = fold_figures(make.NOON), kept()

    assert first == (1, kept())
    assert fold_figures(make.NOON) == 0
    touch((clock.outlet, clock.day))
    assert (fold_figures(make.NOON), kept()) == first


@pytest.mark.django_db
def test_a_final_day_changed_by_late_news_is_marked_revised():
    clock = make.clock(arrivals_closed_at=make.at(2, day=19), runs_closed_at=make.at(2, day=19))
    late = make.arrival(clock)
    touch((clock.outlet, clock.day))
    fold_figures(make.at(2, day=19))
    assert OutletDay.objects.get().revised_at is None
    late.scanned_at = make.at(8, 50)
    late.save()
    touch((clock.outlet, clock.day))

    fold_figures(make.at(10, day=19))

    assert OutletDay.objects.get().revised_at == make.at(10, day=19)


@pytest.mark.django_db
def test_a_day_that_still_had_open_duties_is_not_revised_by_them():
    clock = make.clock()
    night = make.run(clock)
    touch((clock.outlet, clock.day))
    fold_figures(make.at(2, day=19))
    night.delivered_at = night.signed_at = make.at(11, day=19)
    night.save()
    touch((clock.outlet, clock.day))

    fold_figures(make.at(11, day=19))

    assert OutletDay.objects.get().revised_at is None


@pytest.mark.django_db
def test_what_is_done_after_the_closing_revises_no_rate():
    clock = make.clock(arrivals_closed_at=make.at(2, day=19), runs_closed_at=make.at(2, day=19))
    missed = make.run(clock)
    touch((clock.outlet, clock.day))
    fold_figures(make.at(2, day=19))
    missed.delivered_at = missed.signed_at = make.at(9, day=19)
    missed.save()
    touch((clock.outlet, clock.day))

    fold_figures(make.at(9, day=19))

    day = OutletDay.objects.get()
    assert (day.deliveries_done, day.deliveries_met, day.revised_at) == (1, 0, None)


@pytest.mark.django_db(transaction=True)
def test_a_fold_that_waited_for_its_day_counts_what_was_committed_meanwhile():
    clock = make.clock()
    touch((clock.outlet, clock.day))
    fold_figures(make.NOON)
    scan(clock)

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            OutletDay.objects.select_for_update().get()
            late = pool.submit(on_its_own_connection, lambda: fold_figures(make.NOON))
            wait_until_blocked_by_us(late)
            scan(clock)
            assert fold_figures(make.NOON) == 1
        late.result()

    assert not DayTouched.objects.exists()
    assert OutletDay.objects.get().arrivals_met == 2


@pytest.mark.django_db(transaction=True)
def test_folds_at_once_leave_the_newest_count():
    clocks = [make.clock() for _ in range(4)]
    stop = threading.Event()

    def fold_on():
        stopped = False
        while not stopped:
            # Asked before the last fold: a note written between an empty fold and the question would be left.
            stopped = stop.is_set()
            while fold_figures(make.NOON, limit=3):
                pass

    with ThreadPoolExecutor(3) as pool:
        folders = [pool.submit(on_its_own_connection, fold_on) for _ in range(3)]
        try:
            for _ in range(15):
                for clock in clocks:
                    scan(clock)
        finally:
            stop.set()
        for folder in folders:
            folder.result()

    assert not DayTouched.objects.exists()
    assert [row.arrivals_met for row in OutletDay.objects.order_by("outlet")] == [15] * 4


def scan(clock: Clock) -> None:
    make.arrival(clock, scanned_at=make.at(8, 30))
    touch((clock.outlet, clock.day))


def on_its_own_connection(work: Callable[[], object]) -> None:
    try:
        work()
    finally:
        connection.close()


def wait_until_blocked_by_us(work: Future) -> None:
    """Or until it is done. Reads pg_locks: pg_stat_activity stands still within a transaction."""
    waiting = "SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
    with connection.cursor() as cursor:
        while not work.done():
            cursor.execute(f"SELECT EXISTS ({waiting})")
            if cursor.fetchone()[0]:
                return
            time.sleep(0.01)
