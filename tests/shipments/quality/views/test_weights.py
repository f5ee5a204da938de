from decimal import Decimal

import pytest
from django.urls import reverse

from crm.accounts.roles import Role
from shipments.quality.models import WeightCheck
from shipments.quality.services.weights import weigh
from tests import make

pytestmark = pytest.mark.django_db
LIST, NEW = reverse("quality:weights"), reverse("quality:weight_new")


def test_one_piece_after_the_other(client):
    make.edition()
    waybill = make.waybill(weight_kg=Decimal("1.000"))
    client.force_login(make.user(Role.OPERATIONS))

    assert client.post(NEW, {"number": f" {waybill.number[:4]} {waybill.number[4:]}", "weighed_kg": "1.42"}).url == NEW
    assert client.post(NEW, {"number": "nowhere", "weighed_kg": "1"}).status_code == 422
    assert client.post(NEW, {"number": waybill.number, "weighed_kg": "0"}).status_code == 422

    page = client.get(NEW)
    assert [check.mismatch for check in page.context["table"].objects] == [True]


def test_the_list_is_each_outlet_s_own_and_leads_to_the_fine(client):
    make.edition()
    waybill, other = make.waybill(weight_kg=Decimal("1.000")), make.waybill(weight_kg=Decimal("1.000"))
    for each, kg in ((waybill, "1.420"), (other, "1.010")):
        weigh(each, Decimal(kg), by=make.user(Role.OPERATIONS), at=make.NOON)
    fine = WeightCheck.objects.get(waybill=waybill).violations.get().fine
    client.force_login(make.user(Role.MANAGER, waybill.origin))

    rows = client.get(LIST).context["table"].rows()

    assert [row.url for row in rows] == [fine.get_absolute_url()]
    assert "1.420" in client.get(fine.get_absolute_url()).text
    client.force_login(make.user(Role.INSPECTOR))
    assert len(client.get(LIST, {"mismatch": "False"}).context["table"].objects) == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_few_questions(client, django_assert_num_queries, rows):
    make.edition()
    for _ in range(rows):
        weigh(make.waybill(weight_kg=Decimal("1.000")), Decimal(2), by=make.user(Role.OPERATIONS), at=make.NOON)
    client.force_login(make.user(Role.INSPECTOR))

    with django_assert_num_queries(9):
        client.get(LIST)
