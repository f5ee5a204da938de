"""What journeys do with a phone in somebody's hand, and the outlet it scans for."""

import time
from datetime import timedelta
from uuid import uuid4

from django.utils import timezone
from playwright.sync_api import expect

from crm.accounts.roles import Role
from shipments.models import PieceArrival
from shipments.services.scans import Scan, record_scans
from tests import make

PAGE, UPLOAD = "/shipments/phone/", "**/shipments/phone/scans/"
LISTEN = """() => {
  const start = OscillatorNode.prototype.start;
  window.heard = [];
  OscillatorNode.prototype.start = function (...when) {
    heard.push(this.frequency.value);
    return start.apply(this, when);
  };
}"""


class Outlet:
    """An outlet with a truck that has come, and a courier whose phone scans what it brought."""

    def __init__(self, pieces):
        make.edition()
        came = timezone.now() - timedelta(minutes=20)
        self.outlet = make.outlet(name="科技园网点")
        self.courier = make.user(Role.COURIER, self.outlet, name="王师傅")
        self.trip = make.trip(self.outlet, planned_at=came, arrived_at=came, unloaded_at=came)
        self.numbers = [make.waybill(destination=self.outlet).number for _ in range(pieces)]
        loaded = [
            Scan(uuid4(), "departure", number, self.outlet.code, came, trip_no=self.trip.trip_no)
            for number in self.numbers
        ]
        record_scans(loaded, source="test", access=make.EVERYTHING, at=came)

    def scanned(self):
        return PieceArrival.objects.exclude(scanned_at=None).count()


def ready(page, kind="arrival"):
    """The page chosen and waiting for scans, its shell kept by the worker."""
    start = page.locator("[data-start]")
    expect(start).to_be_enabled()
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    page.locator(f"[name=kind][value={kind}]").check(force=True)
    start.click()
    expect(page.locator("#number")).to_be_focused()


def shoot(page, *numbers):
    for number in numbers:
        page.keyboard.type(number)
        page.keyboard.press("Enter")


def insert(page, *numbers):
    """As a gun that types a whole code at once."""
    for number in numbers:
        page.keyboard.insert_text(number)
        page.keyboard.press("Enter")


def signal(page):
    return page.locator("[data-signal]")


def counted(page, count):
    expect(page.locator("[data-count]")).to_have_text(str(count))


def uploaded(page):
    """To be asked once the scans are counted: before that nothing waits either."""
    expect(page.locator("[data-rows] > li[data-state=waiting]")).to_have_count(0, timeout=20_000)
    expect(page.locator("[data-link-words]")).to_have_text("全部已上传", timeout=20_000)


def wait_for(page, holds, seconds=10):
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until
        page.wait_for_timeout(50)
