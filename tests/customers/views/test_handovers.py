import pytest
from django.urls import reverse

from crm.accounts.roles import Role
from customers.models import Customer, Handover
from customers.services.handovers import offer
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer():
    return make.customer(kind="person", name="张小伟", phone="13800138000", address="富民路12号")


@pytest.fixture
def giver(customer):
    return make.user(Role.MANAGER, customer.outlet)


@pytest.fixture
def taker():
    return make.user(Role.MANAGER)


def outlet_of(person):
    return person.memberships.get().outlet


def test_a_manager_offers_a_file_and_another_takes_it_over(client, customer, giver, taker):
    client.force_login(giver)
    url = reverse("customers:handover_offer", args=[customer.pk])
    assert client.post(url, {"to_outlet": "nowhere", "reason": "搬家"}).status_code == 422
    told = {"to_outlet": outlet_of(taker).code, "reason": "搬家"}
    offered = Handover.objects.get(pk=int(client.post(url, told).url.rstrip("/").split("/")[-1]))

    client.force_login(taker)
    text = client.get(offered.get_absolute_url()).content.decode()
    assert "张**" in text and not any(
        word in text for word in ("1380013", "138****", "富民路", customer.get_absolute_url())
    )
    assert client.get(customer.get_absolute_url()).status_code == 404
    answer = client.post(reverse("customers:handover_answer", args=[offered.pk]), {"decision": "accept"})

    assert answer.url == customer.get_absolute_url()
    assert Customer.objects.get().outlet == outlet_of(taker)
    assert client.get(answer.url).status_code == 200
    client.force_login(giver)
    assert client.get(customer.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("who", "decision", "state"),
    [
        ("giver", "accept", "offered"),
        ("giver", "decline", "offered"),
        ("giver", "take_back", "taken_back"),
        ("taker", "take_back", "offered"),
        ("taker", "decline", "declined"),
        ("taker", "nonsense", "offered"),
    ],
)
def test_each_side_has_its_own_answer(client, customer, giver, taker, who, decision, state):
    offered = offer(customer, outlet_of(taker), "搬家", by=giver, at=make.NOON)
    client.force_login({"giver": giver, "taker": taker}[who])

    client.post(reverse("customers:handover_answer", args=[offered.pk]), {"decision": decision, "answer": "太远"})

    offered.refresh_from_db()
    assert offered.state == state
