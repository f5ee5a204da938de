"""Whole histories: of pieces without any scan, all scans at once, several of a piece.

What cannot be told that way goes scan by scan (`services.scans`) and gives the same rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from crm.shared.bulk import array_literal, text_array
from outlets.access import Access
from shipments.rules.evidence import FUTURE_TOLERANCE
from shipments.rules.history import TELLING
from shipments.services.plain_scans import PLAIN
from shipments.services.scans import make_room
from shipments.sql.whole_histories import RECORD_WHOLE


@dataclass(frozen=True, slots=True)
class WholeHistories:
    """Scans as columns, the scans of a piece in any order.

    trip_nos    "" where no trip is named
    grade       of all of them; their instants are taken as exact
    """

    event_ids: Sequence[str]
    kinds: Sequence[str]
    pieces: Sequence[str]
    outlets: Sequence[str]
    occurred_at: Sequence[datetime]
    trip_nos: Sequence[str]
    grade: str = "A"


def record_whole(scans: WholeHistories, *, source: str, access: Access, at: datetime) -> bool:
    """Keep these scans; False, and nothing done, when some piece has scans already or more than one visit to tell.

    writes   scan keys and events, arrivals, runs, pieces, touched days
    """
    count, pieces = len(scans.event_ids), set(scans.pieces)
    if not set(scans.kinds) <= PLAIN or len(set(scans.event_ids)) < count:
        return False
    if max(scans.occurred_at) > at + FUTURE_TOLERANCE:
        return False
    make_room(scans.occurred_at, at=at)
    parameters = _parameters(scans, list(pieces), source=source, access=access, at=at)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(RECORD_WHOLE, parameters)
        known, whole, fresh = cursor.fetchone()
        if is_whole := known == fresh == count and whole == len(pieces):
            return True
        transaction.set_rollback(not is_whole)
    return False


def _parameters(
    scans: WholeHistories, pieces: Sequence[str], *, source: str, access: Access, at: datetime
) -> dict[str, object]:
    return {
        "trips": text_array(list(set(scans.trip_nos) - {""})),
        "numbers": text_array(pieces),
        "event_id": array_literal(scans.event_ids),
        "kind": text_array(scans.kinds),
        "number": text_array(scans.pieces),
        "outlet": text_array(scans.outlets),
        "trip_no": text_array(scans.trip_nos),
        "occurred_at": array_literal(scans.occurred_at),
        "count": len(scans.event_ids),
        "pieces": len(pieces),
        "grade": scans.grade,
        "network": access.network,
        "outlet_ids": array_literal(access.outlet_ids),
        "telling": list(TELLING),
        "source": source,
        "at": at,
    }
