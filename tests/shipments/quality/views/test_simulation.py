"""The simulator's pages: for rule editors; progress, figures, and the pieces behind them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from crm.accounts.roles import Role
from shipments.models import RuleEdition
from shipments.quality.models import Fine, Simulation
from shipments.quality.services.simulating import ask
from tests import make

pytestmark = pytest.mark.django_db
DAY = make.NOON.date()


@pytest.fixture
def inspector(client):
    client.force_login(make.user(Role.INSPECTOR))
    return client


@pytest.fixture
def result(inspector):
    """NOON's day, one scan late by edition 1 and in time by the draft; a delivery whose amount the draft raises."""
    clock = make.clock(arrivals_closed_at=make.at(2, day=19), runs_closed_at=make.at(2, day=19))
    make.arrival(clock, scanned_at=make.at(9, 20), scan_grade="A")
    make.run(clock, delivered_at=make.at(12), delivered_grade="A", signed_at=make.at(13), signed_grade="A")
    data = make.edition().data
    scan = [{**data["arrival_scan"][0], "by": "09:30"}, *data["arrival_scan"][1:]]
    data = {**data, "number": 2, "arrival_scan": scan, "rates": {**data["rates"], "DL1": "150.00"}}
    return make.simulation(edition=RuleEdition.objects.create(number=2, starts_on=DAY, data=data))


def page_of(client, result, **place):
    return client.get(result.get_absolute_url(), place)


def test_the_pages_are_for_rule_editors(client, result):
    client.force_login(make.user(Role.EXECUTIVE))

    assert client.get(reverse("quality:simulation", args=[2])).status_code == 403
    assert page_of(client, result).status_code == 403


def test_a_day_is_counted_at_once_and_more_days_in_the_worker(inspector, monkeypatch):
    rung = []
    monkeypatch.setattr("shipments.quality.views.simulation.continue_simulation.delay", rung.append)
    url, last = reverse("quality:simulation", args=[make.edition().number]), timezone.localdate() - timedelta(days=1)

    inspector.post(url, {"since": last, "until": last})
    inspector.post(url, {"since": last - timedelta(days=2), "until": last})

    long, short = Simulation.objects.all()
    assert (short.ended_at is None, long.ended_at is None, rung) == (False, True, [long.pk])
    assert list(inspector.get(url).context["earlier"]) == [long, short]


@pytest.mark.parametrize(("since", "until"), [("2026-01-01", "2026-03-01"), ("2026-03-02", "2026-03-01"), ("", "x")])
def test_an_impossible_period_is_refused(inspector, since, until):
    url = reverse("quality:simulation", args=[make.edition().number])

    assert inspector.post(url, {"since": since, "until": until}).status_code == 422
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert inspector.post(url, {"since": tomorrow, "until": tomorrow}).status_code == 422


def test_progress_is_shown_and_asked_for_again(inspector):
    asked = ask(make.edition(), DAY, DAY + timedelta(days=4), by=make.user(), at=make.NOON)
    Simulation.objects.update(done=2)

    part = inspector.get(asked.get_absolute_url(), headers={"hx-request": "true", "hx-target": "report"}).text

    assert 'hx-trigger="every 1s"' in part and '<progress id="progress" max="5" value="2">' in part
    assert "<html" not in part


def test_figures_stand_by_rule_outlet_and_day(inspector, result):
    context = page_of(inspector, result).context

    rules = [(sides.name, sides.was, sides.was_yuan, sides.now, sides.yuan) for _charge, sides in context["rules"]]
    assert rules == [("AS1", 1, 1, 0, None), ("DL1", 1, 100, 1, 150)]
    (outlet,), (day,) = context["outlets"], context["days"]
    assert [(side.was, side.was_yuan, side.now, side.yuan) for side in (outlet, day)] == [(2, 101, 1, 150)] * 2
    assert (day.name, context["changed"]) == (DAY, None)


