"""The review queue, filled from the problem records that no rule may judge.

Volume    reads `problem_to_review` alone: what waits for a person, some hundreds, however many records there are.
Locking   new rows only; two sweeps at once meet at the unique key. What is let go is locked, and skipped when claimed.
Parity    `tests/shipments/quality/services/test_reviews.py`.
"""

_DOUBTFUL = """
       (problem.remark = 'review' OR problem.remark = 'valid' AND problem.timeliness = 'review')
       AND problem.ruling = '' AND NOT problem.withdrawn AND problem.proven_false_at IS NULL
"""

FILL = f"""
INSERT INTO quality_problemreview (problem_id, outlet_id, why, asked_at, verdict, reason, delay_established)
SELECT problem.id, problem.outlet_id, CASE WHEN problem.remark = 'review' THEN 'remark' ELSE 'time' END,
       problem.registered_at, '', '', FALSE
  FROM shipments_problemrecord AS problem
 WHERE {_DOUBTFUL}
   AND problem.registered_at <= %(at)s
   AND NOT EXISTS (SELECT FROM quality_problemreview AS review WHERE review.problem_id = problem.id)
ON CONFLICT (problem_id) DO NOTHING
"""

#: A record that was withdrawn, or that the machine can judge after all, waits for nobody.
LET_GO = f"""
DELETE FROM quality_problemreview
 WHERE id IN (
       SELECT review.id
         FROM quality_problemreview AS review
         JOIN shipments_problemrecord AS problem ON problem.id = review.problem_id
        WHERE review.verdict = '' AND review.why IN ('remark', 'time') AND NOT ({_DOUBTFUL})
          FOR UPDATE OF review SKIP LOCKED)
"""
