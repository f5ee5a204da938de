"""The lists of cash on delivery and return receipts, and the steps from them."""

from datetime import timedelta
from decimal import Decimal

import pytest

from crm.accounts.roles import Role
from shipments.models import CashOnDelivery, ReturnReceipt
from shipments.services.cods import collect, follow_cods, open_cods
from shipments.services.receipts import follow_receipts, open_receipts
from tests import copies, make

CODS, RECEIPTS = "/shipments/cods/", "/shipments/receipts/"
DAY = timedelta(days=1)


def sent(scene, **fields):
    (waybill,) = all_sent(scene, 1, **fields)
    return waybill


def all_sent(scene, count, *, yuan="300", **fields):
    told = {"destination": scene.outlet, "cod_yuan": Decimal(yuan), "receipt": True, "entered_at": scene.now, **fields}
    waybills = copies.waybills(make.waybill(**told), count)
    keys = [waybill.pk for waybill in waybills]
    open_cods(keys)
    open_receipts(keys)
    return waybills


def listed(client, url, **query):
    return [row.waybill.number for row in client.get(url, query).context["table"].objects]


def step(client, url, act, *waybills, **more):
    model = CashOnDelivery if url == CODS else ReturnReceipt
    rows = list(model.objects.filter(waybill__in=waybills).values_list("pk", flat=True))
    return client.post(f"{url}step/", {"act": act, "row": rows, **more}, follow=True)


def test_overdue_stands_first_and_closed_ones_are_gone(scene):
    fresh = sent(scene)
    overdue = sent(scene, entered_at=scene.now - 9 * DAY)
    closed = sent(scene)
    CashOnDelivery.objects.filter(waybill=closed).update(open=False, state="settled")
    client = scene.client()

    assert listed(client, CODS) == [overdue.number, fresh.number]
    assert listed(client, CODS, state="overdue") == [overdue.number]
    assert listed(client, CODS, state="settled") == [closed.number]
    assert len(listed(client, CODS, state="all")) == 3
    assert [stat.figure for stat in client.get(CODS).context["stats"]] == [1, 0, 0]


def test_many_take_a_step_and_the_rest_is_said(scene):
    one, other = sent(scene), sent(scene, yuan="200")
    foreign = sent(scene, destination=make.outlet(), origin=scene.outlet)
    client = scene.client()

    page = step(client, CODS, "collect", one, other, foreign, method="wechat").content.decode()

    assert ("2 rows are done" in page, "1 row was passed over" in page) == (True, True)
    assert set(CashOnDelivery.objects.filter(state="collected").values_list("method", flat=True)) == {"wechat"}
    assert [stat.figure for stat in client.get(CODS).context["stats"]] == [0, Decimal("500.00"), 0]


def test_a_rows_own_button_and_the_way_back(scene):
    waybill = sent(scene)
    client, cod = scene.client(), CashOnDelivery.objects.get(waybill=waybill)

    response = client.post(f"{CODS}step/", {"one": f"collect {cod.pk}", "next": f"{CODS}?state=all"})
    outside = client.post(f"{CODS}step/", {"one": f"remit {cod.pk}", "next": "https://elsewhere.example/"})

    cod.refresh_from_db()
    assert (response.url, outside.url, cod.state) == (f"{CODS}?state=all", CODS, "remitted")


def test_late_remittance_is_seen(scene):
    waybill = sent(scene)
    cod = CashOnDelivery.objects.get(waybill=waybill)
    collect([cod.pk], method="cash", by=scene.clerk, access=make.EVERYTHING, at=scene.now - 3 * DAY)
    client = scene.client()
    overdue = listed(client, CODS, state="overdue")
    step(client, CODS, "remit", waybill)

    assert (overdue, listed(client, CODS, state="late")) == ([waybill.number], [waybill.number])
    assert "handed in late" in client.get(CODS).content.decode()


@pytest.mark.parametrize(
    "told",
    [{}, {"act": "collect"}, {"act": "moon", "row": "1"}, {"one": "collect x"}, {"one": "x" * 10_000}, {"row": "\x00"}],
)
def test_a_step_without_sense_changes_nothing(scene, told):
    sent(scene)

    assert scene.client().post(f"{CODS}step/", told).url == CODS
    assert CashOnDelivery.objects.get().state == "due"


def test_the_paper_is_taken_in_and_handed_over(scene):
    waybill = sent(scene, origin=scene.outlet, destination=make.outlet())
    make.scan(waybill.pieces.get(kind="master"), "signed", occurred_at=scene.now)
    follow_cods(scene.now)
    follow_receipts(scene.now)
    client = scene.client()
    assert listed(client, RECEIPTS, state="signed") == [waybill.number]

    step(client, RECEIPTS, "take_in", waybill)
    back = listed(client, RECEIPTS, state="back")
    step(client, RECEIPTS, "hand_over", waybill)

    assert (back, listed(client, RECEIPTS)) == ([waybill.number], [])
    assert ReturnReceipt.objects.get().state == "handed"


def test_headquarters_see_all_and_who_only_reads_has_no_buttons(scene):
    sent(scene)
    sent(scene, destination=make.outlet())

    executive = scene.client(make.user(Role.EXECUTIVE))
    assert (len(listed(scene.client(), CODS)), len(listed(executive, CODS))) == (1, 2)
    assert 'form="step"' in scene.client().get(CODS).content.decode()
    assert 'id="step"' not in executive.get(CODS).content.decode()


@pytest.mark.parametrize("rows", [1, 3, 300])
@pytest.mark.parametrize("url", [CODS, RECEIPTS])
def test_lists_cost_the_same(scene, url, rows, django_assert_num_queries):
    client, goal = scene.client(), make.outlet()
    all_sent(scene, rows, origin=goal)
    with django_assert_num_queries(8 if rows < 50 else 9):
        client.get(url)