def test_an_outlet_opens_the_pieces_that_change_with_both_deadlines(inspector, result):
    (outlet,) = page_of(inspector, result).context["outlets"]

    every = page_of(inspector, result, outlet=outlet.name.pk).context["changed"]
    (scan,) = page_of(inspector, result, outlet=outlet.name.pk, rule="AS1", day=DAY).context["changed"]

    assert {(one.fine.was_rule, one.fine.rule, one.was_yuan, one.yuan) for one in every} == {
        ("AS1", "", 1, None),
        ("DL1", "DL1", 100, 150),
    }
    assert (scan.fine.was_due, scan.fine.due, scan.fine.done_at) == (make.at(9), make.at(9, 30), make.at(9, 20))
    assert page_of(inspector, result, outlet=outlet.name.pk, rule="SE1").context["changed"] == []


def test_many_days_add_up_and_each_piece_opens_its_fine_and_its_rule(inspector, result):
    """Two outlets over three days: every figure is the sum of the pieces that can be opened."""
    outlets = [make.outlet(), make.outlet()]
    for place, outlet in enumerate(outlets):
        for back in range(place + 2):
            day, ago = DAY - timedelta(days=back), timedelta(days=back)
            closed = make.at(2, day=19)
            told = {"received_at": make.at(8) - ago, "delivery_due_at": make.at(11, 30) - ago}
            told["inputs"] = make.clock().inputs | dict.fromkeys(
                ("unloaded_at", "received_at"), told["received_at"].isoformat()
            )
            told["sign_due_at"] = make.at(14) - ago
            clock = make.clock(outlet, day=day, runs_closed_at=closed, arrivals_closed_at=closed, **told)
            run = make.run(clock, delivered_at=make.at(12) - ago, delivered_grade="A", signed_at=make.at(13) - ago)
            make.fine(run, yuan="100.00")
    tried = make.simulation(edition=result.edition, since=DAY - timedelta(days=2), until=DAY)
    context = page_of(inspector, tried).context

    per_outlet = {sides.name: (sides.was, sides.was_yuan, sides.now, sides.yuan) for sides in context["outlets"]}
    assert [per_outlet[outlet] for outlet in outlets] == [(2, 200, 2, 300), (3, 300, 3, 450)]
    for sides in (context["outlets"], context["days"], [sides for _charge, sides in context["rules"]]):
        assert [sum(getattr(one, part) or 0 for one in sides) for part in ("was", "was_yuan", "now", "yuan")] == [
            7,
            601,
            6,
            900,
        ]
    page = page_of(inspector, tried, outlet=outlets[1].pk)
    assert [one.fine.day for one in page.context["changed"]] == [DAY - timedelta(days=back) for back in (2, 1, 0)]
    for fine in Fine.objects.filter(outlet=outlets[1]):
        assert fine.get_absolute_url() in page.text
    assert reverse("shipments:rulebook_edition", args=[2]) + "#rule-DL1" in page.text


def test_what_it_is_not_narrowed_to_is_left_out(inspector, result):
    assert page_of(inspector, result, day=DAY + timedelta(days=1)).context["place"] == {}
    assert [sides.name for _charge, sides in page_of(inspector, result, rule="DL1").context["rules"]] == ["DL1"]


def test_a_draft_that_has_changed_since_is_said(inspector, result):
    assert not page_of(inspector, result).context["stale"]
    RuleEdition.objects.filter(number=2).update(data={**result.data, "phone_digits": 9})

    assert page_of(inspector, result).context["stale"]


def test_the_page_asks_as_much_for_many_outlets(inspector, result, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        page_of(inspector, result)


def test_a_draft_shows_what_it_would_have_fined(inspector, result):
    page = inspector.get(reverse("shipments:rulebook_edition", args=[2])).text

    assert result.get_absolute_url() in page and "2 → 1" in page
    assert result.get_absolute_url() not in inspector.get(reverse("shipments:rulebook_edition", args=[1])).text
