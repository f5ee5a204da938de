"""Fold outlets' days anew from their duties.

Volume    A touched outlet-day is some 4,000 duty rows, reached by clock (`clock_by_outlet_day`, `arrival_by_clock`,
          `run_by_clock`); fines by `violation_by_day`. Only touched days are counted.
Locking   CLAIM takes notes nobody else holds. LOCK then holds every day of the batch in one order and without a new
          row version; FOLD counts in a later snapshot, so whoever folds a day last has seen every committed note.
Parity    `tests/shipments/quality/services/test_figures.py` compares it with a slow count in Python.
"""

CLAIM = """
DELETE FROM shipments_daytouched
 WHERE id = ANY (ARRAY(SELECT id FROM shipments_daytouched ORDER BY id LIMIT %(limit)s FOR UPDATE SKIP LOCKED))
RETURNING outlet_id, day
"""

LOCK = """
INSERT INTO quality_outletday (
    outlet_id, day, arrivals, arrivals_done, arrivals_met, arrivals_open, deliveries, deliveries_done, deliveries_met,
    deliveries_open, signs, signs_done, signs_met, signs_open, problems, fines, fines_yuan, folded_at
)
SELECT touched.outlet_id, touched.day, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '-infinity'
  FROM unnest(%(outlets)s::bigint[], %(days)s::date[]) AS touched (outlet_id, day)
  JOIN outlets_outlet ON outlets_outlet.id = touched.outlet_id
 ORDER BY touched.outlet_id, touched.day
    ON CONFLICT (outlet_id, day) DO UPDATE SET day = excluded.day WHERE false
"""

