"""A truck at the ramp: one tap reports it, the deadlines follow, and headquarters correct what was reported."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from crm.accounts.roles import Role
from shipments.models import Clock
from tests import make
from tests.journeys.conftest import PHONE

pytestmark = pytest.mark.django_db(transaction=True)


def test_manager_reports_a_truck_by_one_tap(open_page):
    trip = make.trip(planned_at=timezone.now() - timedelta(minutes=20))
    manager = make.user(Role.MANAGER, trip.outlet)
    page = open_page(manager, trip.outlet.get_absolute_url(), viewport=PHONE, locale="en-GB")

    page.get_by_role("link", name=trip.trip_no).click()
    page.get_by_role("button", name="Arrived now").click()
    expect(page.get_by_role("button", name="Arrived now")).to_have_count(0)
    page.get_by_role("button", name="Unloaded now").click()

    expect(page.get_by_role("button", name="Unloaded now")).to_have_count(0)
    trip.refresh_from_db()
    clock = Clock.objects.get(trip=trip)
    assert (clock.started, clock.estimated, clock.received_at) == (True, False, trip.unloaded_at)


def test_headquarters_correct_a_trip_by_keyboard(open_page):
    trip = make.trip(arrived_at=make.at(6, 10))
    page = open_page(make.user(Role.OPERATIONS), trip.get_absolute_url(), locale="en-GB")

    page.keyboard.press("e")
    page.get_by_label("unloaded at").fill("2026-11-18T06:45")
    page.get_by_role("button", name="Save").press("Enter")

    expect(page.get_by_text("Saved; the deadlines follow the corrected times.")).to_be_visible()
    assert Clock.objects.get(trip=trip).received_at == make.at(6, 45)


def test_punctuality_is_grouped_without_leaving_the_page(open_page):
    outlet = make.outlet(name="科苑网点")
    make.trip(outlet, origin_hub=outlet.hub, planned_at=timezone.now(), arrived_at=timezone.now())
    page = open_page(make.user(Role.EXECUTIVE), "/shipments/trips/punctuality/", locale="en-GB")
    expect(page.locator("#list tbody tr")).to_contain_text(f"{outlet.hub.name} → 科苑网点")

    page.get_by_label("Per").select_option("outlet")

    expect(page.locator("#list tbody tr")).not_to_contain_text("→")
    page.locator("#list tbody a").click()
    expect(page.locator("#list tbody tr")).to_have_count(1)
