"""GET /fines/ and /fines/{id}/."""

from datetime import timedelta

import pytest

from tests import make
from tests.partner import Partner

pytestmark = pytest.mark.django_db


def fine(outlet, **fields):
    return make.fine(make.arrival(make.clock(outlet)), **fields)


def test_fine_tells_what_it_is_for():
    outlet = make.outlet()
    row = fine(outlet, evidence={"scanned_at": None})

    answer = Partner().get("/fines/")

    piece = row.violation.piece
    assert answer.json() == {
        "results": [
            {
                "id": row.pk,
                "rule": "AS1",
                "edition": 1,
                "outlet": outlet.code,
                "waybill": piece.waybill.number,
                "piece": piece.number,
                "yuan": "1.00",
                "owed": "1.00",
                "state": "posted",
                "due_at": "2026-11-18T09:00:00+08:00",
                "done_at": None,
                "evidence": {"scanned_at": None},
                "notice": None,
                "reply_by": None,
            }
        ],
        "next": None,
    }
    assert Partner().get(f"/fines/{row.pk}/").json() == answer.json()["results"][0]


def test_fine_without_a_rate_has_no_yuan():
    row = make.fine(make.run(make.clock()), yuan=None, rule="SE1", charge="sign")

    told = Partner().get(f"/fines/{row.pk}/").json()

    assert (told["yuan"], told["piece"], told["rule"]) == (None, None, "SE1")


def test_evidence_hides_the_phone_that_a_remark_holds():
    row = fine(make.outlet(), evidence={"problem": {"category": "delivery", "matter": "改约，电话19912345678"}})

    told = Partner().get(f"/fines/{row.pk}/").json()

    assert told["evidence"]["problem"] == {"category": "delivery", "matter": "改约，电话199******78"}


def test_filters_narrow_the_list():
    outlet = make.outlet()
    wanted, other = fine(outlet), fine(make.outlet(), state="void", rule="AS2")
    partner = Partner()
    waybill = wanted.violation.waybill.number

    def found(**query):
        return [one["id"] for one in partner.get("/fines/", **query).json()["results"]]

    assert found() == [other.pk, wanted.pk]
    assert found(outlet=outlet.code) == [wanted.pk]
    assert found(waybill=f"{waybill[:4]} {waybill[4:]}") == [wanted.pk]
    assert found(rule="AS2") == [other.pk]
    assert found(state="posted") == [wanted.pk]
    assert found(since=make.NOON.isoformat()) == [other.pk, wanted.pk]
    assert found(since=(make.NOON + timedelta(seconds=1)).isoformat()) == []
    assert found(outlet=outlet.code, state="void") == []
    assert found(outlet="' OR 1=1--") == []


def test_fines_of_other_outlets_are_not_there():
    mine, foreign = fine(make.outlet()), fine(make.outlet())
    partner = Partner(outlets=[mine.outlet])

    assert [one["id"] for one in partner.get("/fines/").json()["results"]] == [mine.pk]
    assert partner.get(f"/fines/{foreign.pk}/").status_code == 404
    assert partner.get(f"/fines/{foreign.pk}/").json() == partner.get("/fines/999999999999999999999/").json()


def test_pages_follow_each_other_even_when_rows_come_in_between(django_assert_max_num_queries):
    outlet, partner = make.outlet(), Partner()
    rows = [fine(outlet) for _number in range(3)]

    with django_assert_max_num_queries(2):  # key (once a second), fines
        first = partner.get("/fines/", limit=1).json()
    with django_assert_max_num_queries(2):
        assert len(partner.get("/fines/").json()["results"]) == 3
    fine(outlet)
    second = partner.client.get(first["next"]).json()
    third = partner.client.get(second["next"]).json()

    assert [page["results"][0]["id"] for page in (first, second, third)] == [row.pk for row in reversed(rows)]
    assert third["next"] is None


def test_cursor_of_another_list_leads_nowhere():
    partner = Partner()
    for _number in range(2):
        make.outlet()
    foreign = partner.get("/outlets/", limit=1).json()["next"].rpartition("cursor=")[2]

    for cursor in ("x", foreign):
        answer = partner.get("/fines/", cursor=cursor)
        assert (answer.status_code, answer.json()["type"]) == (404, "urn:yike:problem:unknown_cursor")
