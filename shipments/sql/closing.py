"""Closing the monitor day: what was never done by then is put to judgement, once.

Volume    some hundred clocks a night, reached by the partial indexes `clock_arrivals_to_close` and
          `clock_runs_to_close`; then their undone duties by clock. Closed clocks are never read again.
Locking   claims clocks with SKIP LOCKED: one that ingest is adding to waits for the next tick.
"""

CLOSE_ARRIVALS = """
WITH due AS (
    SELECT id FROM shipments_clock
     WHERE arrivals_close_at <= %(at)s AND arrivals_closed_at IS NULL AND started
     ORDER BY arrivals_close_at
     LIMIT %(limit)s
       FOR UPDATE SKIP LOCKED
), closed AS (
    UPDATE shipments_clock AS clock SET arrivals_closed_at = %(at)s FROM due WHERE clock.id = due.id
    RETURNING clock.id, clock.outlet_id, clock.day
), touched AS (
    INSERT INTO shipments_daytouched (outlet_id, day) SELECT DISTINCT outlet_id, day FROM closed
), put AS (
    INSERT INTO shipments_arrivaltojudge (arrival_id)
    SELECT arrival.id
      FROM closed
      JOIN shipments_piecearrival AS arrival ON arrival.clock_id = closed.id
     WHERE arrival.scanned_at IS NULL AND NOT arrival.dropped
)
SELECT count(*) FROM closed
"""

CLOSE_RUNS = """
WITH due AS (
    SELECT id FROM shipments_clock
     WHERE runs_close_at <= %(at)s AND runs_closed_at IS NULL AND started
     ORDER BY runs_close_at
     LIMIT %(limit)s
       FOR UPDATE SKIP LOCKED
), closed AS (
    UPDATE shipments_clock AS clock SET runs_closed_at = %(at)s FROM due WHERE clock.id = due.id
    RETURNING clock.id, clock.outlet_id, clock.day
), touched AS (
    INSERT INTO shipments_daytouched (outlet_id, day) SELECT DISTINCT outlet_id, day FROM closed
), put AS (
    UPDATE shipments_deliveryrun AS run SET to_judge = TRUE
      FROM closed
     WHERE run.clock_id = closed.id AND run.delivers AND NOT run.dropped AND run.lifted_at IS NULL
       AND (run.delivered_at IS NULL OR run.signed_at IS NULL)
)
SELECT count(*) FROM closed
"""
