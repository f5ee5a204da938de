"""What would be fined if clocks carried other deadlines, beside what is fined by those they carry.

Volume    the duties of the clocks handed in, reached by `arrival_by_clock` and `run_by_clock`; of most of them nothing
          is looked at but whether they were done by the earlier of two deadlines. Which violations stand is asked of
          the few that were not.
Locking   none; it reads only.
Parity    `tests/shipments/quality/services/test_simulating.py` compares it, fine for fine, with sweeps of random
          histories: under the edition that was in force, and under another one.
"""

# Deadlines are computed once for all clocks of the same inputs, by the rules themselves.
CLOCKS = """
SELECT clock.inputs ->> 'outlet_kind', clock.inputs ->> 'shift', clock.inputs ->> 'unloaded_at',
       clock.inputs ->> 'line_haul_arrived_at', clock.inputs ->> 'planned_at', array_agg(clock.id)
  FROM outlets_outlet AS outlet
  JOIN shipments_clock AS clock ON clock.outlet_id = outlet.id
 WHERE clock.day BETWEEN %(since)s AND %(until)s AND (%(outlet)s IS NULL OR outlet.id = %(outlet)s)
 GROUP BY 1, 2, 3, 4, 5
"""

_TRIED = """
WITH tried AS MATERIALIZED (
    SELECT given.*, kept.outlet_id, kept.day, edition.number AS edition,
           kept.arrival_due_at AS arrival_was_due, kept.arrival_rule AS arrival_was_rule,
           kept.delivery_due_at AS delivery_was_due, kept.delivery_rule AS delivery_was_rule,
           kept.delivery_review AS delivery_was_review,
           kept.sign_due_at AS sign_was_due, kept.sign_rule AS sign_was_rule,
           kept.arrivals_closed_at IS NOT NULL AS arrivals_were_closed,
           kept.runs_closed_at IS NOT NULL AS runs_were_closed,
           kept.started AND given.arrivals_over AS arrivals_closed,
           kept.started AND given.runs_over AS runs_closed
      FROM unnest(
               %(ids)s::bigint[],
               %(arrival_dues)s::timestamptz[], %(arrival_rules)s::text[], %(arrivals_over)s::boolean[],
               %(delivery_dues)s::timestamptz[], %(delivery_rules)s::text[], %(delivery_reviews)s::boolean[],
               %(sign_dues)s::timestamptz[], %(sign_rules)s::text[], %(runs_over)s::boolean[]
           ) AS given (id, arrival_due, arrival_rule, arrivals_over, delivery_due, delivery_rule, delivery_review,
                       sign_due, sign_rule, runs_over)
      JOIN shipments_clock AS kept ON kept.id = given.id
      JOIN shipments_ruleedition AS edition ON edition.id = kept.edition_id
)"""

# As JUDGE in `late_scan_fines` has it: what can neither be proved late nor in time leaves standing what stands, and a
# violation keeps the rule it was found by.
_ARRIVALS = f"""{_TRIED}, late AS (
    SELECT tried.*, duty.id AS duty_id, duty.piece_id, duty.scanned_at,
           duty.scanned_at IS NULL AND tried.arrivals_were_closed
           OR duty.scanned_at - duty.scan_error_ms * interval '1 ms' > tried.arrival_was_due
              AND duty.scan_grade IN ('A', 'B') AS was_late,
           duty.scanned_at IS NULL AND tried.arrivals_closed
           OR duty.scanned_at - duty.scan_error_ms * interval '1 ms' > tried.arrival_due
              AND duty.scan_grade IN ('A', 'B') AS is_late,
           duty.scanned_at + duty.scan_error_ms * interval '1 ms' > tried.arrival_was_due AS was_beyond,
           duty.scanned_at + duty.scan_error_ms * interval '1 ms' > tried.arrival_due AS is_beyond
      FROM tried
      JOIN shipments_piecearrival AS duty ON duty.clock_id = tried.id
     WHERE NOT duty.dropped
       AND (duty.scanned_at IS NULL
            OR duty.scanned_at + duty.scan_error_ms * interval '1 ms' > LEAST(arrival_was_due, arrival_due))
), charged AS (
    SELECT late.*, standing.rule AS standing_rule,
           COALESCE(was_late, FALSE) OR standing.id IS NOT NULL AND COALESCE(was_beyond, FALSE) AS was,
           COALESCE(is_late, FALSE) OR standing.id IS NOT NULL AND COALESCE(is_beyond, FALSE) AS is_now
      FROM late
      LEFT JOIN quality_violation AS standing ON standing.arrival_id = late.duty_id AND standing.voided_at IS NULL
), fined AS (
    SELECT 'arrival' AS charge, outlet_id, day, edition, duty_id, piece_id, NULL::bigint AS waybill_id,
           arrival_was_due AS was_due, arrival_due AS due, scanned_at AS done_at,
           CASE WHEN was THEN COALESCE(standing_rule, arrival_was_rule) ELSE '' END AS was_rule,
           CASE WHEN is_now
                THEN CASE WHEN (arrival_due, arrival_rule) = (arrival_was_due, arrival_was_rule)
                          THEN COALESCE(standing_rule, arrival_rule) ELSE arrival_rule END
                ELSE '' END AS rule
      FROM charged
     WHERE was OR is_now
)"""

