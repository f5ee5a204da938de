"""Made-up history for the bench, in bulk: a month of delivered pieces, each with four scans, in time order.

Volume    up to 10^7 pieces and 4 × 10^7 events into empty tables whose indexes are built afterwards.
Locking   none: nobody else is in a scratch database.
Parity    none needed: arrivals, runs, fines and figures have the shape that ingest and the sweeps give them; the late
          ones are charged and the days folded by the services themselves.

`n` numbers pieces, waybills, arrivals and runs alike. `h` is a fixed number between 0 and 999 for each of them.
"""

TABLES = (
    "shipments_waybill",
    "shipments_piece",
    "shipments_piecearrival",
    "shipments_deliveryrun",
    "shipments_scankey",
    "shipments_scanevent",
)

#: Keys and indexes of the tables and of whoever refers to them; partitions follow their parent.
CONSTRAINTS = """
SELECT conrelid::regclass::text, conname, contype = 'f', pg_get_constraintdef(oid)
  FROM pg_constraint
 WHERE (conrelid = ANY(%(tables)s::regclass[]) OR confrelid = ANY(%(tables)s::regclass[]))
   AND contype IN ('f', 'p', 'u') AND conparentid = 0
 ORDER BY contype = 'f' DESC
"""
INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid)
  FROM pg_index
 WHERE indrelid = ANY(%(tables)s::regclass[])
   AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u'))
"""

_HISTORY = """
  FROM (SELECT n, n * 7919 %% 1000 AS h FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n) AS made
  JOIN shipments_clock AS clock ON clock.trip_id = %(trip)s + (n - 1) * %(trips)s / %(pieces)s
"""
_SCANNED = """clock.arrival_due_at
       + CASE WHEN h < %(late)s THEN interval '5 min' + h * interval '1 min' ELSE h * interval '-3 s' END"""

WAYBILLS = (
    """
INSERT INTO shipments_waybill (
       id, number, product, origin_id, destination_id, sender_name, sender_phone, sender_address, receiver_name,
       receiver_phone, receiver_address, weight_kg, return_receipt, entered_at)
SELECT n, '77' || lpad(n::text, 11, '0'), 'standard', clock.outlet_id, clock.outlet_id, '寄件人', '19900000000',
       '广东省', '收件人', '19900000000', '广东省', 1, FALSE, clock.received_at - interval '1 day'
"""
    + _HISTORY
)

PIECES = (
    """
INSERT INTO shipments_piece (
       id, number, kind, waybill_id, destination_id, state, state_at, state_event, state_outlet_id, seen_from,
       seen_until, irregular)
SELECT n, '77' || lpad(n::text, 11, '0'), 'master', n, clock.outlet_id, 'signed', clock.sign_due_at,
       gen_random_uuid(), clock.outlet_id, clock.received_at - interval '3 h', clock.sign_due_at, FALSE
"""
    + _HISTORY
)

ARRIVALS = (
    f"""
INSERT INTO shipments_piecearrival (
       id, piece_id, outlet_id, trip_id, clock_id, scanned_at, scan_error_ms, scan_grade, dropped, rescanned)
SELECT n, n, clock.outlet_id, clock.trip_id, clock.id, {_SCANNED}, 0, 'A', FALSE, FALSE
"""
    + _HISTORY
)

LATE = """
INSERT INTO shipments_arrivaltojudge (arrival_id)
SELECT n FROM (SELECT n, n * 7919 %% 1000 AS h FROM generate_series(1, %(pieces)s::bigint) AS n) AS made
 WHERE h < %(late)s
"""

RUNS = (
    """
INSERT INTO shipments_deliveryrun (
       id, waybill_id, outlet_id, trip_id, clock_id, delivers, out_at, delivered_at, delivered_error_ms,
       delivered_grade, signed_at, signed_error_ms, signed_grade, doubtful, dropped, posted, to_judge)
SELECT n, n, clock.outlet_id, clock.trip_id, clock.id, TRUE, clock.arrival_due_at + interval '1 h',
       clock.delivery_due_at, 0, 'A', clock.sign_due_at, 0, 'A', FALSE, FALSE, FALSE, FALSE
"""
    + _HISTORY
)

EVENTS = f"""
INSERT INTO shipments_scanevent (
       event_id, piece_id, kind, outlet_id, trip_id, device_at, occurred_at, received_at, error_ms, grade, source)
SELECT gen_random_uuid(), n, scan.kind, clock.outlet_id, scan.trip_id, scan.at, scan.at, scan.at, 0, 'A', 'bench'
{_HISTORY}
 CROSS JOIN LATERAL (VALUES
       ('departure', clock.trip_id, clock.received_at - interval '3 h'),
       ('arrival', clock.trip_id, {_SCANNED}),
       ('out_for_delivery', NULL, clock.arrival_due_at + interval '1 h'),
       ('signed', NULL, clock.sign_due_at)) AS scan (kind, trip_id, at)
"""

KEYS = "INSERT INTO shipments_scankey SELECT event_id FROM shipments_scanevent"
CLOSE = "UPDATE shipments_clock SET arrivals_closed_at = arrivals_close_at, runs_closed_at = runs_close_at"
TOUCH = "INSERT INTO shipments_daytouched (outlet_id, day) SELECT DISTINCT outlet_id, day FROM shipments_clock"
SETTLE = "SELECT setval(pg_get_serial_sequence(%(table)s, 'id'), %(pieces)s)"
PATIENT = """
SET maintenance_work_mem = '1GB'; SET max_parallel_maintenance_workers = 2; SET synchronous_commit = off
"""
USUAL = "RESET maintenance_work_mem; RESET max_parallel_maintenance_workers; RESET synchronous_commit"

#: Pieces that nothing has happened to yet, 50 in a row for one outlet. `o` numbers outlets from the first.
FRESH_WAYBILLS = """
INSERT INTO shipments_waybill (
       id, number, product, origin_id, destination_id, sender_name, sender_phone, sender_address, receiver_name,
       receiver_phone, receiver_address, weight_kg, return_receipt, entered_at)
SELECT n, '88' || lpad(n::text, 11, '0'), 'standard', o, o, '寄件人', '19900000000', '广东省', '收件人', '19900000000',
       '广东省', 1, FALSE, now()
  FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n,
       LATERAL (SELECT %(outlet)s::bigint + (n - %(first)s::bigint) / 50 %% %(outlets)s::bigint AS o) AS destination
"""
FRESH_PIECES = """
INSERT INTO shipments_piece (id, number, kind, waybill_id, destination_id, state, irregular)
SELECT id, number, 'master', id, destination_id, '', FALSE FROM shipments_waybill
 WHERE id BETWEEN %(first)s AND %(last)s
"""
LAST = "SELECT max(id) FROM shipments_waybill"
