"""The worked examples once more, as they happen: trip, waybill, scans, sweep — and the money that stands."""

import csv
import re
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from shipments.models import ProblemRecord
from shipments.quality.models import Fine
from tests import make
from tests.story import Story, wall

pytestmark = pytest.mark.django_db
CASES = list(csv.DictReader((Path(__file__).parents[2] / "rules" / "cases.csv").open(encoding="utf-8")))
CHARGES = {"arrival_scan": "arrival", "delivery": "delay", "sign_entry": "sign", "problem:damage": "damage"}


def tell(story: Story, case: dict[str, str]) -> set[str]:
    """Let the case's event happen, everything else being in order. Returns the charges that the case is about."""
    event, given = re.fullmatch(r"([a-z_:]+)(?:\[(.*)\])?", case["event"]).groups()
    extra = dict(part.split("=", 1) for part in given.split(";")) if given else {}
    at = wall(case["event_at"]) if case["event_at"] else None
    unloaded = wall(case["piece_received_at"] or case["linehaul_arrived_at"])
    if event == "arrival_scan":
        if at:
            story.arrive(at)
        return {"arrival"}
    story.arrive(wall(extra["scan_at"]) if "scan_at" in extra else unloaded)
    if event == "delivery":
        story.tell("delivered", at)
    elif event == "sign_entry":
        story.tell("delivered", unloaded + timedelta(minutes=5))
        story.tell("signed", at)
    else:
        register(story, event.removeprefix("problem:"), extra, at)
    return {"false", "delay"} if "qc" in extra else {CHARGES.get(event, "delay")}


def register(story: Story, category: str, extra: dict[str, str], at: datetime) -> None:
    told = {"occurred_at": wall(extra["occurred_at"]) if "occurred_at" in extra else at}
    if "remark" in extra:
        told |= {
            "matter": extra["remark"],
            "occurred_at": wall(extra["occurred_at"]) if "occurred_at" in extra else None,
        }
    story.problem(at, category, **told)
    if extra.get("qc") == "false":
        if "delivered_at" in extra:
            story.tell("delivered", wall(extra["delivered_at"]))
        make.proved_false(ProblemRecord.objects.get(), at=at + timedelta(hours=1))


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_the_money_that_stands_is_the_case_s(case):
    pieces = re.search(r"pieces=(\d+)", case["event"])
    story = Story(
        case["outlet_type"].lower(),
        case["shift"].lower(),
        arrived=wall(case["linehaul_arrived_at"]),
        unloaded=wall(case["piece_received_at"]) if case["piece_received_at"] else None,
        pieces=int(pieces[1]) - 1 if pieces else 1,
        receipt=pieces is not None,
    )
    charges = tell(story, case)
    due_at = wall(case["expected_deadline"])

    for at in (due_at, due_at + timedelta(minutes=1), due_at + timedelta(days=2), due_at + timedelta(days=3)):
        story.sweep(at)

    fines = Fine.objects.filter(violation__waybill=story.waybill, violation__charge__in=charges).exclude(state="void")
    late = case["expected_result"] not in {"ON_TIME", "REVIEW"}
    # An unlifted problem leaves the waybill undelivered, which is a delay of its own; the case is about the record's.
    if charges == {"delay"} and case["event"].startswith("problem:") and not late:
        fines = fines.exclude(violation__rule__startswith="DL")
    assert sum((fine.yuan or Decimal(0) for fine in fines), Decimal(0)) == Decimal(case["expected_fine"])
    assert bool(fines) is late
    if late and "false" not in charges:
        assert {fine.violation.due_at for fine in fines} == {due_at}
