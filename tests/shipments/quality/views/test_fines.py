"""The list of fines and the page of one: scope, filters, sums, and evidence whatever it lacks."""

from datetime import timedelta

import pytest
from django.urls import reverse

from crm.accounts.roles import Role
from shipments.quality.models import LedgerEntry, Violation
from shipments.quality.services.late_scans import wording
from shipments.quality.services.posting import void_violations
from shipments.rules.edition import EDITION_1
from tests import make

LIST = "quality:fines"


@pytest.fixture
def hq(client):
    client.force_login(make.user(Role.INSPECTOR))
    return client


def late_scan(outlet=None, **fields):
    """An arrival scan due at 09:00 and done at 09:05:10, fined 1 yuan, with the evidence that the sweep writes."""
    clock = make.clock(outlet)
    done_at = make.at(9, 5) + timedelta(seconds=10)
    evidence = {
        **wording(EDITION_1, "AS1"),
        "inputs": {"outlet_kind": "same_day", "shift": "early", "unloaded_at": make.at(8, 10).isoformat()},
        "due_at": make.at(9).isoformat(),
        "occurred_at": done_at.isoformat(),
        "device_at": done_at.isoformat(),
        "received_at": make.at(9, 7).isoformat(),
        "error_ms": 2000,
        "grade": "A",
        "never_done": False,
        "estimated": False,
    }
    fine = make.fine(make.arrival(clock, scanned_at=done_at), done_at=done_at, evidence=evidence, **fields)
    LedgerEntry.objects.create(fine=fine, outlet=fine.outlet, kind="fine", yuan=fine.yuan, at=make.NOON)
    return fine


def listed(client, **query):
    return [fine.pk for fine in client.get(reverse(LIST), query).context["table"].objects]


@pytest.mark.django_db
def test_filters_narrow_the_list(hq):
    ours, theirs = late_scan(), late_scan(day=make.NOON.date() - timedelta(days=1), state="waived")
    waybill = ours.violation.waybill

    assert listed(hq) == [theirs.pk, ours.pk]
    assert listed(hq, outlet=ours.outlet.code) == [ours.pk]
    assert listed(hq, region=theirs.outlet.region.code) == [theirs.pk]
    assert listed(hq, day=make.NOON.date().isoformat()) == [ours.pk]
    assert listed(hq, state="standing") == [ours.pk]
    assert listed(hq, state="waived") == [theirs.pk]
    assert listed(hq, q=f"{waybill.number[:4]} {waybill.number[4:]}") == [ours.pk]
    assert listed(hq, rule="DL1") == []
    assert listed(hq, since="2026-11-19") == []


@pytest.mark.django_db
def test_the_list_says_what_its_fines_cost_together(hq):
    late_scan()
    make.fine(make.run(make.clock()), yuan="100.00")
    make.fine(make.run(make.clock()), yuan=None, charge="sign", rule="SE1")

    stats = hq.get(reverse(LIST)).context["stats"]

    assert [str(stat.figure) for stat in stats] == ["3", "¥101.00", "1"]


@pytest.mark.django_db
@pytest.mark.parametrize(("done_at", "said"), [(make.at(9), "on time"), (make.at(9, 5), "5 min late")])
def test_only_what_was_late_says_by_how_much(hq, done_at, said):
    """What was done in time is fined for something else, such as its words (IV2)."""
    make.fine(make.arrival(make.clock(), scanned_at=done_at), rule="IV2", done_at=done_at)

    page = hq.get(reverse(LIST), headers={"accept-language": "en"}).content.decode()

    assert (said in page) == (done_at > make.at(9))


@pytest.mark.django_db
def test_a_filter_renews_the_list_and_its_sums_in_place(hq):
    late_scan()

    part = hq.get(reverse(LIST), headers={"HX-Request": "true", "HX-Target": "list"}).text

    assert "<html" not in part
    assert 'id="sums" hx-swap-oob="true"' in part


@pytest.mark.django_db
def test_an_outlet_sees_its_own_fines_only(client):
    mine, theirs = late_scan(), late_scan()
    client.force_login(make.user(Role.MANAGER, mine.outlet))

    assert listed(client) == [mine.pk]
    assert listed(client, outlet=theirs.outlet.code) == []
    assert client.get(mine.get_absolute_url()).status_code == 200
    assert client.get(theirs.get_absolute_url()).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("fines", [1, 3])
def test_the_list_asks_the_same_few_questions(hq, django_assert_num_queries, fines):
    for _ in range(fines):
        late_scan()

    with django_assert_num_queries(8):
        hq.get(reverse(LIST))


@pytest.mark.django_db
def test_the_page_is_the_evidence(hq):
    fine = late_scan()

    page = hq.get(fine.get_absolute_url(), headers={"Accept-Language": "en"})

    assert page.context["lead"] == (
        "Arrival scan was due by 11-18 09:00 and done at 09:05:10, 5 min 10 s late: fined 1 yuan."
    )
    for words in (EDITION_1.text("AS1").en, EDITION_1.text("AS1").source, "2026-11-18 09:05:10", "2026-11-18 09:07:00"):
        assert words in page.text
    assert page.context["evidence"].error == timedelta(seconds=2)
    assert len(page.context["evidence"].graph.bands) == 2


@pytest.mark.django_db
def test_a_void_fine_shows_why_and_its_reversal(hq):
    fine = late_scan()
    void_violations([fine.violation], Violation.VoidReason.IN_TIME, at=make.at(13))

    page = hq.get(fine.get_absolute_url())

    assert [entry.kind for entry in page.context["entries"]] == ["fine", "reversal"]
    assert page.context["balance"] == 0
    assert page.context["badge"].kind == "void"


@pytest.mark.django_db
def test_without_a_rate_the_page_says_so_in_words(hq):
    fine = make.fine(make.run(make.clock()), yuan=None, charge="sign", rule="SE1")

    page = hq.get(fine.get_absolute_url(), headers={"Accept-Language": "en"})

    assert "the rule book sets no rate" in page.context["lead"]
    assert "Rate not set" in page.text


@pytest.mark.django_db
@pytest.mark.parametrize(
    "evidence",
    [
        {},
        {"due_at": None, "inputs": None, "problem": None},
        {"due_at": "soon", "received_at": 7, "edition": None, "grade": "E", "inputs": {"shift": "noon"}},
        {"never_done": True, "closes_at": "2026-11-19T02:00:00+08:00"},
        {"problem": {"category": "unheard", "missing": ["phone"], "phrases": ["车坏"], "occurred_at": "?"}},
    ],
)
@pytest.mark.parametrize(("charge", "rule"), [("delay", "DL1"), ("delay", "IV1"), ("delay", "IV2"), ("false", "FK1")])
def test_evidence_that_lacks_something_still_makes_a_page(hq, evidence, charge, rule):
    fine = make.fine(make.run(make.clock()), evidence=evidence, charge=charge, rule=rule)

    assert hq.get(fine.get_absolute_url()).status_code == 200


@pytest.mark.django_db
def test_what_was_taken_back_before_stands_beside_what_is_charged_now(hq):
    first = late_scan()
    void_violations([first.violation], Violation.VoidReason.MOVED, at=make.at(13))
    again = make.fine(first.violation.arrival)

    earlier = hq.get(again.get_absolute_url()).context["earlier"]

    assert [violation.pk for violation in earlier] == [first.violation.pk]