# As `services.runs` judges a run that has no problem record; those that have one are judged by it.
_RUNS = f"""{_TRIED}, open AS (
    SELECT tried.*, duty.id AS duty_id, duty.waybill_id, duty.doubtful, duty.delivered_at, duty.signed_at,
           duty.delivers AND duty.lifted_at IS NULL AND NOT duty.doubtful AS judged, duty.lifted_at IS NULL AS unlifted,
           duty.delivered_at - duty.delivered_error_ms * interval '1 ms' AS delivered_from,
           duty.delivered_at + duty.delivered_error_ms * interval '1 ms' AS delivered_until,
           duty.delivered_grade IN ('A', 'B') AS delivered_proved,
           duty.signed_at - duty.signed_error_ms * interval '1 ms' AS signed_from,
           duty.signed_at + duty.signed_error_ms * interval '1 ms' AS signed_until,
           duty.signed_grade IN ('A', 'B') AS signed_proved
      FROM tried
      JOIN shipments_deliveryrun AS duty ON duty.clock_id = tried.id
     WHERE NOT duty.dropped
       AND (duty.delivered_at IS NULL OR duty.signed_at IS NULL OR duty.doubtful
            OR duty.delivered_at + duty.delivered_error_ms * interval '1 ms' > LEAST(delivery_was_due, delivery_due)
            OR duty.signed_at + duty.signed_error_ms * interval '1 ms' > LEAST(sign_was_due, sign_due))
       AND NOT EXISTS (SELECT FROM shipments_problemrecord AS problem
                        WHERE problem.run_id = duty.id AND NOT problem.withdrawn)
), late AS (
    SELECT 'delay' AS charge, outlet_id, day, edition, duty_id, waybill_id, doubtful, unlifted, delivered_at AS done_at,
           delivered_until AS done_until, delivery_was_due AS was_due, delivery_due AS due,
           delivery_was_rule AS was_rule, delivery_rule AS rule,
           delivery_was_review AS was_review, delivery_review AS review,
           judged AND NOT delivery_was_review AND (delivered_at IS NULL AND runs_were_closed
               OR delivered_proved AND delivered_from > delivery_was_due) AS was_late,
           judged AND NOT delivery_review AND (delivered_at IS NULL AND runs_closed
               OR delivered_proved AND delivered_from > delivery_due) AS is_late
      FROM open
     UNION ALL
    SELECT 'sign', outlet_id, day, edition, duty_id, waybill_id, doubtful, unlifted, signed_at, signed_until,
           sign_was_due, sign_due, sign_was_rule, sign_rule, FALSE, FALSE,
           judged AND (signed_at IS NULL AND runs_were_closed OR signed_proved AND signed_from > sign_was_due),
           judged AND (signed_at IS NULL AND runs_closed OR signed_proved AND signed_from > sign_due)
      FROM open
), charged AS (
    SELECT late.*, standing.rule AS standing_rule,
           COALESCE(was_late, FALSE) AS was_proved, COALESCE(is_late, FALSE) AS is_proved,
           standing.id IS NOT NULL
               AND (doubtful OR unlifted AND COALESCE(done_until > late.was_due, FALSE)) AS was_kept,
           standing.id IS NOT NULL AND (was_review OR NOT review)
               AND (doubtful OR unlifted AND COALESCE(done_until > late.due, FALSE)) AS is_kept
      FROM late
      LEFT JOIN quality_violation AS standing
        ON standing.run_id = late.duty_id AND standing.charge = late.charge AND standing.charge IN ('delay', 'sign')
       AND standing.voided_at IS NULL AND standing.problem_id IS NULL
), fined AS (
    SELECT charge, outlet_id, day, edition, duty_id, NULL::bigint AS piece_id, waybill_id, was_due, due, done_at,
           CASE WHEN was_proved THEN was_rule WHEN was_kept THEN standing_rule ELSE '' END AS was_rule,
           CASE WHEN is_proved THEN rule
                WHEN is_kept THEN CASE WHEN (due, rule) = (was_due, was_rule) THEN standing_rule ELSE rule END
                ELSE '' END AS rule
      FROM charged
     WHERE was_proved OR was_kept OR is_proved OR is_kept
)"""

#: Rows (charge, outlet, day, number of the clock's edition, rule it was fined by, rule it would be fined by, how many).
_COUNTED = """
SELECT charge, outlet_id, day, edition, was_rule, rule, count(*) FROM fined GROUP BY 1, 2, 3, 4, 5, 6
"""
#: The same one by one, with duty, number, both deadlines and when it was done.
_LISTED = """
SELECT fined.charge, fined.outlet_id, fined.day, fined.edition, fined.was_rule, fined.rule, 1, fined.duty_id,
       COALESCE(piece.number, waybill.number), fined.was_due, fined.due, fined.done_at
  FROM fined
  LEFT JOIN shipments_piece AS piece ON piece.id = fined.piece_id
  LEFT JOIN shipments_waybill AS waybill ON waybill.id = fined.waybill_id
"""
COUNTS = (_ARRIVALS + _COUNTED, _RUNS + _COUNTED)
LISTS = (_ARRIVALS + _LISTED, _RUNS + _LISTED)

# What persons have found stays found: only its rate may be another.
BY_PERSONS = """
SELECT violation.charge, violation.outlet_id, violation.day, edition.number, violation.rule, violation.rule, 1,
       violation.id, waybill.number, violation.due_at, violation.due_at, violation.done_at
  FROM outlets_outlet AS outlet
  JOIN quality_violation AS violation ON violation.outlet_id = outlet.id
  JOIN shipments_ruleedition AS edition ON edition.id = violation.edition_id
  JOIN shipments_waybill AS waybill ON waybill.id = violation.waybill_id
 WHERE violation.day BETWEEN %(since)s AND %(until)s AND (%(outlet)s IS NULL OR outlet.id = %(outlet)s)
   AND violation.charge IN ('spot', 'weight') AND violation.voided_at IS NULL
"""
DUTIES = """
SELECT coalesce(sum(arrivals + deliveries + signs), 0)
  FROM quality_outletday WHERE day BETWEEN %(since)s AND %(until)s
"""
