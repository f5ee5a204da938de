"""The main job, end to end: the clerk scans a truck's pieces, the sweep fines exactly the late ones, and headquarters
drill from the dashboard to that piece; the same story told over the API."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from crm.accounts.roles import Role
from shipments.models import LineHaulTrip
from shipments.quality.models import Fine
from shipments.quality.services.sweeping import sweep
from shipments.services.scans import Scan, record_scans
from tests import make
from tests.partner import Partner

pytestmark = pytest.mark.django_db(transaction=True)


class Truck:
    """A midday truck unloaded 45 minutes ago: its arrival scans were due a quarter of an hour ago."""

    def __init__(self) -> None:
        make.edition()
        self.unloaded_at = timezone.now().replace(microsecond=0) - timedelta(minutes=45)
        self.outlet = make.outlet(name="科技园网点")
        came = self.unloaded_at - timedelta(minutes=20)
        self.trip: LineHaulTrip = make.trip(
            self.outlet, shift="mid", planned_at=came, arrived_at=came, unloaded_at=self.unloaded_at
        )
        self.numbers = [make.waybill(destination=self.outlet).number for _ in range(6)]
        self.tell("departure", self.numbers, came)

    def tell(self, kind: str, numbers: list[str], at: datetime) -> None:
        scans = [Scan(uuid4(), kind, n, self.outlet.code, at, trip_no=self.trip.trip_no) for n in numbers]
        receipt = record_scans(scans, source="test", access=make.EVERYTHING, at=at)
        assert receipt.accepted == len(numbers)


def test_from_the_desk_to_the_fine_headquarters_look_at(open_page):
    truck = Truck()
    in_time, late = truck.numbers[:4], truck.numbers[4:]
    truck.tell("arrival", in_time, truck.unloaded_at + timedelta(minutes=25))
    desk = open_page(make.user(Role.WAYBILL_CLERK, truck.outlet), "/shipments/scan/")
    for number in late:
        desk.keyboard.type(number)
        desk.keyboard.press("Enter")
    expect(desk.locator("[data-rows=good] > tr")).to_have_count(2)
    expect(desk.locator('[data-rows=good] > tr[data-state="new"]')).to_have_count(2)

    sweep(timezone.now())

    fines = Fine.objects.filter(violation__charge="arrival")
    assert sorted(fines.values_list("violation__piece__number", "yuan")) == [(number, 1) for number in sorted(late)]

    day = truck.trip.clock.day.isoformat()
    hq = open_page(make.user(Role.INSPECTOR), f"/dashboard/?day={day}")
    hq.get_by_role("link", name=truck.outlet.region.name).first.click()
    hq.get_by_role("link", name=truck.outlet.name).first.click()
    hq.wait_for_url(f"**/dashboard/outlet/{truck.outlet.code}/**")
    hq.locator(f'a[href*="/quality/fines/"][href*="{day}"]').first.click()
    rows = hq.locator("main tbody tr")
    expect(rows).to_have_count(2)
    rows.first.get_by_role("link").first.click()
    expect(hq.locator("main")).to_contain_text("AS2")
    expect(hq.locator("main")).to_contain_text("1.00")
    hq.locator('main a[href*="/shipments/waybills/"]').first.click()
    shown = "".join(hq.locator("main").inner_text().split())
    assert any(number in shown for number in late)


def test_the_same_over_the_api():
    make.edition()
    outlet = make.outlet()
    partner = Partner(outlets=[outlet])
    unloaded = timezone.now().replace(microsecond=0) - timedelta(minutes=45)
    told = {"trip_no": "KT1", "outlet": outlet.code, "shift": "mid"}
    times = {name: unloaded.isoformat() for name in ("planned_at", "arrived_at", "unloaded_at")}
    trip = partner.post("/line-haul-trips/", told | times)
    assert trip.status_code == 201, trip.content
    party = {"name": "张三", "phone": "19000000001", "address": "东莞市虎门镇示范路1号"}
    body = {"number": "990000000017", "product": "standard", "origin_outlet": outlet.code}
    body |= {"destination_outlet": outlet.code, "sender": party, "receiver": party, "weight_kg": "1.5"}
    pieces = [("990000000017", "master"), ("990000000017001", "sub"), ("990000000017R", "receipt")]
    body["pieces"] = [{"number": number, "kind": kind} for number, kind in pieces]
    assert partner.post("/waybills/", body).status_code == 201
    minutes = {"990000000017": 30, "990000000017001": 31, "990000000017R": 40}
    events = [
        {
            "event_id": str(uuid4()),
            "kind": "arrival",
            "piece": number,
            "outlet": outlet.code,
            "occurred_at": (unloaded + timedelta(minutes=after)).isoformat(),
            "trip_no": "KT1",
        }
        for number, after in minutes.items()
    ]
    for expected in ({"accepted": 3, "duplicates": 0}, {"accepted": 0, "duplicates": 3}):
        answer = partner.post("/scans/", {"events": events})
        assert answer.status_code == 200, answer.content
        assert answer.json() == expected | {"rejected": []}

    sweep(timezone.now())

    fines = partner.get("/fines/", waybill="990000000017").json()["results"]
    assert sorted((fine["piece"], fine["rule"], fine["yuan"], fine["state"]) for fine in fines) == [
        ("990000000017001", "AS2", "1.00", "posted"),
        ("990000000017R", "AS2", "1.00", "posted"),
    ]
    duties = partner.get("/shipments/990000000017/").json()["duties"]
    assert {duty["piece"]: duty["state"] for duty in duties if duty["kind"] == "arrival_scan"} == {
        "990000000017": "met",
        "990000000017001": "late",
        "990000000017R": "late",
    }
