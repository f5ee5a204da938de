"""Pages of tiers: explained, overridden by two, tried with other thresholds, and what each is promised."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from crm.accounts.roles import Role
from customers.models import Activity, CustomerTier, CustomerWeek, ServiceLevel, TierOverride, TierThresholds
from customers.rules.tiers import SHIPPED
from customers.services.tier_overrides import ask_override, decide_override, end_overrides
from customers.services.tiering import evaluate
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def outlet():
    return make.outlet()


def shipper(outlet, weekly, *, weeks=16):
    customer = make.customer(outlet)
    mondays = [date(2026, 10, 19) - timedelta(weeks=place) for place in range(weeks)]
    told = {"customer": customer, "outlet": outlet}
    CustomerWeek.objects.bulk_create(
        CustomerWeek(week=monday, parcels=count, yuan=Decimal(count * 9), **told)
        for place, monday in enumerate(mondays)
        if (count := weekly[place % len(weekly)])
    )
    total = sum(weekly[place % len(weekly)] for place in range(weeks))
    Activity.objects.create(first_on=mondays[-1], last_on=mondays[0], parcels=total, yuan=total * 9, **told)
    return customer


@pytest.fixture
def network(outlet):
    """Steady, unsteady, with gaps, in the middle, small, new, few."""
    shapes = [
        ([400], 16),
        ([0, 300, 500, 50], 16),
        ([200, 200, 200, 200, 200, 0], 16),
        ([75], 16),
        ([60], 16),
        ([70], 5),
        ([1, 0], 12),
    ]
    customers = [shipper(outlet, weekly, weeks=weeks) for weekly, weeks in shapes]
    evaluate(date(2026, 11, 1), at=make.NOON)
    return customers


def page(client, person, name, *args, query=""):
    client.force_login(person)
    response = client.get(reverse(name, args=args) + query)
    assert response.status_code == 200
    return response.content.decode()


def test_one_sentence_says_why_in_both_languages(client, network, outlet):
    crg = make.user(Role.CRG)
    sentences = {}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            client.cookies["django_language"] = language
            sentences[language] = [page(client, crg, "customers:tier", each.pk) for each in network]
    english = sentences["en"]
    assert "A, since it is within the first 70 %" in english[0]
    assert "its weeks vary by" in english[1]
    assert "of its weeks are empty" in english[2] or "its weeks vary by" in english[2]
    assert "8 weeks have to be known" in english[5]
    assert "at least 8 parcels" in english[6]
    assert "A，" in sentences["zh-hans"][0] and "由" not in english[0]


def test_the_list_has_shares_a_chart_and_only_ones_own(client, network, outlet):
    stranger = shipper(make.outlet(), [5])
    manager = make.user(Role.MANAGER, outlet)
    text = page(client, manager, "customers:tiers")
    assert "80 %" in text and stranger.name not in text and network[0].name in text
    assert network[0].name not in page(client, manager, "customers:tiers", query="?tier=C")
    assert "graph__course" in page(client, make.user(Role.CRG), "customers:tiers")


def test_an_override_takes_two_persons_counts_and_expires(client, network, outlet):
    """The manager asks, the customer-relations group approves, its last day ends it."""
    manager, crg = make.user(Role.MANAGER, outlet), make.user(Role.CRG)
    customer, today = network[4], timezone.localdate()
    client.force_login(manager)
    asked = {"tier": "A", "reason": "新合同", "expires_on": (today + timedelta(days=30)).isoformat()}
    address = reverse("customers:tier", args=[customer.pk])
    assert client.post(address, {**asked, "expires_on": "2020-01-01"}).status_code == 422
    assert client.post(address, asked).status_code == 302
    assert client.post(address, asked).status_code == 422
    override = TierOverride.objects.get()
    decide = reverse("customers:tier_override_decide", args=[override.pk])
    assert client.post(decide, {"approve": "yes"}).status_code == 403
    assert CustomerTier.objects.get(customer=customer).tier == "C"

    client.force_login(crg)
    client.post(decide, {"approve": "yes"})
    assert CustomerTier.objects.get(customer=customer).tier == "A"
    assert "新合同" in page(client, crg, "customers:tier", customer.pk)
    assert customer.name in page(client, crg, "customers:tier_overrides")

    last = timezone.now() + timedelta(days=30)
    assert end_overrides(last) == 0
    assert end_overrides(last + timedelta(days=1)) == 1
    assert CustomerTier.objects.get(customer=customer).tier == "C"


def test_who_asked_does_not_approve_and_anybody_of_its_own_lifts(client, network, outlet):
    crg, other = make.user(Role.CRG), make.user(Role.CRG)
    until = make.NOON.date() + timedelta(days=9)
    override = ask_override(network[3], "A", reason="-", expires_on=until, by=crg, at=make.NOON)
    client.force_login(crg)
    client.post(reverse("customers:tier_override_decide", args=[override.pk]), {"approve": "yes"})
    override.refresh_from_db()
    assert override.approved is None
    decide_override(override, approve=True, by=other, at=make.NOON)
    client.post(reverse("customers:tier_override_lift", args=[override.pk]))
    override.refresh_from_db()
    assert override.ended_at is not None


def test_what_if_counts_who_would_move_and_the_work(client, network):
    crg = make.user(Role.CRG)
    told = {
        f"{name}.{key}": value for name in ("first", "up", "down") for key, value in SHIPPED.to_data()[name].items()
    }
    told |= {"least": "8", "weeks": "8", "call_yuan": "5", "first.cv": "3", "up.cv": "3", "down.cv": "3"}
    told |= {"first.zeros": "1", "up.zeros": "1", "down.zeros": "1"}
    query = "?" + "&".join(f"{name}={value}" for name, value in told.items())
    text = page(client, crg, "customers:tier_what_if", query=query)
    assert network[1].name in text and "¥" in text
    client.force_login(crg)
    bad = query.replace("first.cv=3", "first.cv=0.1")
    assert client.get(reverse("customers:tier_what_if") + bad).status_code == 422
    assert "least" in page(client, crg, "customers:tier_what_if")


def test_thresholds_are_drafted_by_one_and_published_by_another(client):
    one, other = make.user(Role.CRG), make.user(Role.CRG)
    client.force_login(one)
    client.post(reverse("customers:tier_thresholds_copy", args=[1]))
    text = page(client, one, "customers:tier_thresholds_edit", 2)
    assert "up.cv" in text
    told = {
        f"{name}.{key}": value for name in ("first", "up", "down") for key, value in SHIPPED.to_data()[name].items()
    }
    told |= {"least": "10", "weeks": "8", "note": "更稳", "seen": _seen(text)}
    edit = reverse("customers:tier_thresholds_edit", args=[2])
    assert client.post(edit, {**told, "up.a_share": "0.72"}).status_code == 422
    assert client.post(edit, told).status_code == 302
    assert TierThresholds.objects.get(number=2).data["least"] == 10
    shown = page(client, one, "customers:tier_thresholds_edition", 2)
    assert "更稳" in shown
    day = (timezone.localdate() + timedelta(days=3)).isoformat()
    client.post(reverse("customers:tier_thresholds_propose", args=[2]), {"starts_on": day})
    text = page(client, other, "customers:tier_thresholds_edition", 2)
    client.post(reverse("customers:tier_thresholds_publish", args=[2]), {"seen": _seen(text)})
    assert TierThresholds.objects.get(number=2).published_by == other
    assert "2" in page(client, other, "customers:tier_thresholds")


def test_service_levels_are_one_table_that_editors_change(client):
    text = page(client, make.user(Role.COURIER), "customers:service_levels")
    assert "30" in text
    client.force_login(make.user(Role.CRG))
    told = {"callback_days": 20, "response_minutes": 30, "solution_hours": 24, "thanks": "call", "greeting": "call"}
    client.post(reverse("customers:service_level_edit", args=["A"]), told)
    assert ServiceLevel.objects.get(tier="A").callback_days == 20


def _seen(text):
    return text.split('name="seen" value="')[1].split('"')[0]
