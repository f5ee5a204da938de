"""Pages of spot checks: drawn from filters, worked off, results with their intervals."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from crm.accounts.roles import Role
from shipments.models import Call
from shipments.quality.models import SpotCheck, SpotCheckItem, Violation
from tests import make

pytestmark = pytest.mark.django_db


def login(client, role=Role.INSPECTOR):
    person = make.user(role)
    client.force_login(person)
    return person


def url(name, row=None):
    return reverse(f"quality:{name}", args=[row.pk] if row else None)


def drawn(client, by, query="?subject=waybill", **told):
    told = {"title": "抽查", "size": 2, "seed": 7, "inspectors": [by.pk], **told}
    return client.post(url("spot_check_new") + query, told)


def test_a_sample_is_drawn_from_what_the_filters_leave(client):
    outlet = make.outlet()
    mine = [make.waybill(destination=outlet) for _ in range(3)]
    make.waybill()
    by = login(client)
    query = f"?subject=waybill&outlet={outlet.code}"
    assert client.get(url("spot_check_new") + query).context["population"] == 3

    answer = drawn(client, by, query)

    check = SpotCheck.objects.get()
    assert answer.url == check.get_absolute_url()
    assert (check.criteria, check.population, check.size) == ({"outlet": outlet.code}, 3, 2)
    assert {item.waybill for item in check.items.all()} <= set(mine)
    again = client.get(check.get_absolute_url() + "?again=1")
    assert again.context["again"] is True
    assert [chip.text for chip in again.context["criteria"]] == [outlet.name]


def test_a_list_s_filters_are_taken_over_to_the_draft(client):
    """From fines, and from signatures: their waybills are drawn, each once."""
    outlet = make.outlet()
    run = make.run(make.clock(outlet), delivered_at=make.at(12), signed_at=make.at(12))
    for charge in ("delay", "sign"):
        make.fine(run, charge=charge)
    make.fine(make.run(make.clock()))
    by = login(client)

    for path in (reverse("quality:fines"), reverse("shipments:monitor_pictures")):
        told = f"outlet={outlet.code}&since=2026-11-18&until=2026-11-18"
        page = client.get(f"{path}?{told}&cursor=")
        link = re.search(r'href="([^"]*/spot-checks/new/[^"]*)"', page.text)[1].replace("&amp;", "&")
        assert client.get(link).context["population"] == 1
        check = SpotCheck.objects.get(pk=drawn(client, by, link.removeprefix(url("spot_check_new"))).url.split("/")[-2])
        assert [item.waybill for item in check.items.all()] == [run.waybill]
        again = client.get(check.get_absolute_url() + "?again=1")
        assert again.context["again"] is True
        assert told.split("&")[0] in again.context["list_url"]
    login(client, Role.EXECUTIVE)
    assert "spot-checks/new" not in client.get(reverse("quality:fines")).text


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("?subject=waybill", {"size": 0}),
        ("?subject=waybill", {"inspectors": []}),
        ("?subject=problem", {}),
        ("?subject=waybill&since=gestern", {}),
    ],
)
def test_a_sample_that_is_none_is_not_drawn(client, query, told):
    make.waybill()
    by = login(client)

    assert drawn(client, by, query, **told).status_code == 422
    assert not SpotCheck.objects.exists()


def test_one_item_after_the_other(client):
    make.edition()
    for _ in range(2):
        make.waybill()
    by = login(client)
    drawn(client, by)
    first, second = SpotCheckItem.objects.order_by("place")
    judge = url("spot_item_judge", first)

    assert client.post(judge, {"verdict": "improper"}).status_code == 422
    assert client.post(judge, {"verdict": "improper", "reason": "乱放"}).url == second.get_absolute_url()
    done = client.post(url("spot_item_judge", second), {"verdict": "pass"})

    assert done.url == first.check_of.get_absolute_url()
    assert Violation.objects.get().charge == "spot"
    page = client.get(done.url)
    assert [result.found for result, _badge in page.context["results"]] == [1, 0]
    assert "乱放" in page.text
    fine = Violation.objects.get().fine
    assert "乱放" in client.get(fine.get_absolute_url()).text


def test_a_call_in_one_tap_stands_on_the_item(client):
    item = make.spot_item(make.waybill())
    client.force_login(item.inspector)

    client.post(url("spot_item_call", item), {"result": "reached", "note": "已收到", "event_id": uuid4()})

    assert Call.objects.get().checks
    assert "已收到" in client.get(item.get_absolute_url()).text
    assert item.waybill.receiver_phone in client.post(url("spot_item_number", item)).text


def test_a_colleague_s_item_shows_no_form(client):
    item = make.spot_item(make.waybill())
    login(client)

    assert "form" not in client.get(item.get_absolute_url()).context
    assert client.post(url("spot_item_judge", item), {"verdict": "pass"}).status_code == 422
    assert SpotCheckItem.objects.get().verdict == ""


@pytest.mark.parametrize(("rows", "asked"), [(1, 4), (3, 4)])
def test_the_list_asks_the_same_few_questions(client, django_assert_num_queries, rows, asked):
    for _ in range(rows):
        make.spot_item(make.waybill())
    login(client)

    with django_assert_num_queries(asked):
        assert len(client.get(url("spot_checks")).context["table"].objects) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_a_check_asks_the_same_however_large_it_is(client, django_assert_num_queries, rows):
    for _ in range(rows):
        make.waybill()
    by = login(client)
    drawn(client, by, size=rows)

    with django_assert_num_queries(8):
        client.get(SpotCheck.objects.get().get_absolute_url())
