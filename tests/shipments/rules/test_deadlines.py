"""The deadlines against the oracle at every edge, and what must hold for all inputs."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import product
from timeit import timeit
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from shipments.rules.deadlines import Deadlines, Inputs, deadlines, problem_damage
from shipments.rules.edition import EDITION_1
from shipments.rules.terms import ExtensionFrom, OutletKind, Shift
from tests.shipments.rules import oracle

ZONE = ZoneInfo("Asia/Shanghai")
DAY = datetime(2026, 11, 23)  # noqa: DTZ001 - the oracle reckons in naive local time
SECOND, MICROSECOND = timedelta(seconds=1), timedelta(microseconds=1)
NUDGES = (-SECOND, -MICROSECOND, timedelta(0), MICROSECOND, SECOND)
DUTIES = ("arrival_scan", "delivery", "sign_entry", "problem_delivery", "problem_transfer")

#: Every threshold of the table, and the receipts from which a duration ends at one.
EDGES = [
    DAY + timedelta(minutes=minutes) + nudge
    for minutes in (0, 510, 540, 570, 600, 690, 720, 840, 900, 1050, 1080, 1170, 1200, 1440, 1980, 2160)
    for nudge in NUDGES
]
TRUCKS = [
    None,
    *(DAY + timedelta(minutes=minutes) + nudge for minutes in (0, 570, 720, 1435, -5, -600) for nudge in NUDGES),
    *(DAY + timedelta(days=1, minutes=minutes) for minutes in (569, 571, 719, 721)),
]


def at(local: datetime | None) -> datetime | None:
    return None if local is None else local.replace(tzinfo=ZONE)


def outcome(known: Deadlines) -> dict[str, tuple]:
    found = {duty: getattr(known, duty) for duty in DUTIES}
    return {duty: (due.due_at.replace(tzinfo=None), due.rule, due.review) for duty, due in found.items()}


def judged(kind: str, shift: str, *, r: datetime | None, lh: datetime | None = None) -> Deadlines:
    return deadlines(EDITION_1, Inputs(OutletKind(kind), Shift(shift), at(r), at(lh)))


def test_rules_agree_with_the_oracle_at_every_edge():
    inputs = list(product(OutletKind, Shift, EDGES, TRUCKS))

    wrong = [
        (kind, shift, r, lh)
        for kind, shift, r, lh in inputs
        if outcome(judged(kind, shift, r=r, lh=lh)) != oracle.judge(kind, shift, r, lh)
    ]

    assert wrong == []
    assert len(inputs) == 2 * 3 * 80 * 35


def test_rules_agree_with_the_oracle_every_minute_of_a_day():
    inputs = [
        (kind, shift, DAY + timedelta(minutes=minute), DAY + timedelta(minutes=minute - 20))
        for kind, shift, minute in product(OutletKind, Shift, range(1440))
    ]

    wrong = [one for one in inputs if outcome(judged(*one[:2], r=one[2], lh=one[3])) != oracle.judge(*one)]

    assert wrong == []


KINDS, SHIFTS = st.sampled_from(OutletKind), st.sampled_from(Shift)
LOCAL = st.datetimes(min_value=DAY - timedelta(days=2), max_value=DAY + timedelta(days=2))
MAYBE = st.none() | LOCAL
SPANS = st.timedeltas(timedelta(0), timedelta(days=1))


@given(kind=KINDS, shift=SHIFTS, r=LOCAL, lh=MAYBE)
@settings(max_examples=500, deadline=None)
def test_rules_agree_with_the_oracle_anywhere(kind, shift, r, lh):
    assert outcome(judged(kind, shift, r=r, lh=lh)) == oracle.judge(kind, shift, r, lh)


@given(kind=KINDS, shift=SHIFTS, r=MAYBE, lh=MAYBE, planned=MAYBE)
@settings(max_examples=300, deadline=None)
def test_every_input_yields_every_duty(kind, shift, r, lh, planned):
    assume(r or lh or planned)

    known = deadlines(EDITION_1, Inputs(kind, shift, at(r), at(lh), at(planned)))

    assert {known.arrival_scan.rule[:2], known.delivery.rule[:2], known.sign_entry.rule[:2]} == {
        "AS",
        "DL",
        "SE",
    }
    assert all(getattr(known, duty).due_at.tzinfo == ZONE for duty in DUTIES)


def brought_forward(before: Deadlines, after: Deadlines) -> set[str]:
    """The duties that the same rule puts earlier than before.

    Between rules that happens: midday goods of 17:59 have until 20:29, those of 18:00 until 20:00 (reading 7), and
    PR7 follows whichever of the two delivers them.
    """
    return {
        duty
        for duty in DUTIES
        if getattr(before, duty).rule == getattr(after, duty).rule
        and getattr(before, duty).due_at > getattr(after, duty).due_at
        and (duty != "problem_delivery" or before.delivery.rule == after.delivery.rule)
    }


@given(kind=KINDS, shift=SHIFTS, r=LOCAL, lh=MAYBE, later=SPANS)
@settings(max_examples=500, deadline=None)
def test_later_receipt_gives_no_earlier_deadline_within_a_rule(kind, shift, r, lh, later):
    before, after = judged(kind, shift, r=r, lh=lh), judged(kind, shift, r=r + later, lh=lh)

    assert brought_forward(before, after) == set()


@given(kind=KINDS, shift=SHIFTS, lh=LOCAL, later=SPANS, unloading=SPANS)
@settings(max_examples=500, deadline=None)
def test_later_truck_gives_no_earlier_deadline_within_a_rule(kind, shift, lh, later, unloading):
    r = lh + later + unloading
    before, after = judged(kind, shift, r=r, lh=lh), judged(kind, shift, r=r, lh=lh + later)

    assert brought_forward(before, after) == set()


@given(kind=KINDS, shift=SHIFTS, r=LOCAL, lh=MAYBE)
@settings(max_examples=500, deadline=None)
def test_sign_entry_is_never_due_before_the_delivery(kind, shift, r, lh):
    known = judged(kind, shift, r=r, lh=lh)

    assert known.delivery.due_at <= known.sign_entry.due_at
    assert known.delivery.due_at <= known.problem_delivery.due_at
    assert known.problem_delivery.occurred_by == known.delivery.due_at


@given(kind=KINDS, shift=SHIFTS, r=LOCAL, lh=MAYBE)
@settings(max_examples=500, deadline=None)
def test_nothing_is_due_before_receipt_but_early_goods_unloaded_too_late(kind, shift, r, lh):
    """A truck that came in time starts no new clock when its own outlet unloads it after hours."""
    known = judged(kind, shift, r=r, lh=lh)

    overdue = {duty for duty in DUTIES if getattr(known, duty).due_at < known.received_at}
    if known.handled_as is not Shift.EARLY:
        assert overdue == set()
    assert "arrival_scan" not in overdue
    assert lh is not None or all(getattr(known, duty).review for duty in overdue)


@pytest.mark.parametrize(
    ("shift", "r", "lh", "base_day"),
    [
        ("evening", "2026-11-24 00:10", "2026-11-23 23:50", "2026-11-23"),
        ("evening", "2026-11-24 00:20", "2026-11-24 00:05", "2026-11-23"),
        ("evening", "2026-11-24 00:20", None, "2026-11-23"),
        ("mid", "2026-11-24 00:10", "2026-11-23 23:50", "2026-11-23"),
        ("mid", "2026-11-24 00:10", "2026-11-20 23:50", "2026-11-23"),
        ("mid", "2026-11-24 09:00", "2026-11-23 23:50", "2026-11-23"),
        ("mid", "2026-11-24 09:00:01", "2026-11-23 23:50", "2026-11-24"),
        ("mid", "2026-11-24 08:00", "2026-11-24 07:30", "2026-11-24"),
        ("early", "2026-11-24 06:00", "2026-11-23 23:50", "2026-11-24"),
        ("evening", "2026-12-31 23:59:59", "2026-12-31 23:00", "2026-12-31"),
        ("evening", "2027-01-01 00:00", "2026-12-31 23:00", "2026-12-31"),
    ],
)
def test_goods_of_the_night_count_from_the_evening_before(shift, r, lh, base_day):
    known = judged("same_day", shift, r=datetime.fromisoformat(r), lh=datetime.fromisoformat(lh) if lh else None)

    assert known.base_day.isoformat() == base_day


@pytest.mark.parametrize(
    ("r", "lh", "planned", "received_at", "estimated", "late_truck"),
    [
        ("08:10", "07:50", None, "08:10", False, False),
        (None, "07:50", "05:00", "08:20", True, False),
        (None, None, "10:00", "10:30", True, True),
        ("10:30", None, "10:00", "10:30", True, True),
        ("08:10", None, "10:00", "08:10", True, False),
        ("10:30", None, None, "10:30", False, False),
    ],
)
def test_missing_times_are_estimated_and_said_to_be(r, lh, planned, received_at, estimated, late_truck):
    r, lh, planned, received_at = (
        None if one is None else datetime.combine(DAY, time.fromisoformat(one), ZONE)
        for one in (r, lh, planned, received_at)
    )

    known = deadlines(EDITION_1, Inputs(OutletKind.SAME_DAY, Shift.EARLY, r, lh, planned))

    assert (known.received_at, known.estimated, known.late_truck) == (received_at, estimated, late_truck)


def test_goods_without_any_time_are_refused():
    with pytest.raises(ValueError, match="Neither the receipt"):
        deadlines(EDITION_1, Inputs(OutletKind.SAME_DAY, Shift.EARLY))


def test_times_without_a_zone_are_refused():
    with pytest.raises(ValueError, match="has no zone"):
        deadlines(EDITION_1, Inputs(OutletKind.SAME_DAY, Shift.EARLY, DAY))


def test_zone_of_the_input_does_not_matter():
    r, lh = at(DAY.replace(hour=10, minute=20)), at(DAY.replace(hour=10))

    local = deadlines(EDITION_1, Inputs(OutletKind.NON_SAME_DAY, Shift.EARLY, r, lh))
    utc = deadlines(EDITION_1, Inputs(OutletKind.NON_SAME_DAY, Shift.EARLY, r.astimezone(UTC), lh.astimezone(UTC)))

    assert local == utc


def test_damage_is_counted_from_the_scan():
    due = problem_damage(EDITION_1, at(DAY.replace(hour=8, minute=50)))

    assert (due.due_at, due.rule) == (at(DAY.replace(hour=9, minute=20)), "PR1")


def test_cap_keeps_midday_goods_at_20_when_switched_on():
    capped = replace(EDITION_1, cap_midday_at_20=True)
    r = at(DAY.replace(hour=17, minute=50))

    assert deadlines(capped, Inputs(OutletKind.SAME_DAY, Shift.MID, r)).delivery.due_at == at(DAY.replace(hour=20))
    assert deadlines(EDITION_1, Inputs(OutletKind.SAME_DAY, Shift.MID, r)).delivery.due_at == at(
        DAY.replace(hour=20, minute=20)
    )


@pytest.mark.parametrize(
    ("planned", "due"), [("06:00", "19:30"), ("10:15", "15:15"), ("11:00", "15:00"), (None, "16:00")]
)
def test_extension_may_count_from_the_schedule(planned, due):
    edition = replace(EDITION_1, extension_from=ExtensionFrom.SCHEDULE)
    planned_at = datetime.combine(DAY, time.fromisoformat(planned), ZONE) if planned else None

    known = deadlines(
        edition,
        Inputs(
            OutletKind.NON_SAME_DAY,
            Shift.EARLY,
            at(DAY.replace(hour=10, minute=50)),
            at(DAY.replace(hour=10, minute=30)),
            planned_at,
        ),
    )

    assert known.delivery.due_at == datetime.combine(DAY, time.fromisoformat(due), ZONE)


def test_half_an_hour_lasts_half_an_hour_when_the_clocks_change():
    berlin = ZoneInfo("Europe/Berlin")
    r = datetime(2026, 3, 29, 1, 45, tzinfo=berlin)

    known = deadlines(replace(EDITION_1, zone="Europe/Berlin"), Inputs(OutletKind.SAME_DAY, Shift.MID, r))

    assert known.arrival_scan.due_at.astimezone(UTC) - r.astimezone(UTC) == timedelta(minutes=30)
    assert known.arrival_scan.due_at.isoformat() == "2026-03-29T03:15:00+02:00"
    assert known.sign_entry.due_at.isoformat() == "2026-03-30T00:00:00+02:00"


def test_deadlines_are_cheap():
    """30 µs each on a quiet core; the bound leaves room for a busy one."""
    inputs = Inputs(OutletKind.SAME_DAY, Shift.EVENING, at(DAY.replace(hour=19)), at(DAY.replace(hour=18)))

    assert min(timeit(lambda: deadlines(EDITION_1, inputs), number=500) for _ in range(5)) / 500 < 200e-6
