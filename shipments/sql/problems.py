"""Problem pieces that the scans have closed: delivered, signed for or returned; open again when that was taken back.

Volume    open are the problems of some days, which the partial index `problem_to_follow` holds; of the closed ones
          those of a week, by `problem_closed_by_scans`.
Locking   the rows that change; a second sweep finds nothing to do.
Parity    `tests/shipments/services/test_problem_closing.py`.
"""

CLOSE = """
UPDATE shipments_problemrecord AS problem
   SET closed_at = master.state_at, follow_up_at = NULL
  FROM shipments_piece AS master
 WHERE problem.closed_at IS NULL AND NOT problem.withdrawn
   AND master.waybill_id = problem.waybill_id AND master.kind = 'master' AND master.state = ANY(%(ended)s::text[])
"""

REOPEN = """
UPDATE shipments_problemrecord AS problem
   SET closed_at = NULL, follow_up_at = %(at)s
  FROM shipments_piece AS master
 WHERE problem.closed_at >= %(since)s AND problem.closed_by_id IS NULL AND NOT problem.withdrawn
   AND master.waybill_id = problem.waybill_id AND master.kind = 'master' AND master.state <> ALL(%(ended)s::text[])
"""