# A day is revised when late news changes a rate that had been final: the day was over and none of that duty open.
# What is done after the closing was missed then and stays missed.
FOLD = """
WITH touched AS (
    SELECT * FROM unnest(%(outlets)s::bigint[], %(days)s::date[]) AS touched (outlet_id, day)
), clock AS (
    SELECT clock.* FROM touched JOIN shipments_clock AS clock USING (outlet_id, day)
), arrival AS (
    SELECT clock.outlet_id, clock.day,
           count(*) AS total,
           count(duty.scanned_at) AS done,
           count(*) FILTER (WHERE duty.scanned_at <= clock.arrival_due_at) AS met,
           count(*) FILTER (WHERE duty.scanned_at IS NULL AND clock.arrivals_closed_at IS NULL) AS open
      FROM clock
      JOIN shipments_piecearrival AS duty ON duty.clock_id = clock.id
     WHERE NOT duty.dropped AND (clock.started OR duty.scanned_at IS NOT NULL)
     GROUP BY clock.outlet_id, clock.day
), run AS (
    SELECT clock.outlet_id, clock.day,
           count(*) AS total,
           count(duty.delivered_at) AS delivered,
           count(*) FILTER (WHERE duty.delivered_at <= clock.delivery_due_at) AS delivered_met,
           count(*) FILTER (WHERE duty.delivered_at IS NULL AND clock.runs_closed_at IS NULL) AS delivered_open,
           count(duty.signed_at) AS signed,
           count(*) FILTER (WHERE duty.signed_at <= clock.sign_due_at) AS signed_met,
           count(*) FILTER (WHERE duty.signed_at IS NULL AND clock.runs_closed_at IS NULL) AS signed_open
      FROM clock
      JOIN shipments_deliveryrun AS duty ON duty.clock_id = clock.id
     WHERE NOT duty.dropped AND duty.delivers AND duty.lifted_at IS NULL
       AND (clock.started OR duty.delivered_at IS NOT NULL OR duty.signed_at IS NOT NULL)
     GROUP BY clock.outlet_id, clock.day
), problem AS (
    SELECT outlet_id, day, count(*) AS total
      FROM (
            SELECT clock.outlet_id, clock.day
              FROM clock
              JOIN shipments_problemrecord AS record
                ON record.clock_id = clock.id AND record.outlet_id = clock.outlet_id
             WHERE NOT record.withdrawn
             UNION ALL
            SELECT touched.outlet_id, touched.day
              FROM touched
              JOIN shipments_problemrecord AS record
                ON record.outlet_id = touched.outlet_id
               AND record.registered_at >= touched.day::timestamp AT TIME ZONE %(zone)s
               AND record.registered_at < (touched.day + 1)::timestamp AT TIME ZONE %(zone)s
             WHERE NOT record.withdrawn AND record.clock_id IS NULL
           ) AS registered
     GROUP BY outlet_id, day
), fine AS (
    SELECT violation.outlet_id, violation.day, count(*) AS total,
           coalesce(sum(coalesce(reduced.yuan_after, fine.yuan)), 0) AS yuan
      FROM touched
      JOIN quality_violation AS violation USING (outlet_id, day)
      JOIN quality_fine AS fine ON fine.violation_id = violation.id
      LEFT JOIN LATERAL (
           SELECT appeal.yuan_after
             FROM quality_appeal AS appeal
            WHERE appeal.fine_id = fine.id AND appeal.state = 'reduced'
            ORDER BY appeal.instance DESC
            LIMIT 1
           ) AS reduced ON true
     WHERE violation.voided_at IS NULL AND fine.state <> ALL (%(gone)s)
     GROUP BY violation.outlet_id, violation.day
), counted AS (
    SELECT touched.outlet_id, touched.day,
           coalesce(arrival.total, 0) AS arrivals, coalesce(arrival.done, 0) AS arrivals_done,
           coalesce(arrival.met, 0) AS arrivals_met, coalesce(arrival.open, 0) AS arrivals_open,
           coalesce(run.total, 0) AS deliveries, coalesce(run.delivered, 0) AS deliveries_done,
           coalesce(run.delivered_met, 0) AS deliveries_met, coalesce(run.delivered_open, 0) AS deliveries_open,
           coalesce(run.total, 0) AS signs, coalesce(run.signed, 0) AS signs_done,
           coalesce(run.signed_met, 0) AS signs_met, coalesce(run.signed_open, 0) AS signs_open,
           coalesce(problem.total, 0) AS problems,
           coalesce(fine.total, 0) AS fines, coalesce(fine.yuan, 0) AS fines_yuan
      FROM touched
      LEFT JOIN arrival USING (outlet_id, day)
      LEFT JOIN run USING (outlet_id, day)
      LEFT JOIN problem USING (outlet_id, day)
      LEFT JOIN fine USING (outlet_id, day)
)
UPDATE quality_outletday AS kept
   SET arrivals = counted.arrivals, arrivals_done = counted.arrivals_done,
       arrivals_met = counted.arrivals_met, arrivals_open = counted.arrivals_open,
       deliveries = counted.deliveries, deliveries_done = counted.deliveries_done,
       deliveries_met = counted.deliveries_met, deliveries_open = counted.deliveries_open,
       signs = counted.signs, signs_done = counted.signs_done,
       signs_met = counted.signs_met, signs_open = counted.signs_open,
       problems = counted.problems, fines = counted.fines, fines_yuan = counted.fines_yuan,
       folded_at = %(at)s,
       revised_at = CASE
           WHEN kept.day < %(today)s AND kept.folded_at <> '-infinity' AND (
                   (kept.arrivals_open = 0
                    AND (kept.arrivals, kept.arrivals_met) <> (counted.arrivals, counted.arrivals_met))
                OR (kept.deliveries_open = 0
                    AND (kept.deliveries, kept.deliveries_met) <> (counted.deliveries, counted.deliveries_met))
                OR (kept.signs_open = 0
                    AND (kept.signs, kept.signs_met) <> (counted.signs, counted.signs_met)))
           THEN %(at)s
           ELSE kept.revised_at
       END
  FROM counted
 WHERE kept.outlet_id = counted.outlet_id AND kept.day = counted.day
"""
