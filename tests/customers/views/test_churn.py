"""The case page with its three steps, and the report whose figures open their rows."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.accounts.roles import Role
from customers.models import ChurnStep
from tests import make

pytestmark = pytest.mark.django_db


def entered(role, outlet=None):
    client = Client(headers={"accept-language": "en"})
    client.force_login(make.user(role, outlet))
    return client


def case(outlet=None, *, days=5, **fields):
    opened_at = timezone.now() - timedelta(days=days)
    if fields.get("state") in ("won_back", "gone"):
        fields |= {"closed_at": timezone.now()}
    if fields.get("state") == "won_back":
        fields |= {"shipped_again_on": timezone.localdate(opened_at) + timedelta(days=4)}
    return make.churn_case(make.customer(outlet), opened_at=opened_at, **fields)


@pytest.mark.parametrize(
    ("rule", "kind", "words"),
    [
        ("lost_silent", "lost", "Silent for 31 days, where nine of ten of its pauses were 6 days or shorter."),
        ("risk_silent", "at_risk", "Silent for 31 days; nine of ten"),
        ("risk_drop", "at_risk", "Sent 2 parcels in the last 4 weeks, where its 13-week mean let expect 40"),
    ],
)
def test_the_page_says_why_in_figures_and_draws_the_weeks(rule, kind, words):
    found = case(rule=rule, kind=kind)

    text = entered(Role.MANAGER, found.outlet).get(found.get_absolute_url()).content.decode()

    assert words in text
    assert text.count('<rect class="fill') == 27


def test_the_three_steps_are_taken_on_the_page():
    found = case()
    client = entered(Role.MANAGER, found.outlet)
    url = {step: reverse(f"customers:churn_{step}", args=[found.pk]) for step in ("cause", "measure", "give_up")}

    assert client.post(url["measure"], {"text": "专人取件"}).status_code == 422
    assert client.post(url["cause"], {"cause": "delay", "text": ""}).status_code == 422
    assert client.post(url["cause"], {"cause": "delay", "text": "晚到三次"}).url == found.get_absolute_url()
    assert "fixed courier" in client.get(found.get_absolute_url()).content.decode()
    assert client.post(url["measure"], {"text": "专人取件"}).status_code == 302
    assert client.post(url["give_up"], {"text": "已搬走"}).status_code == 302
    assert client.post(url["cause"], {"cause": "price", "text": "x"}).status_code == 422

    assert list(ChurnStep.objects.values_list("state", flat=True)) == ["cause", "measure", "gone"]


def test_the_list_puts_lost_a_customers_first_and_shows_an_outlet_its_own():
    outlet = make.outlet()
    risk, lost_c, lost_a = case(outlet, kind="at_risk"), case(outlet, tier="C"), case(outlet)
    case()
    case(outlet, state="gone")

    rows = entered(Role.SERVICE_CLERK, outlet).get(reverse("customers:churn_cases")).context["table"].objects

    assert rows == [lost_a, lost_c, risk]
    assert entered(Role.COURIER, outlet).get(reverse("customers:churn_cases")).status_code == 403
    assert entered(Role.INSPECTOR).post(reverse("customers:churn_cause", args=[risk.pk])).status_code == 403


def test_every_figure_of_the_report_opens_its_rows():
    outlet = make.outlet()
    case(outlet, state="won_back", cause="delay", value_yuan=12_000)
    case(outlet, state="gone", cause="price", tier="B", value_yuan=2_000)
    case(outlet, state="gone", tier="C", value_yuan=1_999)
    case(kind="at_risk", value_yuan=499)
    case(state="gone", days=400)
    client = entered(Role.EXECUTIVE)

    page = client.get(reverse("customers:churn_report"))

    assert [stat.figure for stat in page.context["stats"]] == [1, 3, 1, 2]
    told = [(stat.figure, stat.url) for stat in page.context["stats"]]
    told += [(cases, url) for _tier, _words, cases, _share, url in page.context["efforts"]]
    for _name, _title, slices in page.context["breakdowns"]:
        assert sum(each.cases for each in slices) == 3
        told += [(each.cases, each.url) for each in slices]
    for figure, url in told:
        assert len(client.get(url).context["table"].objects) == figure, url
    labels = [[each.label for each in slices] for _name, _title, slices in page.context["breakdowns"]]
    assert set(labels[0]) == {"Delays", "Price", "Cause not known"}
    assert [each.share.percent for each in page.context["breakdowns"][2][2]] == [pytest.approx(33, abs=1)] * 3
