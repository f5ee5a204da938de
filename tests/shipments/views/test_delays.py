from datetime import timedelta

import pytest
from django.utils import timezone

from crm.accounts.roles import Role
from shipments.models import Negotiation
from shipments.services.negotiations import Agreement, negotiate
from tests import make
from tests.shipments.views.conftest import HOUR

DELAYS = "/shipments/delays/"


def late(scene, minutes, tier="", **fields):
    """A waybill that was due so many minutes ago, of a customer of this tier."""
    customer = None
    if tier:
        customer = make.customer(fields.get("origin") or scene.outlet, phone="19912345678")
        make.standing(customer, tier, since=scene.now.date())
    waybill = make.waybill(**{"destination": scene.outlet, "customer": customer, **fields})
    due = scene.now - timedelta(minutes=minutes)
    clock = make.clock(waybill.destination, delivery_due_at=due, day=timezone.localdate(scene.now))
    make.run(clock, waybill)
    return waybill


def promise(scene, waybill, *, promised_at, at):
    agreement = Agreement(partner="receiver", agreed="deliver", promised_at=promised_at)
    return negotiate(waybill, agreement, outlet=scene.outlet, by=scene.clerk, at=at)


def numbers(response):
    return [row.waybill.number for row in response.context["table"].objects]


def test_the_best_customer_comes_first_then_the_latest(scene):
    plain = late(scene, 300)
    second = late(scene, 60, "B")
    first, newer = late(scene, 90, "A"), late(scene, 10, "A")
    soon = late(scene, -30, "C")
    late(scene, -90)

    response = scene.client().get(DELAYS)

    assert numbers(response) == [w.number for w in (first, newer, second, soon, plain)]
    page = response.content.decode()
    assert "190******01" in page and "19000000001" not in page


def test_delivered_and_returned_ones_are_gone_and_foreign_ones_never_there(scene):
    late(scene, 60).runs.update(delivered_at=scene.now)
    late(scene, 60).pieces.update(state="returned")
    late(scene, 60, destination=make.outlet())

    assert numbers(scene.client().get(DELAYS)) == []


def test_an_outlet_sees_what_it_sent_and_another_is_late_with(scene):
    sent = late(scene, 60, "A", origin=scene.outlet, destination=make.outlet())
    late(scene, 60)

    assert numbers(scene.client().get(DELAYS, {"side": "sent"})) == [sent.number]
    assert sent.number in numbers(scene.client(make.user(Role.CRG)).get(DELAYS))


def test_a_promise_is_shown_and_followed_until_it_is_kept(scene):
    waybill, other = late(scene, 60), late(scene, 60)
    promise(scene, waybill, promised_at=scene.now + HOUR, at=scene.now)
    client = scene.client()
    assert "Promised" in client.get(DELAYS).content.decode()
    assert numbers(client.get(DELAYS, {"promise": "open"})) == [waybill.number]
    assert numbers(client.get(DELAYS, {"promise": "none"})) == [other.number]

    Negotiation.objects.update(promised_at=scene.now - HOUR, made_at=scene.now - 2 * HOUR)
    assert numbers(client.get(DELAYS, {"promise": "broken"})) == [waybill.number]
    assert "Promise broken" in client.get(DELAYS).content.decode()

    scene.scan(waybill, "delivered")
    assert numbers(client.get(DELAYS)) == [other.number]
    assert "Promise kept late" in client.get(waybill.get_absolute_url()).content.decode()


def test_a_broken_promise_is_listed_before_the_rule_book_calls_it_late(scene):
    waybill = late(scene, -300)
    promise(scene, waybill, promised_at=scene.now - HOUR, at=scene.now - 2 * HOUR)

    assert numbers(scene.client().get(DELAYS)) == [waybill.number]


def test_tiers_can_be_chosen(scene):
    best, plain = late(scene, 60, "A"), late(scene, 60)

    assert numbers(scene.client().get(DELAYS, {"tier": "A"})) == [best.number]
    assert numbers(scene.client().get(DELAYS, {"tier": "none"})) == [plain.number]


@pytest.mark.parametrize("query", ["", "?side=sent"])
def test_the_list_costs_the_same_for_one_and_for_many(scene, django_assert_num_queries, query):
    client = scene.client()
    for count in (1, 2, 297):
        for _ in range(count):
            late(scene, 30, origin=scene.outlet)
        with django_assert_num_queries(7 + (count == 297)):
            client.get(DELAYS + query)


def test_pages_follow_each_other_without_a_gap(scene):
    made = {late(scene, 60 + place % 3, "AB"[place % 2]).number for place in range(53)}
    client = scene.client()

    first = client.get(DELAYS)
    second = client.get(DELAYS, {"cursor": first.context["page"].next})

    assert set(numbers(first)) | set(numbers(second)) == made
    assert len(numbers(first)) + len(numbers(second)) == 53


@pytest.mark.parametrize(
    "address", [DELAYS, "/shipments/calls/", "/shipments/calls/again/", "/shipments/track/abnormal/"]
)
def test_a_spreadsheet_gets_the_list_as_it_is_masked(scene, address):
    waybill = late(scene, 60, "A", entered_at=scene.now)
    promise(scene, waybill, promised_at=scene.now + HOUR, at=scene.now)
    make.call(waybill, scene.outlet, by=scene.clerk, note="电话19912345678")

    text = scene.client().get(address, {"export": "csv"}).content.decode()

    assert waybill.number in text
    assert "19000000001" not in text and "19000000002" not in text and "19912345678" not in text
