"""A small sample of the bench, so that the bench itself is tested: every workload runs and says its ratio."""

import json
import os
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from crm.home.bench.effort import SIZES
from crm.home.bench.meters import TICKS, cpu_a_million, timed
from crm.home.bench.outcome import Judged, Outcome, Target
from crm.home.bench.workloads import WORKLOADS


def databases() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"bench_{users()}_%"])
        return {name for (name,) in cursor.fetchall()}


def users() -> str:
    return str(connection.settings_dict["NAME"])


@pytest.mark.django_db(transaction=True)
def test_every_workload_says_its_ratio_and_leaves_nothing_behind():
    before, out, told = users(), StringIO(), StringIO()

    call_command("bench", size="tiny", json=True, stdout=out, stderr=told)

    outcomes = json.loads(out.getvalue())
    assert list(outcomes) == list(WORKLOADS)
    assert all(outcome["ratio"] > 0 and outcome["figures"] for outcome in outcomes.values())
    assert {name for name, outcome in outcomes.items() if "growth" in outcome} == {"B8"}
    assert [outcome["target"] for outcome in outcomes.values()] == [str(one.target) for one in WORKLOADS.values()]
    assert users() == before
    assert databases() == set()


def judged(ratio: float, *, growth: float | None = None, pieces: int = 1_000_000) -> Judged:
    return Judged(
        "B0", "a workload", Target(at_most=0.5, from_pieces=10**6), Outcome(ratio, {"ms": 2.0}, growth), pieces,
        Target(at_most=1.2),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("outcome", "met"),
    [
        (judged(0.5), True),
        (judged(0.51), False),
        (judged(0.5, growth=1.2), True),
        (judged(0.5, growth=1.21), False),
        (judged(0.6, growth=1.0, pieces=1000), True),
        (judged(0.6, pieces=1000), None),
    ],
    ids=["met", "missed", "both", "grows", "growth alone", "nothing promised"],
)
def test_an_outcome_is_met_when_all_is_met_that_is_promised_at_its_size(outcome, met):
    assert outcome.met is met


def test_a_ratio_to_reach_is_met_from_there_on():
    assert [Target(at_least=0.9).met(ratio, 1) for ratio in (0.89, 0.9)] == [False, True]


def test_an_outcome_reads_as_a_line_and_as_json():
    assert str(judged(0.25)) == "B0  0.25 (≤ 0.5)  met: a workload\n      ms 2"
    assert judged(0.25, growth=1.0).as_json() == {
        **{"title": "a workload", "ratio": 0.25, "target": "≤ 0.5", "met": True},
        **{"growth": 1.0, "growth_target": "≤ 1.2", "figures": {"ms": 2.0}},
    }


def test_work_shorter_than_the_tick_of_the_kernel_costs_one_tick():
    brief = timed(lambda: 1, processes=lambda: [os.getpid()])

    assert cpu_a_million([brief]) == 1e6 / TICKS


def test_growth_is_measured_against_a_tenth():
    assert {name: effort.fewer for name, effort in SIZES.items()} == {
        "tiny": 300,
        "100k": 10_000,
        "1m": 100_000,
        "10m": 1_000_000,
    }
