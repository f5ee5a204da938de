"""Plain batches of scans, which are nearly all: whole columns go from the caller to the tables in one statement.

Plain is a batch in which each piece stands once, every arrival names its trip, nothing is a problem, a withdrawal or
a correction, and everything it names is known, allowed and regular. Whatever is not plain goes row by row
(`services.scans`); `tests/shipments/services/test_scan_orders.py` holds that both ways write the same rows.
"""

import json
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from crm.shared.bulk import array_literal, text_array
from crm.shared.prepared import Prepared
from outlets.access import Access
from shipments.rules.evidence import FUTURE_TOLERANCE, grade_by_age
from shipments.rules.history import TELLING
from shipments.sql import few_scans, ingest

#: Kinds that one statement can say. An arrival is plain with its trip only.
PLAIN = frozenset(
    {"pickup", "departure", "arrival", "out_for_delivery", "delivered", "signed", "hold", "returned", "weigh"}
)

#: Up to so many scans, as desks and phones send them, planning would cost more than the work.
FEW = 20
LOCK_FEW = Prepared("lock_few_scans", few_scans.LOCK)
RECORD_FEW = {
    doing: Prepared(f"record_few_scans_{number}", statement)
    for number, (doing, statement) in enumerate(few_scans.RECORD.items())
}


@dataclass(frozen=True, slots=True)
class PlainScans:
    """A batch as columns, in any order.

    trip_nos    "" where no trip is named
    instants    `occurred_at` as texts that PostgreSQL reads alike; None: they are made
    grades      "" or None: by age
    errors_ms   None: all 0
    details     JSON texts; None: there are none
    """

    event_ids: Sequence[str]
    kinds: Sequence[str]
    pieces: Sequence[str]
    outlets: Sequence[str]
    occurred_at: Sequence[datetime]
    trip_nos: Sequence[str]
    instants: Sequence[str] | None = None
    grades: Sequence[str] | None = None
    errors_ms: Sequence[int] | None = None
    details: Sequence[str | None] | None = None

    def may_be_plain(self, at: datetime) -> bool:
        """As far as can be told without the tables."""
        count = len(self.event_ids)
        return (
            count > 0
            and set(self.kinds) <= PLAIN
            and len(set(self.pieces)) == len(set(self.event_ids)) == count
            and max(self.occurred_at) <= at + FUTURE_TOLERANCE
            and ("arrival" not in self.kinds or "" not in self.trip_nos or self._arrivals_have_trips())
        )

    def _arrivals_have_trips(self) -> bool:
        return ("arrival", "") not in zip(self.kinds, self.trip_nos, strict=True)

    @property
    def doing(self) -> tuple[bool, bool]:
        """Whether duties may begin here, and be done: which of `ingest.DOINGS` the statement has to say."""
        kinds = set(self.kinds)
        return not kinds.isdisjoint(ingest.BEGIN), not kinds.isdisjoint(ingest.ACT)

    def _graded(self, at: datetime) -> Sequence[str]:
        """Grades only sink with age: where the oldest and the newest have the same, all have it."""
        oldest, newest = grade_by_age(at - min(self.occurred_at)), grade_by_age(at - max(self.occurred_at))
        if oldest == newest and not any(self.grades or ()):
            return [oldest] * len(self.occurred_at)
        by_age = [grade_by_age(at - occurred_at) for occurred_at in self.occurred_at]
        return [given or grade for given, grade in zip(self.grades or by_age, by_age, strict=True)]

    def parameters(self, *, source: str, access: Access, at: datetime) -> dict[str, Any]:
        """Of `ingest.LOCK_PLAIN` and, with what that has found, of `ingest.RECORD_PLAIN`."""
        instants = self.instants or [occurred_at.isoformat() for occurred_at in self.occurred_at]
        return {
            "numbers": text_array(self.pieces),
            "number": text_array(self.pieces),
            "event_id": text_array(self.event_ids),
            "kind": text_array(self.kinds),
            "outlet": text_array(self.outlets),
            "trip_no": text_array(self.trip_nos),
            "trips": text_array(list(set(self.trip_nos) - {""})),
            "occurred_at": text_array(instants),
            "grade": text_array(self._graded(at)),
            "error_ms": array_literal(self.errors_ms or ()),
            "detail": self.details or [],
            "count": len(self.event_ids),
            "network": access.network,
            "outlet_ids": array_literal(access.outlet_ids),
            "source": source,
            "telling": list(TELLING),
            "at": at,
        }


def detail_as_json(told: Mapping[str, Any] | None, shift: str) -> str | None:
    """The `detail` of an event: what its source told beside the columns, its shift among it."""
    told = {**(told or {}), **({"shift": shift} if shift else {})}
    return json.dumps(told, ensure_ascii=False) if told else None


class NotPlain(Exception):
    """Found out under the lock: nothing was written, and the batch goes row by row."""


def record_plain(scans: PlainScans, *, source: str, access: Access, at: datetime) -> tuple[int, int]:
    """Keep a batch that may be plain, all of it or nothing; returns how many are fresh, how many known.

    raises   NotPlain
    writes   scan keys and events, arrivals, runs, pieces, touched days
    """
    parameters = scans.parameters(source=source, access=access, at=at)
    record = _record_few if len(scans.event_ids) <= FEW else _record_many
    return record(scans.doing, parameters)


def _record_few(doing: tuple[bool, bool], parameters: dict[str, Any]) -> tuple[int, int]:
    """By itself a transaction; inside another one a part that can be undone."""
    with transaction.atomic() if connection.in_atomic_block else nullcontext():
        known, fresh, *_runs = RECORD_FEW[doing].row(parameters, after=LOCK_FEW)
    if known != parameters["count"]:
        raise NotPlain
    return fresh, known - fresh


def _record_many(doing: tuple[bool, bool], parameters: dict[str, Any]) -> tuple[int, int]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ingest.LOCK_PLAIN, parameters)
        irregular, *found = cursor.fetchone()
        if irregular is not False:
            raise NotPlain
        cursor.execute(ingest.RECORD_PLAIN[doing], parameters | as_found(found))
        known, fresh, acts, done, twice = cursor.fetchone()
        if known != parameters["count"] or acts != done or twice:
            raise NotPlain
        return fresh, known - fresh


def as_found(pieces: Sequence[str]) -> dict[str, str]:
    """What LOCK_PLAIN answers after its first column, by the names that RECORD_PLAIN knows it by."""
    return dict(zip(("numbers", "ids", "waybill_ids", "destination_ids", "leads"), pieces, strict=True))
