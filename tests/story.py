"""One truck, one waybill and what happens to it, told in wall times of the network: the sweeps' test bench."""

import uuid
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from outlets.access import Access
from outlets.models import Outlet
from shipments.models import LineHaulTrip
from shipments.quality.models import Fine
from shipments.quality.services.sweeping import sweep
from shipments.services.scans import Receipt, Scan, record_scans
from shipments.services.trips import NewTrip, correct_trip, register_trips
from tests import make

ZONE = ZoneInfo("Asia/Shanghai")
EVERYBODY = Access(network=True, outlet_ids=frozenset(), roles=frozenset())


def wall(text: str) -> datetime:
    """ "2026-11-23 09:00" or "2026-11-23 09:00:01" on the network's wall."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


class Story:
    """A waybill of `pieces` pieces (return receipt included if wanted) that a truck brings to its destination."""

    def __init__(
        self,
        kind: str = "same_day",
        shift: str = "early",
        *,
        arrived: datetime | None = None,
        unloaded: datetime | None = None,
        planned: datetime | None = None,
        pieces: int = 1,
        receipt: bool = False,
        load: bool = True,
        outlet: Outlet | None = None,
    ) -> None:
        self.outlet = outlet or make.outlet(kind=kind)
        planned = planned or arrived or unloaded
        new = NewTrip(f"T{uuid.uuid4().hex[:8]}", self.outlet, shift, planned, arrived, unloaded)
        (self.trip,) = register_trips([new], by=None, at=planned)
        self.waybill = make.waybill(destination=self.outlet, pieces=pieces, receipt=receipt)
        self.numbers = [piece.number for piece in self.waybill.pieces.order_by("pk")]
        if load:
            self.tell("departure", planned - timedelta(hours=2), all_pieces=True, trip=True)

    def tell(
        self,
        kind: str,
        at: datetime,
        *,
        received: datetime | None = None,
        all_pieces: bool = False,
        trip: bool = False,
        piece: int = 0,
        outlet: Outlet | None = None,
        **fields: Any,
    ) -> Receipt:
        """Scan the master (or piece n, or all); received at once unless said otherwise."""
        numbers = self.numbers if all_pieces else [self.numbers[piece]]
        scans = [
            Scan(
                fields.get("event_id") or uuid.uuid4(),
                kind,
                number,
                (outlet or self.outlet).code,
                at,
                trip_no=self.trip.trip_no if trip else "",
                **{key: value for key, value in fields.items() if key != "event_id"},
            )
            for number in numbers
        ]
        receipt = record_scans(scans, source="test", access=EVERYBODY, at=received or at)
        assert not receipt.rejected, receipt.rejected
        return receipt

    def arrive(self, at: datetime, **fields: Any) -> Receipt:
        return self.tell("arrival", at, trip=True, all_pieces=True, **fields)

    def problem(self, at: datetime, category: str = "delivery", **told: Any) -> Receipt:
        """A proper problem record unless the words say otherwise."""
        words = {
            "category": category,
            "occurred_at": told.pop("occurred_at", at - timedelta(minutes=10)),
            "contact": "张先生",
            "phone": "13800000000",
            "matter": "收件人出差，要求改到明天上午十点以后派送",
            **told,
        }
        if words["occurred_at"]:
            words["occurred_at"] = words["occurred_at"].isoformat()
        return self.tell("problem", at, detail={"problem": words})

    def correct(self, at: datetime, **times: datetime | None) -> LineHaulTrip:
        self.trip = correct_trip(self.trip, times, by=None, at=at)
        return self.trip

    def sweep(self, at: datetime) -> dict[str, dict[str, int]]:
        return sweep(at)

    def fines(self, *, standing: bool = True) -> list[tuple[str, str | None]]:
        """(rule, yuan) of the waybill's fines, those that stand or those that are void."""
        rows = Fine.objects.filter(violation__waybill=self.waybill).order_by("violation__rule", "pk")
        rows = rows.exclude(state="void") if standing else rows.filter(state="void")
        return [(fine.violation.rule, None if fine.yuan is None else str(fine.yuan)) for fine in rows]
