"""Count what would have been fined if clocks had carried other deadlines.

Volume    the duties of the clocks handed in, reached by `arrival_by_clock` and `run_by_clock`: a week of 400 outlets
          is some 10^6 rows in seconds.
Locking   none; it reads only.
Parity    `tests/shipments/quality/services/test_simulating.py` compares it, for the deadlines that were in force,
          with the violations that the sweep has posted.
"""

# Problem records are left as they were judged: what they lifted or put in doubt stays so, and a run that is charged
# for its problem record is not charged for its delivery too.
COUNT = """
WITH clock AS (
    SELECT given.*, kept.arrivals_closed_at IS NOT NULL AS arrivals_closed,
           kept.runs_closed_at IS NOT NULL AS runs_closed
      FROM unnest(
               %(ids)s::bigint[], %(editions)s::integer[],
               %(arrival_dues)s::timestamptz[], %(arrival_rules)s::text[],
               %(delivery_dues)s::timestamptz[], %(delivery_rules)s::text[], %(delivery_reviews)s::boolean[],
               %(sign_dues)s::timestamptz[], %(sign_rules)s::text[]
           ) AS given (id, edition, arrival_due, arrival_rule, delivery_due, delivery_rule, delivery_review,
                       sign_due, sign_rule)
      JOIN shipments_clock AS kept ON kept.id = given.id
), run AS (
    SELECT duty.id, duty.delivered_at, duty.delivered_error_ms, duty.delivered_grade,
           duty.signed_at, duty.signed_error_ms, duty.signed_grade,
           clock.edition, clock.delivery_due, clock.delivery_rule, clock.delivery_review, clock.sign_due,
           clock.sign_rule, clock.runs_closed
      FROM clock JOIN shipments_deliveryrun AS duty ON duty.clock_id = clock.id
     WHERE duty.delivers AND NOT duty.dropped AND NOT duty.doubtful AND duty.lifted_at IS NULL
)
SELECT 'arrivals', clock.edition, clock.arrival_rule, count(*)
  FROM clock JOIN shipments_piecearrival AS duty ON duty.clock_id = clock.id
 WHERE NOT duty.dropped
   AND (duty.scanned_at IS NULL AND clock.arrivals_closed
        OR duty.scanned_at - duty.scan_error_ms * interval '1 ms' > clock.arrival_due AND duty.scan_grade IN ('A', 'B'))
 GROUP BY clock.edition, clock.arrival_rule
 UNION ALL
SELECT 'deliveries', edition, delivery_rule, count(*)
  FROM run
 WHERE NOT delivery_review
   AND NOT EXISTS (SELECT FROM quality_violation AS charged
                    WHERE charged.run_id = run.id AND charged.charge = 'delay' AND charged.problem_id IS NOT NULL
                      AND charged.voided_at IS NULL)
   AND (delivered_at IS NULL AND runs_closed
        OR delivered_at - delivered_error_ms * interval '1 ms' > delivery_due AND delivered_grade IN ('A', 'B'))
 GROUP BY edition, delivery_rule
 UNION ALL
SELECT 'signs', edition, sign_rule, count(*)
  FROM run
 WHERE signed_at IS NULL AND runs_closed
    OR signed_at - signed_error_ms * interval '1 ms' > sign_due AND signed_grade IN ('A', 'B')
 GROUP BY edition, sign_rule
"""
