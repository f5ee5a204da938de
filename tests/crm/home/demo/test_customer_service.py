"""The clerks' pages of the demo are alive: somebody to call again, promises of every kind, customers of every tier."""

import pytest
from django.db.models import Count
from django.test import Client

from crm.accounts.models import User
from crm.home.demo.loading import load
from crm.home.demo.removal import remove
from crm.home.demo.traffic import Size
from customers.models import (
    Consent,
    Contact,
    Customer,
    CustomerTier,
    CustomField,
    DuplicatePair,
    Handover,
    ImportantDate,
    SearchEntry,
)
from outlets.models import CallScript
from shipments.models import Call, CallRetry, Negotiation
from shipments.rules.negotiations import promise_state
from tests.crm.home.demo.conftest import NOW

pytestmark = pytest.mark.django_db
SMALL = Size(outlets=12, days=3, waybills=400)


def test_a_script_that_a_demo_user_published_outlives_the_demo():
    load(Size(outlets=3, days=1, waybills=40), seed=3, at=NOW, progress=lambda line: None)
    CallScript.objects.update(published_by=User.objects.get(username="demo-crg"))
    before = CallScript.objects.count()

    remove()

    assert CallScript.objects.count() == before


def test_clerks_have_called_promised_and_not_reached_everybody(network):
    promises = Negotiation.objects.with_fulfilment()

    assert Call.objects.count() > 10 and CallRetry.objects.exists()
    assert {"open", "kept"} <= {promise_state(each.promised_at, each.fulfilled_at, at=NOW) for each in promises}
    assert set(CustomerTier.objects.values_list("tier", flat=True)) == {"A", "B", "C"}
    assert not Call.objects.filter(called_at__gt=NOW).exists()
    assert Contact.objects.filter(main=True).count() > Customer.objects.count() // 2
    assert ImportantDate.objects.filter(calendar="lunar", next_on__gte=NOW.date()).exists()
    assert set(Consent.objects.values_list("given", flat=True)) == {True, False}
    assert SearchEntry.objects.count() == Customer.objects.count()
    firms = Customer.objects.exclude(code__endswith="-2").values_list("name", flat=True)
    assert len(firms) == len(set(firms))
    largest = Customer.objects.annotate(sent=Count("waybills")).order_by("-sent")[:10]
    assert all(each.contacts.count() == 3 for each in largest)
    assert DuplicatePair.objects.filter(state="open").count() >= 3 and Handover.objects.exists()
    remove()
    assert not CustomerTier.objects.exists() and not CustomField.objects.exists()


def test_the_sample_clerk_finds_work_on_every_page(network):
    client = Client()
    client.force_login(User.objects.get(username="demo-service"), backend="django.contrib.auth.backends.ModelBackend")

    for page in ("calls/", "calls/again/", "delays/"):
        assert client.get(f"/shipments/{page}").context["table"].objects, page
