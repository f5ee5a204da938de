"""Pieces that have just been put on today's trucks, and their arrival scans in every form a workload wants."""

import json
import secrets
import time
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from crm.home.sql import bench_filling as sql
from outlets.access import Access
from outlets.models import Outlet
from shipments.services.plain_scans import PlainScans
from shipments.services.trips import NewTrip, register_trips

EVERYWHERE = Access(network=True, outlet_ids=frozenset(), roles=frozenset())
#: Pieces in a row that go to the same outlet, as `sql.FRESH_WAYBILLS` lays them.
TOGETHER = 50


@dataclass(frozen=True, slots=True)
class Batch:
    """Arrival scans of pieces that were never scanned before."""

    scans: PlainScans
    first_piece: int

    def body(self) -> bytes:
        """As a partner posts it."""
        scans = self.scans
        rows = zip(scans.event_ids, scans.pieces, scans.outlets, scans.occurred_at, scans.trip_nos, strict=True)
        return json.dumps({"events": [_event(*row) for row in rows]}).encode()

    def __len__(self) -> int:
        return len(self.scans.event_ids)


def _event(event_id: str, piece: str, outlet: str, occurred_at: datetime, trip_no: str) -> dict[str, Any]:
    return {
        "event_id": event_id,
        "kind": "arrival",
        "piece": piece,
        "outlet": outlet,
        "occurred_at": occurred_at.isoformat(),
        "trip_no": trip_no,
    }


def fresh_batches(count: int, *, size: int, late: bool = False, ordered: bool = False) -> list[Batch]:
    """So many batches of pieces that did not exist before, at every outlet in turn.

    late      scanned half a day after the truck, though told at once
    ordered   event ids begin with their time (UUID version 7); else they are random (version 4), the harder case
    """
    at = timezone.now()
    outlets = list(Outlet.objects.order_by("pk").values_list("pk", "code"))
    trips = _trips(arrived=at - (timedelta(hours=18) if late else timedelta(minutes=40)), at=at)
    first = _pieces(count * size, outlets)
    batches = []
    for start in range(0, count * size, size):
        at_outlets = [(start + n) // TOGETHER % len(outlets) for n in range(size)]
        scans = PlainScans(
            event_ids=[str(_by_time() if ordered else uuid.uuid4()) for _ in range(size)],
            kinds=["arrival"] * size,
            pieces=[f"88{first + start + n:011d}" for n in range(size)],
            outlets=[outlets[o][1] for o in at_outlets],
            occurred_at=[at - timedelta(minutes=5, milliseconds=n) for n in range(size)],
            trip_nos=[trips[o] for o in at_outlets],
        )
        batches.append(Batch(scans, first + start))
    return batches


def _by_time() -> uuid.UUID:
    return uuid.UUID(int=time.time_ns() // 10**6 << 80 | 7 << 76 | 2 << 62 | secrets.randbits(62))


def _trips(*, arrived: datetime, at: datetime) -> list[str]:
    """A truck for every outlet; its pieces are still due, or late already."""
    tag = uuid.uuid4().hex[:8]
    unloaded = arrived + timedelta(minutes=20)
    new = [
        NewTrip(f"{tag}-{outlet.code}", outlet, "early", arrived, arrived, unloaded)
        for outlet in Outlet.objects.order_by("pk")
    ]
    return [trip.trip_no for trip in register_trips(new, by=None, at=at)]


def _pieces(count: int, outlets: list[tuple[int, str]]) -> int:
    """Waybills of one piece each; returns the first one's key."""
    with connection.cursor() as cursor:
        cursor.execute(sql.LAST)
        first = cursor.fetchone()[0] + 1
        span = {"first": first, "last": first + count - 1}
        cursor.execute(sql.FRESH_WAYBILLS, {**span, "outlet": outlets[0][0], "outlets": len(outlets)})
        cursor.execute(sql.FRESH_PIECES, span)
        for table in sql.TABLES[:2]:
            cursor.execute(sql.SETTLE, {"table": table, "pieces": span["last"]})
    return first
