"""A tier in the browser: explained, asked to be another one, approved by a second person, over after its day."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from crm.accounts.roles import Role
from customers.models import Activity, CustomerWeek
from customers.services.tier_overrides import end_overrides
from customers.services.tiering import evaluate_due, month_of, window_before
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def firm():
    """Half as large as another one that ships as steadily."""
    outlet, at = make.outlet(), timezone.now()
    first, _last = window_before(month_of(at))
    mondays = [first + timedelta(weeks=place) for place in range(13)]
    for name, weekly in (("东海五金", 700), ("西江灯饰", 80)):
        told = {"customer": make.customer(outlet, name=name), "outlet": outlet}
        CustomerWeek.objects.bulk_create(
            CustomerWeek(week=monday, parcels=weekly, yuan=Decimal(weekly * 10), **told) for monday in mondays
        )
        Activity.objects.create(first_on=first, last_on=mondays[-1], parcels=weekly * 13, yuan=weekly * 130, **told)
    evaluate_due(at)
    return told["customer"]


def test_a_tier_explained_overridden_and_expired(firm, open_page):
    manager, crg = make.user(Role.MANAGER, firm.outlet), make.user(Role.CRG)
    page = open_page(manager, "/customers/tiers/", locale="en")
    page.get_by_role("link", name="西江灯饰").click()
    expect(page.locator("section[aria-labelledby=why]")).to_contain_text(
        "C, since the first 80 % are made by larger ones"
    )
    page.get_by_label("Tier", exact=True).select_option("A")
    page.get_by_label("Reason").fill("新签年度合同")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("section[aria-labelledby=override]")).to_contain_text("新签年度合同")
    expect(page.get_by_role("button", name="Approve")).to_have_count(0)

    page = open_page(crg, "/customers/tiers/overrides/", locale="en")
    page.get_by_role("link", name="西江灯饰").click()
    page.get_by_role("button", name="Approve").click()
    expect(page.locator("h1")).to_contain_text("Tier A")
    expect(page.locator("section[aria-labelledby=why]")).to_contain_text("By its parcels it would be C.")

    end_overrides(timezone.now() + timedelta(days=100))
    page.reload()
    expect(page.locator("h1")).to_contain_text("Tier C")
    expect(page.locator("section[aria-labelledby=past]")).to_contain_text("over")
