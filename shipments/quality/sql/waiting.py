"""When what is to be judged will be told: by its own instants, or by the closing of its day.

Volume    every duty put to judgement, and every undone duty of a clock that has not closed: once a history, which is
          to be swept at many instants of which most have nothing to judge.
Locking   none.
Parity    `tests/crm/home/replay/test_judging.py` compares sweeps at these instants with sweeps at all of them.
"""

#: Rows (name of the judging sweep, instant).
TOLD = """
SELECT DISTINCT 'judge_arrivals', LEAST(COALESCE(arrival.scanned_at, '-infinity'), clock.arrivals_close_at)
  FROM shipments_arrivaltojudge AS note
  JOIN shipments_piecearrival AS arrival ON arrival.id = note.arrival_id
  JOIN shipments_clock AS clock ON clock.id = arrival.clock_id
 UNION
SELECT 'judge_arrivals', clock.arrivals_close_at
  FROM shipments_clock AS clock
  JOIN shipments_piecearrival AS arrival ON arrival.clock_id = clock.id
 WHERE clock.arrivals_closed_at IS NULL AND clock.started AND arrival.scanned_at IS NULL AND NOT arrival.dropped
 UNION
SELECT 'judge_runs', LEAST(COALESCE(GREATEST(run.delivered_at, run.signed_at), '-infinity'), clock.runs_close_at)
  FROM shipments_deliveryrun AS run
  JOIN shipments_clock AS clock ON clock.id = run.clock_id
 WHERE run.to_judge
 UNION
SELECT 'judge_runs', clock.runs_close_at
  FROM shipments_clock AS clock
  JOIN shipments_deliveryrun AS run ON run.clock_id = clock.id
 WHERE clock.runs_closed_at IS NULL AND clock.started AND run.delivers AND NOT run.dropped AND run.lifted_at IS NULL
   AND (run.delivered_at IS NULL OR run.signed_at IS NULL)
 UNION
SELECT name, registered_at
  FROM shipments_problemrecord, unnest(ARRAY['judge_problems', 'judge_runs']) AS name
 WHERE to_judge
"""
