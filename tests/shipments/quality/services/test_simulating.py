"""An edition tried on days gone by, fine for fine against real sweeps: of the same edition, and of another one."""

from collections import Counter
from copy import deepcopy
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from crm.accounts.roles import Role
from crm.shared.errors import Refused
from shipments.models import DeliveryRun, PieceArrival, ProblemRecord, RuleEdition
from shipments.quality.models import SimulatedFines, Violation
from shipments.quality.services.simulating import advance, ask, count_fines, list_fines
from shipments.quality.services.sweeping import sweep
from shipments.quality.services.tried_clocks import Scope
from shipments.rules.edition import EDITION_1, Edition
from tests import make
from tests.story import Story, wall

pytestmark = pytest.mark.django_db
DAY = make.NOON.date()
SCOPE = Scope(DAY - timedelta(days=2), DAY + timedelta(days=3))
OVER = wall("2026-11-22 12:00")
MATTERS = [
    "派送中",
    "收件人王女士外出，改约明天上午派送",
    "下大雨",
    "因下大雨收件人要求改约明早九点",
    "",
    "忙",
    "敲门无人应答",
]


def another() -> dict[str, Any]:
    """Edition 1 with other hours, minutes, words and amounts nearly everywhere."""
    data = deepcopy(EDITION_1.to_data())
    data["late_after"], data["damage_within"], data["matter_letters"] = "09:45", 45, 1
    data["arrival_scan"][0] |= {"by": "09:30", "within": 20}
    data["delivery"][0]["by"], data["delivery"][2]["within"] = "12:10", 100
    data["sign_entry"][0]["by"] = "13:20"
    for row in data["problem_delivery"]:
        if "by" in row:
            row["by"] = "13:30"
    data["banned_phrases"] = [
        *(banned for banned in data["banned_phrases"] if banned["phrase"] != "下大雨"),
        data["banned_phrases"][0] | {"phrase": "忙"},
    ]
    data["rates"] |= {"DL1": "150.00", "SE1": "5.00"}
    return data


class History:
    """Trucks, parcels and problems at random, told in time or late, by good and bad clocks, swept now and then."""

    def __init__(self, seed: int) -> None:
        self.random, self.places = Random(seed), {}
        for story in range(7):
            self.tell(story)
        sweep(OVER)

    def tell(self, number: int) -> None:
        random = self.random
        shift = random.choice(["early", "early", "mid", "evening"])
        hour = {"early": 8, "mid": 13, "evening": 18}[shift]
        arrived = wall(f"2026-11-18 {hour:02}:30") + timedelta(minutes=random.randint(0, 150))
        unloaded = random.choice([None, arrived + timedelta(minutes=random.randint(5, 60))])
        kind = random.choice(["same_day", "same_day", "non_same_day"])
        story = Story(kind, shift, arrived=arrived, unloaded=unloaded, pieces=random.randint(1, 3))
        self.places |= {piece: (number, place) for place, piece in enumerate(story.numbers)}
        self.places[story.waybill.number] = (number, -1)
        start = unloaded or arrived
        for act in random.sample([self.arrive, self.deliver, self.problem, self.sign, self.correct], 5):
            if random.random() < 0.75:
                act(story, start)
            if random.random() < 0.3:
                sweep(start + timedelta(hours=random.choice([2, 6, 14, 30])))

    def when(self, start: datetime, low: int, high: int) -> dict[str, Any]:
        at = start + timedelta(minutes=self.random.randint(low, high), seconds=self.random.choice([0, 0, 30]))
        told = at + timedelta(hours=self.random.choice([0, 0, 0, 1, 26]))
        graded = {"grade": self.random.choice("AAABC"), "error_ms": self.random.choice([0, 0, 40_000])}
        return {"at": at, "received": told, **graded}

    def arrive(self, story: Story, start: datetime) -> None:
        story.arrive(**self.when(start, 5, 60))

    def deliver(self, story: Story, start: datetime) -> None:
        story.tell("delivered", **self.when(start, 60, 400))

    def sign(self, story: Story, start: datetime) -> None:
        story.tell("signed", **self.when(start, 90, 500))

    def correct(self, story: Story, start: datetime) -> None:
        if self.random.random() < 0.5:
            story.correct(start + timedelta(hours=3), unloaded_at=start + timedelta(minutes=self.random.randint(0, 90)))

    def problem(self, story: Story, start: datetime) -> None:
        for _ in range(self.random.choice([1, 1, 2])):
            at = start + timedelta(minutes=self.random.randint(30, 420))
            told = {
                "matter": self.random.choice(MATTERS),
                "category": self.random.choice(["delivery", "damage", "transfer"]),
            }
            told["occurred_at"] = self.random.choice([None, at - timedelta(minutes=self.random.randint(0, 200))])
            story.problem(at, **told)
        if self.random.random() < 0.2:
            make.proved_false(ProblemRecord.objects.filter(waybill=story.waybill).first(), at=at)

    def standing(self) -> Counter[tuple[Any, ...]]:
        """The sweeps' violations: charge, rule and whose, as the simulation says it."""
        return Counter(
            (violation.charge, violation.rule, self.places[_number(violation)])
            for violation in Violation.objects.filter(voided_at=None).select_related("piece", "waybill")
        )

    def alike(self, fines: Counter[tuple[Any, ...]]) -> Counter[tuple[Any, ...]]:
        """Which of several breaches the one delay fine of a problem piece names hangs on which was told first."""
        problematic = {self.places[n] for n in ProblemRecord.objects.values_list("waybill__number", flat=True)}
        return Counter(
            (charge, "" if charge == "delay" and place in problematic else rule, place)
            for charge, rule, place in fines.elements()
        )

    def simulated(self, data: dict[str, Any], side: str) -> Counter[tuple[Any, ...]]:
        fines = list_fines(Edition.from_data(data), SCOPE, at=OVER)
        return Counter(
            (fine.charge, getattr(fine, side), self.places[fine.number]) for fine in fines if getattr(fine, side)
        )


