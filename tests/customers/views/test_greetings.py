"""Pages of greetings: an outlet sees its own people on a plan's list; a call with its script; who is left in peace."""

import pytest
from django.urls import reverse

from crm.accounts.roles import Role
from customers.models import DoNotGreet, Greeting, GreetingPlan
from customers.services import greetings
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    plan = greetings.draft_year(2027, by=None, at=make.NOON)[0]
    for place, name in enumerate(("东海五金", "西江灯饰")):
        make.customer(name=name, phone=f"1380000000{place}")
    greetings.draw_up(plan)
    return plan


def test_an_outlet_sees_its_own_people_and_no_whole_number(client, plan):
    own = Greeting.objects.select_related("customer", "outlet").order_by("pk")[0]
    client.force_login(make.user(Role.MANAGER, own.outlet))

    page = client.get(reverse("customers:greeting_people", args=[plan.pk])).content.decode()
    counts = client.get(reverse("customers:greeting_plan", args=[plan.pk])).context["tally"]

    assert own.customer.name in page
    assert "西江灯饰" not in page
    assert own.customer.phone not in page
    assert counts.total == 1


def test_a_plan_is_written_and_a_wrong_time_is_told(client, plan):
    client.force_login(make.user(Role.CRG))
    url = reverse("customers:greeting_plan_edit", args=[plan.pk])
    told = {"tiers": ["A", "B"], "script": "新年好", "send_from": "2026-12-31T09:00", "send_until": "2026-12-31T08:00"}

    assert client.post(url, told).status_code == 422
    assert client.post(url, told | {"send_until": "2027-01-01T20:00"}).status_code == 302
    plan.refresh_from_db()
    assert (plan.tiers, plan.sms, Greeting.objects.filter(plan=plan).exists()) == (["A", "B"], None, False)


def test_mourning_is_noted_and_ended_on_the_customers_page(client):
    customer = make.customer()
    client.force_login(make.user(Role.SERVICE_CLERK, customer.outlet))

    client.post(reverse("customers:silence_new", args=[customer.pk]), {"reason": "mourning", "note": "家中有事"})
    page = client.get(customer.get_absolute_url()).content.decode()
    client.post(reverse("customers:silence_end", args=[DoNotGreet.objects.get().pk]))

    assert "家中有事" in page
    assert DoNotGreet.objects.get().ended_at is not None


def test_years_far_away_are_not_drafted(client):
    client.force_login(make.user(Role.CRG))

    assert client.post(reverse("customers:greeting_year", args=[2050])).status_code == 404
    assert not GreetingPlan.objects.exists()
