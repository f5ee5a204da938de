"""Announce the day's fines, and settle those that nobody answered.

Volume    what was posted before this morning and is not announced (index fine_to_announce), once; of notices those
          whose time is over (index finenotice_running).
Locking   fines FOR NO KEY UPDATE in the order of their keys; announcing skips what somebody holds, and a lock of the
          transaction lets one announcement run at a time, for two would make two notices of a day. Settling waits.
Parity    `tests/shipments/quality/services/test_notices.py`.
"""

#: An announcement that finds another at work has nothing to do.
LOCK = "SELECT pg_try_advisory_xact_lock(hashtext('quality_finenotice'))"

#: Rows (outlet, category, fines). What is posted for a notice that is out already waits for the next day's.
TO_ANNOUNCE = """
WITH posted AS (
    SELECT fine.id, fine.outlet_id,
           CASE WHEN violation.problem_id IS NULL THEN named.category ELSE 'problem' END AS category
      FROM quality_fine AS fine
      JOIN quality_violation AS violation ON violation.id = fine.violation_id AND violation.voided_at IS NULL
      JOIN unnest(%(charges)s::text[], %(categories)s::text[]) AS named (charge, category)
        ON named.charge = violation.charge
     WHERE fine.state = 'posted' AND fine.posted_at < %(before)s
     ORDER BY fine.id
       FOR NO KEY UPDATE OF fine SKIP LOCKED
)
SELECT outlet_id, category, array_agg(id)
  FROM posted
 WHERE NOT EXISTS (SELECT FROM quality_finenotice AS told
                    WHERE told.outlet_id = posted.outlet_id AND told.category = posted.category
                      AND told.announced_on = %(day)s)
 GROUP BY outlet_id, category
 ORDER BY outlet_id, category
"""

ANNOUNCE = """
UPDATE quality_fine AS fine SET state = 'announced', notice_id = told.notice
  FROM unnest(%(fines)s::bigint[], %(notices)s::bigint[]) AS told (fine, notice)
 WHERE fine.id = told.fine
"""

#: Of these notices, the ones with fines that the outlet has not answered: keys of their `outlets.Notice`.
UNANSWERED = """
SELECT DISTINCT told.notice_id
  FROM quality_finenotice AS told
  JOIN quality_fine AS fine ON fine.notice_id = told.id AND fine.state = 'announced'
 WHERE told.id = ANY(%(notices)s)
"""

#: `only`: the states from which a fine is settled.
SETTLE = """
WITH over AS (
    SELECT id FROM quality_fine
     WHERE notice_id = ANY(%(notices)s) AND state = ANY(%(only)s)
     ORDER BY id
       FOR NO KEY UPDATE
)
UPDATE quality_fine AS fine SET state = 'settled' FROM over WHERE fine.id = over.id
"""
