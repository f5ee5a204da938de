"""The other side of the bench's ratios: what PostgreSQL can do at best.

Volume    some ten thousand rows a leg, in a scratch database.
Locking   that of the statements they stand beside.
Parity    `tests/crm/home/bench/test_bench.py` runs every workload once.
"""

#: What `shipments.sql.ingest.LOCK_PLAIN` will find, without the lock.
FIND_PLAIN = """
SELECT array_agg(number)::text, array_agg(id)::text, array_agg(waybill_id)::text, array_agg(destination_id)::text,
       array_agg(kind = 'master')::text
  FROM (SELECT * FROM shipments_piece WHERE number = ANY(%(numbers)s::text[]) ORDER BY id) AS piece
"""

COPY_KEYS = "COPY shipments_scankey (event_id) FROM STDIN"
COPY_EVENTS = """
COPY shipments_scanevent (
     event_id, piece_id, kind, outlet_id, trip_id, device_at, occurred_at, received_at, error_ms, grade, corrects,
     source, detail) FROM STDIN
"""

#: Twins of the tables a fine goes to, with all their indexes; their keys to other tables are added one by one.
TWIN = "CREATE TABLE {twin} (LIKE {table} INCLUDING ALL)"
KEYS = """
SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %(table)s::regclass AND contype = 'f'
"""
ADD_KEY = "ALTER TABLE {twin} ADD {definition}"
COPY_NEWEST = """
INSERT INTO {twin} SELECT * FROM {table} WHERE id > (SELECT max(id) FROM {table}) - %(limit)s
"""
EMPTY = "TRUNCATE {twins}"
DROP_TWIN = "DROP TABLE IF EXISTS {twin}"

#: The network's month without a roll-up, from the duties themselves: the figures of `crm.home.queries.figures_by_day`.
MONTH = """
SELECT day, sum(arrivals), sum(arrivals_done), sum(arrivals_met), sum(deliveries), sum(deliveries_done),
       sum(deliveries_met), sum(signs_done), sum(signs_met), sum(fines), sum(yuan)
  FROM (
       SELECT clock.day, count(*) AS arrivals, count(duty.scanned_at) AS arrivals_done,
              count(*) FILTER (WHERE duty.scanned_at <= clock.arrival_due_at) AS arrivals_met,
              0 AS deliveries, 0 AS deliveries_done, 0 AS deliveries_met, 0 AS signs_done, 0 AS signs_met,
              0 AS fines, 0 AS yuan
         FROM shipments_clock AS clock
         JOIN shipments_piecearrival AS duty ON duty.clock_id = clock.id
        WHERE clock.day BETWEEN %(first)s AND %(last)s AND NOT duty.dropped
        GROUP BY clock.day
        UNION ALL
       SELECT clock.day, 0, 0, 0, count(*), count(duty.delivered_at),
              count(*) FILTER (WHERE duty.delivered_at <= clock.delivery_due_at), count(duty.signed_at),
              count(*) FILTER (WHERE duty.signed_at <= clock.sign_due_at), 0, 0
         FROM shipments_clock AS clock
         JOIN shipments_deliveryrun AS duty ON duty.clock_id = clock.id
        WHERE clock.day BETWEEN %(first)s AND %(last)s AND NOT duty.dropped AND duty.delivers
          AND duty.lifted_at IS NULL
        GROUP BY clock.day
        UNION ALL
       SELECT violation.day, 0, 0, 0, 0, 0, 0, 0, 0, count(*), sum(fine.yuan)
         FROM quality_violation AS violation
         JOIN quality_fine AS fine ON fine.violation_id = violation.id
        WHERE violation.day BETWEEN %(first)s AND %(last)s AND violation.voided_at IS NULL
        GROUP BY violation.day
       ) AS counted
 GROUP BY day
 ORDER BY day
"""

#: A proper problem record for one waybill in fifty, registered in time; once.
SOME_PROBLEMS = """
WITH made AS (
    INSERT INTO shipments_problemrecord (
           event_id, waybill_id, piece_id, outlet_id, run_id, clock_id, category, occurred_at, contact, phone, matter,
           registered_at, error_ms, grade, due_at, rule, timeliness, remark, missing, phrases, withdrawn,
           proven_false_by, to_judge)
    SELECT gen_random_uuid(), run.waybill_id, piece.id, run.outlet_id, run.id, run.clock_id, 'delivery',
           clock.arrival_due_at, '王女士', '0755-26000000', '10:50 收件人王女士外出，改约明日 ' || run.id || ' 点派送',
           clock.arrival_due_at + interval '10 min', 0, 'A', clock.delivery_due_at, 'PR5', 'met', 'valid', '{}', '{}',
           FALSE, '', FALSE
      FROM shipments_deliveryrun AS run
      JOIN shipments_clock AS clock ON clock.id = run.clock_id
      JOIN shipments_piece AS piece ON piece.waybill_id = run.waybill_id
     WHERE run.id % 50 = 0 AND NOT EXISTS (SELECT FROM shipments_problemrecord)
    RETURNING run_id, registered_at
)
UPDATE shipments_deliveryrun AS run SET lifted_at = made.registered_at FROM made WHERE run.id = made.run_id
"""
DUTIES = """
SELECT (SELECT count(*) FROM shipments_piecearrival) + 2 * (SELECT count(*) FROM shipments_deliveryrun WHERE delivers)
"""

#: Only in a scratch database: no key is asked.
FORGET = """
SET session_replication_role = replica;
DELETE FROM {table};
SET session_replication_role = DEFAULT;
"""
