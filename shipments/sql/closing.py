"""Closing the monitor day: what was never done by then is put to judgement, once.

Volume    some hundred clocks a night, reached by the partial indexes `clock_arrivals_to_close` and
          `clock_runs_to_close`; then their undone duties by clock. Closed clocks are never read again.
Locking   claims clocks with SKIP LOCKED: one that ingest is adding to waits for the next tick. What is claimed is read
          by a statement of its own, so that it sees the duties that were committed before the claim, and no later
          ones can come: ingest asks for the clock first.
"""

_CLAIM = """
SELECT array_agg(id)
  FROM (SELECT id FROM shipments_clock
         WHERE {duty}_close_at <= %(at)s AND {duty}_closed_at IS NULL AND started
         ORDER BY {duty}_close_at
         LIMIT %(limit)s
           FOR UPDATE SKIP LOCKED) AS due
"""
_CLOSE = """
WITH closed AS (
    UPDATE shipments_clock SET {duty}_closed_at = %(at)s WHERE id = ANY(%(ids)s::bigint[])
    RETURNING id, outlet_id, day
), touched AS (
    INSERT INTO shipments_daytouched (outlet_id, day) SELECT DISTINCT outlet_id, day FROM closed
), put AS (
    {put}
)
SELECT count(*) FROM closed
"""

CLAIM_ARRIVALS = _CLAIM.format(duty="arrivals")
CLOSE_ARRIVALS = _CLOSE.format(
    duty="arrivals",
    put="""
    INSERT INTO shipments_arrivaltojudge (arrival_id)
    SELECT arrival.id
      FROM closed
      JOIN shipments_piecearrival AS arrival ON arrival.clock_id = closed.id
     WHERE arrival.scanned_at IS NULL AND NOT arrival.dropped""",
)

CLAIM_RUNS = _CLAIM.format(duty="runs")
CLOSE_RUNS = _CLOSE.format(
    duty="runs",
    put="""
    UPDATE shipments_deliveryrun AS run SET to_judge = TRUE
      FROM closed
     WHERE run.clock_id = closed.id AND run.delivers AND NOT run.dropped AND run.lifted_at IS NULL
       AND (run.delivered_at IS NULL OR run.signed_at IS NULL)""",
)