def _number(violation: Violation) -> str:
    return violation.piece.number if violation.charge == "arrival" else violation.waybill.number


@pytest.mark.parametrize("seed", range(12))
def test_the_same_edition_charges_what_the_sweep_charged_fine_for_fine(seed):
    make.edition()
    history = History(seed)

    standing = history.standing()

    assert standing
    assert history.simulated(EDITION_1.to_data(), "was_rule") == standing
    assert history.simulated(EDITION_1.to_data(), "rule") == standing


@pytest.mark.parametrize("seed", range(12))
def test_another_edition_charges_what_the_sweep_would_have_charged_under_it(seed):
    make.edition()
    with transaction.atomic():
        history = History(seed)
        tried = history.alike(history.simulated(another(), "rule"))
        transaction.set_rollback(True)
    data = {**another(), "number": 2}
    RuleEdition.objects.create(number=2, starts_on=date(2026, 1, 1), data=data, published_at=make.NOON)

    truly = History(seed)

    assert tried == truly.alike(truly.standing())


def late_pair() -> tuple[PieceArrival, DeliveryRun]:
    clock = make.clock(arrivals_closed_at=OVER, runs_closed_at=OVER)
    arrival = make.arrival(clock, scanned_at=make.at(9, 20), scan_grade="A")
    run = make.run(clock, delivered_at=make.at(12), delivered_grade="A", signed_at=make.at(13), signed_grade="A")
    return arrival, run


def tried_with(**changes: Any) -> RuleEdition:
    data = {**make.edition().data, "number": 2} | changes
    return RuleEdition.objects.create(number=2, starts_on=DAY, data=data)


def kept() -> dict[str, tuple[Any, ...]]:
    return {
        line.was_rule or line.rule: (line.was_rule, line.was_yuan, line.rule, line.yuan, line.count)
        for line in SimulatedFines.objects.all()
    }


def simulated(edition: RuleEdition, since: date = DAY, until: date = DAY) -> dict[str, tuple[Any, ...]]:
    asked = ask(edition, since, until, by=make.user(), at=OVER)
    advance(asked.pk, at=OVER)
    asked.refresh_from_db()
    assert asked.ended_at == OVER
    return kept()


def test_hours_and_amounts_of_another_edition_are_counted():
    late_pair()
    data = make.edition().data
    scan = [{**data["arrival_scan"][0], "by": "09:30"}, *data["arrival_scan"][1:]]

    found = simulated(tried_with(arrival_scan=scan, rates={**data["rates"], "DL1": "150.00"}))

    assert found == {
        "AS1": ("AS1", Decimal(1), "", None, 1),
        "DL1": ("DL1", Decimal(100), "DL1", Decimal(150), 1),
    }


def test_only_the_days_chosen_count_and_each_is_counted_once():
    late_pair()

    asked = ask(tried_with(), DAY - timedelta(days=1), DAY + timedelta(days=1), by=make.user(), at=OVER)
    for done in (1, 2, 3):
        advance(asked.pk, at=OVER, days=1)
        asked.refresh_from_db()
        assert (asked.done, asked.ended_at) == (done, OVER if done == 3 else None)
    advance(asked.pk, at=OVER)

    assert set(kept()) == {"AS1", "DL1"}
    assert [fines[-1] for fines in kept().values()] == [1, 1]
    assert simulated(asked.edition, DAY + timedelta(days=1), DAY + timedelta(days=7)) == kept()


def test_another_wording_lifts_and_unlifts():
    story = Story("same_day", "early", arrived=make.at(8), unloaded=make.at(8, 20))
    story.problem(make.at(10), matter="下大雨")
    sweep(OVER)
    phrases = [one for one in make.edition().data["banned_phrases"] if one["phrase"] != "下大雨"]

    without = tried_with(banned_phrases=phrases, filler_words=["的"])

    fines = list_fines(Edition.from_data(without.data), SCOPE, at=OVER)
    delay = next(fine for fine in fines if fine.charge == "delay")
    assert (delay.was_rule, delay.rule, delay.number) == ("IV2", "", story.waybill.number)


def test_a_trial_reads_and_writes_only_rows_of_its_own():
    late_pair()
    asked = ask(tried_with(), DAY, DAY, by=make.user(), at=OVER)

    with CaptureQueriesContext(connection) as queries:
        advance(asked.pk, at=OVER)

    words = [query["sql"].lstrip().split()[0] for query in queries if "quality_simula" not in query["sql"]]
    assert set(words) <= {"SELECT", "WITH", "SAVEPOINT", "RELEASE"}


def test_counting_asks_no_more_for_more_duties():
    late_pair()
    with CaptureQueriesContext(connection) as few:
        count_fines(EDITION_1, SCOPE, at=OVER)
    for _ in range(3):
        late_pair()

    with CaptureQueriesContext(connection) as many:
        fines = count_fines(EDITION_1, SCOPE, at=OVER)

    assert len(many) == len(few)
    assert sum(fine.count for fine in fines) == 8


@pytest.mark.parametrize("days", [0, 32])
def test_periods_that_are_none_or_too_long_are_refused(days):
    with pytest.raises(Refused) as refused:
        ask(tried_with(), DAY, DAY + timedelta(days=days - 1), by=make.user(Role.INSPECTOR), at=OVER)

    assert refused.value.code == "period"
