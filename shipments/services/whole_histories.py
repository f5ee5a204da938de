"""Whole histories: of pieces without any scan, all scans at once, several of a piece.

What cannot be told that way goes scan by scan (`services.scans`) and gives the same rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, connection, transaction

from crm.shared.bulk import array_literal, text_array
from outlets.access import Access
from shipments.rules.evidence import FUTURE_TOLERANCE
from shipments.rules.history import TELLING
from shipments.services.plain_scans import PLAIN
from shipments.services.scans import make_room
from shipments.sql.whole_histories import RECORD_WHOLE


@dataclass(frozen=True, slots=True)
class WholeHistories:
    """Pieces as columns, then their scans as columns, in any order.

    outlets     the one at which all of a piece's scans were made; `trip_nos` of its departure and arrival
    places      of each scan's piece in `pieces`, counted from 1
    grade       of all scans; their instants are taken as exact
    """

    pieces: Sequence[str]
    outlets: Sequence[str]
    trip_nos: Sequence[str]
    event_ids: Sequence[str]
    kinds: Sequence[str]
    occurred_at: Sequence[datetime]
    places: Sequence[int]
    grade: str = "A"

    def may_be_whole(self, at: datetime) -> bool:
        """As far as can be told without the tables."""
        return (
            set(self.kinds) <= PLAIN
            and len(set(self.pieces)) == len(self.pieces)
            and max(self.occurred_at) <= at + FUTURE_TOLERANCE
        )


def record_whole(scans: WholeHistories, *, source: str, access: Access, at: datetime) -> bool:
    """Keep these scans; False, and nothing done, when a piece or an event is known already or has no visit to tell.

    writes   scan keys and events, arrivals, runs, pieces, touched days
    """
    if not scans.may_be_whole(at):
        return False
    make_room(scans.occurred_at, at=at)
    expected = (len(scans.event_ids), len(scans.pieces))
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(RECORD_WHOLE, _parameters(scans, source=source, access=access, at=at))
            whole = cursor.fetchone() == expected
            transaction.set_rollback(not whole)
    except IntegrityError:
        return False
    return whole


def _parameters(scans: WholeHistories, *, source: str, access: Access, at: datetime) -> dict[str, object]:
    return {
        "numbers": text_array(scans.pieces),
        "outlets": text_array(scans.outlets),
        "trip_nos": text_array(scans.trip_nos),
        "event_id": array_literal(scans.event_ids),
        "kind": text_array(scans.kinds),
        "occurred_at": array_literal(scans.occurred_at),
        "place": array_literal(scans.places),
        "grade": scans.grade,
        "network": access.network,
        "outlet_ids": array_literal(access.outlet_ids),
        "telling": list(TELLING),
        "source": source,
        "at": at,
    }
