"""A history is swept at the instants that matter, and comes out as if it had been swept at every one of them."""

from pathlib import Path

import pytest

from crm.home.replay.judging import closings, conclude, judge
from crm.home.replay.mapping import Map
from crm.home.replay.playing import begin, play
from shipments.models import Clock
from shipments.quality.models import Replay, Violation
from shipments.quality.services.sweeping import sweep
from tests import make
from tests.crm.home.replay.test_replay import FILE, MAP

pytestmark = pytest.mark.django_db

SIGNED = '[[events]]\nkind = "signed"\nat = "received"\n'
ONLY_A = 'only = "depot"\nsays = "A"\n'


def played(folder: Path, prefix: str) -> Replay:
    """The history laid on an outlet of its own; of depot B nothing is ever signed."""
    file, map_path, outlet = folder / "history.csv", folder / f"{prefix}.toml", make.outlet()
    file.write_text(FILE, encoding="utf-8-sig")
    told = MAP.replace("RP{line", prefix + "{line").replace(SIGNED, SIGNED + ONLY_A)
    map_path.write_text(told, encoding="utf-8")
    replay = begin(file, map_path, codes=(outlet.code,), at=make.NOON)
    list(play(replay, file, Map.read(map_path), codes=(outlet.code,), at=make.NOON))
    return replay


def violations(replay: Replay) -> list[tuple]:
    rows = Violation.objects.filter(outlet__code__in=replay.outlets).order_by("waybill", "rule")
    return list(rows.values_list("rule", "day", "due_at", "done_at", "found_at", "voided_at", "fine__yuan"))


def clocks(replay: Replay) -> list[tuple]:
    rows = Clock.objects.filter(outlet__code__in=replay.outlets).order_by("received_at")
    return list(rows.values_list("received_at", "arrivals_closed_at", "runs_closed_at"))


def test_few_sweeps_find_what_all_sweeps_find(tmp_path):
    slowly = played(tmp_path, "SL")
    for instant in closings(slowly):
        sweep(instant)
    quickly = played(tmp_path, "QU")

    assert list(judge(quickly, closings(quickly))) == closings(quickly)

    assert violations(quickly) == violations(slowly) != []
    assert clocks(quickly) == clocks(slowly)
    map_ = Map.read(tmp_path / "QU.toml")
    told = [conclude(replay, map_, at=make.NOON).judgement for replay in (slowly, quickly)]
    assert told[0]["network"] == told[1]["network"]
    assert told[0]["fines"] == told[1]["fines"]
