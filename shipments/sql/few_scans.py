"""A few plain scans, as desks and phones send them: one round trip, which is a transaction by itself.

Volume    up to 20 events a call, mostly one.
Locking   `LOCK` first; `RECORD` comes with it, sees what the lock has waited for, and locks on as `ingest` says.
Parity    as `ingest`. Of a batch that is not plain after all `RECORD` writes nothing, so that nobody need undo it:
          what a larger batch learns from its answer (`ingest.RECORD_PLAIN`) is asked beforehand here.
"""

from shipments.sql import ingest

LOCK = """
SELECT 1 FROM shipments_piece WHERE number = ANY(%(numbers)s::text[]) ORDER BY id FOR NO KEY UPDATE
"""

_LOCKED_PIECES = """(
       SELECT number, id, waybill_id, destination_id, kind = 'master' AS leads
         FROM shipments_piece
        WHERE NOT irregular
       ) AS piece ON piece.number = e.number"""

# No waybill gets a second run at one outlet, and an act needs a run to be written to.
_NO_SECOND_RUN = """
       AND (NOT piece.leads OR e.kind NOT IN ('departure', 'arrival') OR NOT EXISTS (
            SELECT FROM shipments_deliveryrun AS run
             WHERE run.waybill_id = piece.waybill_id AND run.outlet_id = clock.outlet_id
               AND run.trip_id <> clock.trip_id))"""
_A_RUN_TO_ACT_ON = """
       AND (NOT piece.leads OR e.kind NOT IN ('out_for_delivery', 'delivered', 'signed') OR EXISTS (
            SELECT FROM shipments_deliveryrun AS run
             WHERE run.waybill_id = piece.waybill_id AND run.outlet_id = outlet.id))"""


def _record(*, begins: bool, acts: bool) -> str:
    regular = (_NO_SECOND_RUN if begins else "") + (_A_RUN_TO_ACT_ON if acts else "")
    return ingest.record_plain(_LOCKED_PIECES, begins=begins, acts=acts, regular=regular)


RECORD = {doing: _record(begins=doing[0], acts=doing[1]) for doing in ingest.DOINGS}
