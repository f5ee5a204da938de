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
        WHERE number = ANY(%(numbers)s::text[]) AND NOT irregular
       ) AS piece"""

# An act needs a run to be written to; no waybill gets a second run at one outlet.
_RUNS_ARE_PLAIN = """(NOT piece.leads OR CASE
           WHEN e.kind IN ('out_for_delivery', 'delivered', 'signed') THEN EXISTS (
                SELECT FROM shipments_deliveryrun AS run
                 WHERE run.waybill_id = piece.waybill_id AND run.outlet_id = outlet.id)
           WHEN e.kind IN ('departure', 'arrival') THEN NOT EXISTS (
                SELECT FROM shipments_deliveryrun AS run
                 WHERE run.waybill_id = piece.waybill_id AND run.outlet_id = clock.outlet_id
                   AND run.trip_id <> clock.trip_id)
           ELSE TRUE END)"""

RECORD = ingest.RECORD_PLAIN.replace(ingest.FOUND_PIECES, _LOCKED_PIECES).replace(
    ingest.ALLOWED, f"{ingest.ALLOWED}\n       AND {_RUNS_ARE_PLAIN}"
)
