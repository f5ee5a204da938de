"""The waybill clerk's pages of the demo are alive, and gone with it."""

import pytest
from django.test import Client

from crm.accounts.models import User
from crm.home.demo.loading import load
from crm.home.demo.removal import remove
from crm.home.demo.traffic import Size
from customers.models import AddressBookEntry
from outlets.models import ServiceArea
from outlets.queries.service_areas import coverage_of
from shipments.models import CashOnDelivery, LabelPrint, NumberBlock, PriceTable, Quotation, ReturnReceipt
from tests.crm.home.demo.conftest import NOW

pytestmark = pytest.mark.django_db
SMALL = Size(outlets=12, days=10, waybills=1500)


def test_prices_that_a_demo_user_published_outlive_the_demo():
    load(Size(outlets=3, days=1, waybills=40), seed=3, at=NOW, progress=lambda line: None)
    PriceTable.objects.update(published_by=User.objects.get(username="demo-operations"))

    remove()

    assert PriceTable.objects.get().published_by is None


def test_clerks_find_money_papers_labels_and_parties(network):
    assert {"collected", "remitted", "settled"} <= set(CashOnDelivery.objects.values_list("state", flat=True))
    assert {"signed", "back", "handed"} <= set(ReturnReceipt.objects.values_list("state", flat=True))
    assert LabelPrint.objects.exclude(reason="").exists()
    assert coverage_of("广东省东莞市虎门镇示范路1号").outlet.code == "GD001"
    assert not CashOnDelivery.objects.filter(remitted_at__gt=NOW).exists()
    remove()
    left = (ServiceArea, AddressBookEntry, CashOnDelivery, ReturnReceipt, LabelPrint, NumberBlock, Quotation)
    assert [model.__name__ for model in left if model.objects.exists()] == []


def test_the_sample_clerk_finds_rows_on_every_page(network):
    client = Client()
    client.force_login(User.objects.get(username="demo-waybill"), backend="django.contrib.auth.backends.ModelBackend")

    for page in ("cods", "receipts", "labels/log", "quotations", "number-blocks"):
        assert client.get(f"/shipments/{page}/").context["table"].objects, page
    assert client.get("/outlets/areas/").context["table"].objects
