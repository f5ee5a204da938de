"""A foreign history: mapped, refused by name, taken up where it was left, and judged."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from crm.home.replay.judging import closings, conclude, judge
from crm.home.replay.mapping import Map
from crm.home.replay.playing import begin, play
from crm.home.replay.reading import Played, RefusedRow, rows
from shipments.models import ScanEvent, Waybill
from shipments.quality.models import Fine, Replay
from tests import make

MAP = """
title = "Two depots"
assumption = "Slot 0 is 08:00, slot 1 is 16:00."
[source]
zone = "Asia/Shanghai"
[waybill]
number = "RP{line:08d}"
outlet = "{depot}"
outlet_name = "Depot {depot}"
[trip]
shifts = ["early", "mid"]
[moments.unloaded]
date = "day"
format = "%Y-%m-%d"
slot = "slot"
hours = ["08:00", "16:00"]
[moments.received]
date = "day"
format = "%Y-%m-%d"
slot = "slot"
add = "waited"
hours = ["10:00", "18:00"]
[[events]]
kind = "arrival"
at = "unloaded"
after_minutes = 20
[[events]]
kind = "problem"
at = "unloaded"
after_minutes = 60
only = "again"
says = 1
problem = { category = "delivery", contact = "收件人", phone = "02000001234", matter = "无人在家，约定明天上午再送" }
[[events]]
kind = "signed"
at = "received"
"""
FILE = """day,slot,waited,depot,again
2024-08-01,0,0,A,0
2024-08-01,0,1,A,0
2024-08-01,0,2,A,1
2024-08-01,1,0,B,0
2024-08-01,1,1,B,0
not captured,1,1,B,0
2024-08-02,x,1,B,0
"""


@pytest.fixture
def source(tmp_path: Path) -> tuple[Path, Path]:
    file, map_ = tmp_path / "history.csv", tmp_path / "map.toml"
    file.write_text(FILE, encoding="utf-8-sig")
    map_.write_text(MAP, encoding="utf-8")
    return file, map_


def test_rows_are_read_by_the_map_and_refused_by_name(source):
    file, map_ = source

    found = list(rows(file, Map.read(map_)))

    assert [type(row) for row in found] == [Played] * 5 + [RefusedRow] * 2
    assert [row.line for row in found] == [1, 2, 3, 4, 5, 6, 7]
    assert [f"{at:%d %H:%M}" for _event, at in found[1].events] == ["01 08:20", "01 18:00"]
    assert [f"{at:%d %H:%M}" for _event, at in found[4].events] == ["01 16:20", "02 10:00"]
    assert found[3].shift == "mid"
    assert found[5].reason == "day: 'not captured' is no date like %Y-%m-%d"
    assert found[6].reason == "slot: 'x' is no whole number"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("[moments.unloaded]", "[moments.other]", "lacks the moment 'unloaded'"),
        ('kind = "arrival"', 'kind = "teleport"', "'teleport'"),
        ('at = "received"', 'at = "never"', "'never', which is no moment"),
        ("[waybill]", "[wayBill]", "lacks 'waybill'"),
        ("[source]", "[source", "is not TOML"),
    ],
)
def test_a_wrong_map_says_what_is_wrong(source, old, new, fault):
    _file, map_ = source
    map_.write_text(MAP.replace(old, new), encoding="utf-8")

    with pytest.raises(ValueError, match=fault):
        Map.read(map_)


@pytest.mark.django_db
def test_the_judgement_counts_every_row(source):
    file, map_ = source
    out = StringIO()

    call_command("replay", file, map=map_, stdout=out)

    replay = Replay.objects.get()
    assert (replay.lines, replay.taken, len(replay.refused)) == (7, 5, 2)
    network = replay.judgement["network"]
    assert replay.judgement["title"] == Map.read(map_).title
    # A: in time, late by DL1, lifted by its problem record; B: in time, undelivered that day (DL3).
    assert (network["deliveries"], network["deliveries_met"], network["problems"]) == (4, 2, 1)
    assert replay.judgement["fines"] == [
        {"rule": "DL1", "count": 1, "yuan": "100.00"},
        {"rule": "DL3", "count": 1, "yuan": "100.00"},
        {"rule": "SE1", "count": 1, "yuan": "0.00"},
        {"rule": "SE3", "count": 1, "yuan": "0.00"},
    ]
    assert "7 rows = 5 taken in + 2 refused" in out.getvalue()
    assert "row 6: day: 'not captured' is no date like %Y-%m-%d" in out.getvalue()


@pytest.mark.django_db
def test_a_replay_goes_on_where_it_was_left(source, monkeypatch):
    file, map_path = source
    monkeypatch.setattr("crm.home.replay.playing.CHUNK", 2)
    map_ = Map.read(map_path)
    replay = begin(file, map_path, codes=(), at=make.NOON)
    next(play(replay, file, map_, codes=(), at=make.NOON))
    assert Waybill.objects.count() == 2

    again = begin(file, map_path, codes=(), at=make.NOON)
    assert again.pk == replay.pk
    assert [step.lines for step in play(again, file, map_, codes=(), at=make.NOON)] == [4, 6, 7]

    assert Waybill.objects.count() == 5
    assert ScanEvent.objects.count() == 11
    assert Replay.objects.get().taken == 5


@pytest.mark.django_db
def test_a_history_can_be_laid_on_outlets_of_the_network(source):
    file, map_path = source
    outlet = make.outlet()
    replay = begin(file, map_path, codes=(outlet.code,), at=make.NOON)
    list(play(replay, file, Map.read(map_path), codes=(outlet.code,), at=make.NOON))

    list(judge(replay, closings(replay)))
    conclude(replay, Map.read(map_path), at=make.NOON)

    assert replay.outlets == [outlet.code]
    assert set(Fine.objects.values_list("outlet", flat=True)) == {outlet.pk}


@pytest.mark.django_db
def test_unknown_outlets_and_files_are_told(source, tmp_path):
    file, map_ = source
    with pytest.raises(CommandError, match="There is no outlet NONE"):
        call_command("replay", file, map=map_, outlets=["NONE"])
    with pytest.raises(CommandError, match=r"missing\.csv"):
        call_command("replay", tmp_path / "missing.csv", map=map_)
