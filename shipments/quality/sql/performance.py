"""Count a month for its scores: of every outlet, and of every courier.

Volume    OUTLETS reads a row an outlet and day, and the month's problem records and violations. COURIERS reads the
          month's runs by clock, and for each its telling scans by primary key: some minutes for 400 outlets, once a
          night in the first days of a month.
Locking   none.
Parity    `tests/shipments/quality/sql/test_performance.py` compares both with a slow count in Python.
"""

from shipments.sql.day_log import WORKER

_BAD_PROBLEM = """(record.timeliness = 'late' OR record.remark IN ('IV1', 'IV2')
                  OR record.ruling IN ('IV1', 'IV2', 'late') OR record.proven_false_at IS NOT NULL)"""

#: Rows (outlet, arrivals, …_met, deliveries, …_met, signs, …_met, fines, bad problems, rules broken).
OUTLETS = f"""
WITH day AS (
    SELECT outlet_id, sum(arrivals) AS arrivals, sum(arrivals_met) AS arrivals_met, sum(deliveries) AS deliveries,
           sum(deliveries_met) AS deliveries_met, sum(signs) AS signs, sum(signs_met) AS signs_met, sum(fines) AS fines
      FROM quality_outletday
     WHERE day >= %(month)s AND day < %(next)s
     GROUP BY outlet_id
), problem AS (
    SELECT outlet_id, count(*) AS bad
      FROM shipments_problemrecord AS record
     WHERE NOT withdrawn AND registered_at >= %(since)s AND registered_at < %(until)s AND {_BAD_PROBLEM}
     GROUP BY outlet_id
), broken AS (
    SELECT violation.outlet_id, array_agg(DISTINCT violation.rule) AS rules
      FROM quality_violation AS violation
      JOIN quality_fine AS fine ON fine.violation_id = violation.id AND fine.state <> ALL (%(gone)s)
     WHERE violation.day >= %(month)s AND violation.day < %(next)s AND violation.voided_at IS NULL
       AND violation.rule = ANY (%(vetoes)s)
     GROUP BY violation.outlet_id
)
SELECT day.outlet_id, arrivals, arrivals_met, deliveries, deliveries_met, signs, signs_met, fines,
       COALESCE(problem.bad, 0), COALESCE(broken.rules, '{{}}')
  FROM day
  LEFT JOIN problem USING (outlet_id)
  LEFT JOIN broken USING (outlet_id)
"""

#: Who made a run's telling scan: a delivery before a signature of the same instant.
_DONE_BY = f"""
    SELECT DISTINCT ON (run.id) run.id, run.outlet_id, who.person, run.{{at}} <= run.{{due}} AS met
      FROM run
      JOIN shipments_scanevent AS event
        ON event.piece_id = run.piece_id AND event.occurred_at = run.{{at}} AND event.outlet_id = run.outlet_id
       AND event.kind IN ({{kinds}}) AND event.occurred_at >= %(since)s AND event.occurred_at < %(late)s
      JOIN who ON who.worker = {WORKER}
     ORDER BY run.id, event.kind, event.event_id
"""

#: Rows (outlet, person, deliveries, …_met, signs, …_met, bad problems, fines, rules broken), of couriers there.
COURIERS = f"""
WITH who AS MATERIALIZED (
    SELECT 'user:' || id AS worker, id AS person FROM accounts_user
     UNION ALL
    SELECT 'phone:' || replace(id::text, '-', ''), user_id FROM shipments_scandevice
     UNION ALL
    SELECT staff_no, id FROM accounts_user WHERE staff_no <> ''
), run AS MATERIALIZED (
    SELECT run.id, run.outlet_id, piece.id AS piece_id, run.delivered_at, run.signed_at, clock.delivery_due_at,
           clock.sign_due_at
      FROM outlets_outlet AS outlet
      JOIN shipments_clock AS clock ON clock.outlet_id = outlet.id AND clock.day >= %(month)s AND clock.day < %(next)s
      JOIN shipments_deliveryrun AS run ON run.clock_id = clock.id
      JOIN shipments_piece AS piece ON piece.waybill_id = run.waybill_id AND piece.kind = 'master'
     WHERE NOT run.dropped AND run.delivers AND run.lifted_at IS NULL AND run.delivered_at IS NOT NULL
), delivery AS MATERIALIZED ({_DONE_BY.format(at="delivered_at", due="delivery_due_at", kinds="'delivered', 'signed'")}
), sign AS MATERIALIZED ({_DONE_BY.format(at="signed_at", due="sign_due_at", kinds="'signed'")}
), problem AS MATERIALIZED (
    SELECT record.id, record.outlet_id, who.person, {_BAD_PROBLEM} AND record.registered_at < %(until)s AS bad
      FROM shipments_problemrecord AS record
      JOIN shipments_scanevent AS event
        ON event.piece_id = record.piece_id AND event.event_id = record.event_id
       AND event.occurred_at >= %(since)s AND event.occurred_at < %(late)s
      JOIN who ON who.worker = {WORKER}
     WHERE NOT record.withdrawn AND record.registered_at >= %(since)s AND record.registered_at < %(late)s
), fined AS (
    SELECT violation.rule, COALESCE(delivery.outlet_id, sign.outlet_id, problem.outlet_id) AS outlet_id,
           COALESCE(delivery.person, sign.person, problem.person) AS person
      FROM quality_violation AS violation
      JOIN quality_fine AS fine ON fine.violation_id = violation.id AND fine.state <> ALL (%(gone)s)
      LEFT JOIN delivery ON delivery.id = violation.run_id AND violation.charge = 'delay'
      LEFT JOIN sign ON sign.id = violation.run_id AND violation.charge = 'sign'
      LEFT JOIN problem ON problem.id = violation.problem_id
     WHERE violation.day >= %(month)s AND violation.day < %(next)s AND violation.voided_at IS NULL
), counted AS (
    SELECT outlet_id, person, 1 AS delivery, met::int AS delivery_met, 0 AS sign, 0 AS sign_met, 0 AS bad, 0 AS fine,
           NULL AS rule
      FROM delivery
     UNION ALL
    SELECT outlet_id, person, 0, 0, 1, met::int, 0, 0, NULL FROM sign
     UNION ALL
    SELECT outlet_id, person, 0, 0, 0, 0, bad::int, 0, NULL FROM problem
     UNION ALL
    SELECT outlet_id, person, 0, 0, 0, 0, 0, 1, CASE WHEN rule = ANY (%(vetoes)s) THEN rule END
      FROM fined WHERE person IS NOT NULL
)
SELECT outlet_id, person, sum(delivery), sum(delivery_met), sum(sign), sum(sign_met), sum(bad), sum(fine),
       array_remove(array_agg(DISTINCT rule), NULL)
  FROM counted
 WHERE EXISTS (SELECT FROM outlets_membership AS post
                WHERE post.user_id = counted.person AND post.outlet_id = counted.outlet_id AND post.role = 'courier')
 GROUP BY outlet_id, person
"""
