"""Points on pages: pressed at the counter, read on the customer's page, kept by headquarters, told to partners."""

import pytest
from django.urls import reverse

from crm.accounts.roles import Role
from crm.audit.models import AuditEntry
from customers.models import LoyaltyTerms, PointEntry, Reward
from customers.queries.points import balance_of
from customers.services.searching import refresh
from tests import make
from tests.customers.views.test_key_accounts import entered

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer():
    make.loyalty()
    found = make.customer(phone="13800138765", name="张三", kind="person")
    refresh([found.pk])
    return found


def test_the_counter_finds_by_the_tail_and_presses_once(client, customer):
    reward, dear = make.reward(name="纸箱", name_en="Carton", stock=3), make.reward(points=900)
    make.points(customer, 250)
    client = entered(client, make.user(Role.WAYBILL_CLERK, customer.outlet))

    page = client.post(reverse("customers:points_desk"), {"sought": "8765"})
    (found,) = page.context["found"]
    assert (found["customer"], found["balance"]) == (customer, 250)
    assert [(each, missing) for each, _name, missing in found["rewards"]] == [(reward, 0), (dear, 650)]
    assert "张三" not in page.content.decode()

    press = {"reward": reward.pk, "points": 100, "key": page.context["key"]}
    for _twice in range(2):
        answer = client.post(reverse("customers:redeem", args=[customer.pk]), press, follow=True)
    assert balance_of(customer) == 150
    assert Reward.objects.get(pk=reward.pk).stock == 2
    ledger = answer.content.decode()
    assert "纸箱" in ledger and "−100" in ledger
    refused = client.post(
        reverse("customers:redeem", args=[customer.pk]),
        {"reward": dear.pk, "points": 900, "key": "0" * 32},
        follow=True,
    )
    assert [message.level_tag for message in refused.context["messages"]] == ["error"]
    assert not client.post(reverse("customers:points_desk"), {"sought": "0000"}).context["found"]
    assert client.post(reverse("customers:points_desk"), {"sought": ""}).status_code == 422


def test_the_customers_page_says_what_there_is_and_what_ends_first(client, customer):
    client = entered(client, make.user(Role.SERVICE_CLERK, customer.outlet))
    assert (
        reverse("customers:points", args=[customer.pk]) not in client.get(customer.get_absolute_url()).content.decode()
    )
    make.points(customer, 250)
    make.reward(name="纸箱")

    page = client.get(customer.get_absolute_url()).content.decode()

    assert reverse("customers:points", args=[customer.pk]) in page and "纸箱" in page


def test_headquarters_keep_rewards_terms_and_corrections(client, customer):
    client = entered(client, make.user(Role.CRG))

    client.post(reverse("customers:reward_new"), {"name": "雨伞", "points": "３００", "stock": "5", "offered": "on"})
    reward = Reward.objects.get()
    Reward.objects.update(stock=2)  # three were handed out while the page was open
    told = {"name": "雨伞", "points": "250", "stock": "2", "offered": "on"}
    client.post(reverse("customers:reward", args=[reward.pk]), told)
    reward.refresh_from_db()
    assert (reward.points, reward.stock) == (250, 2)

    client.post(reverse("customers:loyalty_terms", args=["A"]), {"points_a_yuan": "2", "months": "6"})
    assert LoyaltyTerms.objects.get(tier="A").months == 6
    assert (
        client.post(reverse("customers:loyalty_terms", args=["A"]), {"points_a_yuan": "2", "months": "0"}).status_code
        == 422
    )

    form = client.get(reverse("customers:points_correct", args=[customer.pk]))
    key = form.context["form"].initial["key"]
    told = {"points": "-20", "reason": "重复登记", "key": key}
    assert client.post(reverse("customers:points_correct", args=[customer.pk]), told).status_code == 422
    client.post(reverse("customers:points_correct", args=[customer.pk]), {**told, "points": "20"})
    assert PointEntry.objects.get().note == "重复登记"
    acts = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"reward.offer", "reward.change", "points.terms", "points.correct"} <= acts


def test_the_report_adds_up_to_what_is_owed(client, customer):
    make.reward()
    make.points(customer, 250, at=make.NOON)
    make.points(customer, -100, kind="redeemed", expires_on=None, reward=Reward.objects.get())
    other = make.customer()
    make.points(other, 1000)

    for who, owed in ((make.user(Role.MANAGER, customer.outlet), 150), (make.user(Role.EXECUTIVE), 1150)):
        page = entered(client, who).get(reverse("customers:points_report"))
        assert page.context["stats"][0].figure == owed
        assert page.context["months"][0][0].owed == owed
