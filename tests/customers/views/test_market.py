from datetime import date

import pytest
from django.urls import reverse

from crm.accounts.roles import Role
from customers.models import MarketObservation
from tests import make
from tests.customers.services.test_market import network
from tests.customers.views.test_key_accounts import entered

pytestmark = pytest.mark.django_db


def test_an_outlet_notes_a_figure_and_sees_it_beside_our_own(client):
    outlet = make.outlet()
    network()
    make.prices()
    client = entered(client, make.user(Role.SERVICE_CLERK, outlet))
    told = {"region": outlet.region.code, "competitor": "jia", "kind": "first_kg_yuan", "source": "门店价目表"}

    client.post(reverse("customers:observation_new"), {**told, "value": "９.５", "observed_on": "2026-11-18"})

    noted = MarketObservation.objects.get()
    assert (noted.outlet, noted.observed_on, noted.value) == (outlet, date(2026, 11, 18), 9.5)
    page = client.get(reverse("customers:market"))
    bars = page.context["compared"][0].bars
    assert [(bar.ours, bar.computed) for bar in bars] == [(True, True), (False, False)]
    query = {"region": outlet.region.code, "kind": "first_kg_yuan"}
    history = client.get(reverse("customers:market_history"), query)
    assert [course.name for course in history.context["graph"].courses] == ["甲速达"]
    assert client.get(reverse("customers:market_history"), {"kind": "nonsense", "region": "x"}).status_code == 200
