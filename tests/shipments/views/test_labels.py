from decimal import Decimal

import pytest

from crm.accounts.roles import Role
from crm.audit.models import AuditEntry
from shipments.models import LabelPrint
from tests import copies, make

MANY, LOG = "/shipments/labels/", "/shipments/labels/log/"


def url(waybill):
    return f"/shipments/waybills/{waybill.number}/label/"


def test_looking_notes_nothing_and_shows_both_codes_masked(scene):
    waybill = make.waybill(origin=scene.outlet, pieces=2, receipt=True)

    response = scene.client().get(url(waybill))

    page = response.content.decode()
    assert (page.count('class="label__square"'), page.count('class="label__bars"')) == (3, 3)
    assert ("李四" in page, "李**" in page, "501室" in page, "19000000002" in page) == (False, True, False, False)
    assert [(label.place, label.of) for label in response.context["labels"]] == [(1, 3), (2, 3), (3, 3)]
    assert (LabelPrint.objects.exists(), response.context["printing"]) == (False, False)


def test_printing_is_noted_and_once_more_needs_a_reason(scene):
    waybill, client = make.waybill(origin=scene.outlet, pieces=2), scene.client()

    first, again = client.post(url(waybill)), client.post(url(waybill))
    once_more = client.post(url(waybill), {"reason": "卡纸"})

    assert [page.context["printing"] for page in (first, again, once_more)] == [True, False, True]
    assert (again.status_code, "say why" in again.context["form"].errors["reason"][0]) == (422, True)
    assert list(LabelPrint.objects.order_by("pk").values_list("reprint", "reason")) == [(0, "")] * 2 + [(1, "卡纸")] * 2
    assert 'data-labels="printing"' in first.content.decode()


def test_personal_data_in_full_are_asked_for_and_logged(scene):
    waybill = scene.load(pieces=2)

    whole = scene.client().post(url(waybill), {"whole": "on"}).content.decode()

    assert "李四" in whole
    assert AuditEntry.objects.get().action == "waybill.print_whole"


def test_only_clerks_print_and_only_what_they_see(scene):
    waybill = scene.load()
    courier = scene.client(make.user(Role.COURIER, scene.outlet))

    assert (courier.get(url(waybill)).status_code, courier.post(url(waybill)).status_code) == (200, 403)
    assert scene.client(make.user(Role.MANAGER)).post(url(waybill)).status_code == 404
    assert courier.get(MANY).status_code == 403


def test_many_at_once_by_waybill_or_piece(scene):
    one, other = make.waybill(origin=scene.outlet, pieces=3), make.waybill(origin=scene.outlet)
    foreign = make.waybill()
    client = scene.client()

    page = client.post(MANY, {"numbers": f"{one.number}001\n{other.number}、{other.number}"})
    wrong = client.post(MANY, {"numbers": f"{one.number} \n{foreign.number}\nNOPE00"})
    nothing, much = (
        client.post(MANY, {"numbers": ""}),
        client.post(MANY, {"numbers": "\n".join(map(str, range(10**6, 10**6 + 201)))}),
    )

    assert [label.piece.number for label in page.context["labels"]] == [f"{one.number}001", other.number]
    assert (page.context["labels"][0].place, page.context["labels"][0].of) == (2, 3)
    assert f"{foreign.number}, NOPE00" in wrong.context["form"].errors["numbers"][0]
    assert [each.status_code for each in (wrong, nothing, much)] == [422] * 3
    assert LabelPrint.objects.count() == 2


def test_what_was_entered_today_waits(scene):
    waybill = make.waybill(origin=scene.outlet, entered_at=scene.now)
    make.waybill(origin=scene.outlet)
    make.waybill(entered_at=scene.now)
    client = scene.client()

    before = client.get(MANY).context
    client.post(MANY, {"numbers": waybill.number})

    assert [row.number for row in before["waiting"]] == [waybill.number]
    assert before["form"].initial["numbers"] == waybill.number
    assert client.get(MANY).context["waiting"] == []


def test_the_log_is_scoped_and_filtered(scene):
    mine, client = make.waybill(origin=scene.outlet), scene.client()
    client.post(url(mine))
    client.post(url(mine), {"reason": "撕破"})
    theirs = make.waybill()
    scene.client(make.user(Role.WAYBILL_CLERK, theirs.origin)).post(url(theirs))

    assert [row.reason for row in client.get(LOG).context["table"].objects] == ["撕破", ""]
    assert [row.reason for row in client.get(LOG, {"again": "on"}).context["table"].objects] == ["撕破"]
    assert len(scene.client(make.user(Role.INSPECTOR)).get(LOG).context["table"].objects) == 3


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_costs_the_same_however_many(scene, rows, django_assert_num_queries):
    client = scene.client()
    sent = copies.waybills(make.waybill(origin=scene.outlet), min(rows, 200))
    numbers = "\n".join(waybill.number for waybill in sent)
    with django_assert_num_queries(14):
        client.post(MANY, {"numbers": numbers})
    with django_assert_num_queries(6 if rows < 50 else 7):
        client.get(LOG)


def test_the_senders_copy_is_masked_and_says_the_price(scene):
    waybill = make.waybill(origin=scene.outlet, pieces=2, freight_yuan=Decimal("13.00"), price_table=make.prices())

    page = scene.client().get(f"/shipments/waybills/{waybill.number}/sheet/").content.decode()

    assert all(text in page for text in ("¥13.00", f"{waybill.number}001", "李**"))
    assert not any(text in page for text in ("李四", "501室", waybill.receiver_phone))
    assert scene.client(make.user(Role.MANAGER)).get(f"/shipments/waybills/{waybill.number}/sheet/").status_code == 404
