"""The worked examples of cases.csv, each exactly: deadline, result and money."""

import csv
import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from shipments.quality.rules.late_scan_fine import late_scan_fine
from shipments.rules.deadlines import Deadlines, Due, Inputs, deadlines
from shipments.rules.edition import EDITION_1
from shipments.rules.false_problem import delay_established, false_problem
from shipments.rules.lateness import Verdict, undone_verdict, verdict
from shipments.rules.monitor_day import closes_at
from shipments.rules.problem_record import problem_due, problem_verdict
from shipments.rules.problem_remark import Remark, RemarkKind, remark_verdict
from shipments.rules.rates import fine_yuan
from shipments.rules.terms import OutletKind, ProblemCategory, Shift

ZONE = ZoneInfo("Asia/Shanghai")
CASES = list(csv.DictReader((Path(__file__).parent / "cases.csv").open(encoding="utf-8")))


@dataclass(frozen=True, slots=True)
class Outcome:
    due_at: datetime
    result: str
    yuan: Decimal


def instant(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written).replace(tzinfo=ZONE) if written else None


def judge(case: dict[str, str]) -> Outcome:
    known = deadlines(
        EDITION_1,
        Inputs(
            OutletKind(case["outlet_type"].lower()),
            Shift(case["shift"].lower()),
            received_at=instant(case["piece_received_at"]),
            line_haul_arrived_at=instant(case["linehaul_arrived_at"]),
        ),
    )
    event, given = re.fullmatch(r"([a-z_:]+)(?:\[(.*)\])?", case["event"]).groups()
    extra = dict(part.split("=", 1) for part in given.split(";")) if given else {}
    if event.startswith("problem:"):
        return problem(known, extra, category=ProblemCategory(event[8:]), at=instant(case["event_at"]))
    return duty(getattr(known, event), instant(case["event_at"]), pieces=int(extra.get("pieces", 1)))


def duty(due: Due, at: datetime | None, *, pieces: int) -> Outcome:
    seen = verdict(due.due_at, at, review=due.review)
    if at is None:
        seen = undone_verdict(closed=True)
    yuan = fine_yuan(EDITION_1, due.rule)
    if due.rule.startswith("AS"):
        yuan = late_scan_fine(EDITION_1, pieces, rule=due.rule)
    return outcome(due, seen, late="LATE", yuan=yuan)


def outcome(due: Due, seen: Verdict, *, late: str, yuan: Decimal | None) -> Outcome:
    if seen is not Verdict.LATE:
        return Outcome(due.due_at, "ON_TIME" if seen is Verdict.MET else "REVIEW", Decimal(0))
    return Outcome(due.due_at, late if yuan is not None else "LATE_NO_RATE", yuan or Decimal(0))


def problem(known: Deadlines, extra: dict[str, str], *, category: ProblemCategory, at: datetime) -> Outcome:
    occurred_at = instant(extra.get("occurred_at"))
    due = problem_due(
        EDITION_1,
        category,
        delivery=known.problem_delivery,
        transfer=known.problem_transfer,
        scanned_at=instant(extra.get("scan_at")) or known.arrival_scan.due_at,
    )
    if extra.get("qc") == "false":
        delay = delay_established(
            known.delivery, instant(extra.get("delivered_at")), at=closes_at(due.due_at, EDITION_1)
        )
        cost = false_problem(EDITION_1, known.delivery, delay=delay)
        return Outcome(due.due_at, "FALSE", cost.yuan + (cost.delay_yuan or 0))
    if "remark" in extra:
        remark = Remark(occurred_at, "张先生", "13800000000", extra["remark"])
        kind = remark_verdict(EDITION_1, remark).kind
        if kind is RemarkKind.REVIEW:
            return Outcome(due.due_at, "REVIEW", Decimal(0))
        if kind is not RemarkKind.VALID:
            return Outcome(due.due_at, "INVALID", fine_yuan(EDITION_1, kind.value))
    seen = problem_verdict(due, at, occurred_at=occurred_at)
    return outcome(due, seen, late="DELAY", yuan=fine_yuan(EDITION_1, due.rule))


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_case_comes_out_exactly(case):
    expected = Outcome(instant(case["expected_deadline"]), case["expected_result"], Decimal(case["expected_fine"]))

    assert judge(case) == expected


def test_dearest_waybill_costs_305_yuan():
    """Five pieces scanned late, a problem proved false, and the delivery late besides."""
    known = deadlines(
        EDITION_1,
        Inputs(OutletKind.SAME_DAY, Shift.EARLY, instant("2026-11-23 08:10"), instant("2026-11-23 07:50")),
    )
    cost = false_problem(EDITION_1, known.delivery, delay=True)

    assert late_scan_fine(EDITION_1, 5) + cost.yuan + cost.delay_yuan == Decimal(305)
