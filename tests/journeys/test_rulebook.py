"""The rule book in the browser: drafted by one person, tried on days past, put in force by another."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from crm.accounts.roles import Role
from shipments.models import RuleEdition
from tests import make
from tests.journeys.conftest import PHONE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def yesterday():
    """One scan late by edition 1, ten minutes after nine; nothing else was to be done."""
    edition = make.edition()
    nine = timezone.localtime().replace(hour=9, minute=0, second=0, microsecond=0) - timedelta(days=1)
    night = nine + timedelta(hours=17)
    inputs = {"outlet_kind": "same_day", "shift": "early", "unloaded_at": (nine - timedelta(hours=1)).isoformat()}
    clock = make.clock(
        edition=edition,
        day=nine.date(),
        inputs=inputs,
        arrival_due_at=nine,
        arrivals_closed_at=night,
        runs_closed_at=night,
    )
    make.arrival(clock, scanned_at=nine + timedelta(minutes=10), scan_grade="A")
    return clock


def test_two_people_put_a_draft_in_force_after_trying_it(yesterday, open_page):
    editor, second = make.user(Role.INSPECTOR), make.user(Role.ADMINISTRATOR)
    page = open_page(editor, "/shipments/rulebook/", locale="en")
    page.get_by_role("button", name="Draft from the edition in force").click()
    page.get_by_label("AS1: due at").fill("09:15")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.locator("#differences tbody tr")).to_have_text(["AS1: due at 09:00 09:15"], use_inner_text=True)

    page.get_by_role("link", name="Try on days past").click()
    last = page.get_by_label("Last day").input_value()
    page.get_by_label("First day").fill(last)
    page.get_by_role("button", name="Try it").click()
    row = page.locator("section[aria-labelledby=by-rule] tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("-1")
    page.get_by_role("link", name=yesterday.outlet.name).click()
    expect(page.locator("#pieces tbody tr")).to_contain_text("no fine")

    page.goto("/shipments/rulebook/2/")
    page.get_by_role("button", name="Propose for this day").click()
    expect(page.locator("body")).to_contain_text("Somebody else who may edit publishes it.")
    other = open_page(second, "/shipments/rulebook/2/", locale="en", viewport=PHONE)
    other.get_by_role("button", name="Publish").click()
    expect(other.locator("body")).to_contain_text("Published: it counts from")

    published = RuleEdition.objects.get(number=2)
    assert (published.proposed_by, published.published_by) == (editor, second)
