"""Which posts are held without the training that their role demands.

Volume    a page's people, an outlet's staff, or for headquarters the whole network's: some thousand posts times few
          demands, each looked up by the index `training_once_per_class`.
Locking   none.
Parity    `tests/outlets/services/test_training.py`: each edge of `valid_until` against the rule's words.
"""

#: `record_id` is NULL when the course was never passed; `valid_until` NULL with a record: it holds for ever.
LACKING = """
SELECT DISTINCT post.user_id, post.role, demand.course_id, best.valid_until
  FROM outlets_membership AS post
  JOIN outlets_roledemand AS demand ON demand.role = post.role
  JOIN accounts_user AS person ON person.id = post.user_id AND person.is_active
  LEFT JOIN LATERAL (
        SELECT record.id AS record_id, record.valid_until
          FROM outlets_trainingrecord AS record
         WHERE record.person_id = post.user_id AND record.course_id = demand.course_id AND record.passed
         ORDER BY record.valid_until DESC NULLS FIRST
         LIMIT 1
       ) AS best ON TRUE
 WHERE {whose}
   AND (best.record_id IS NULL OR best.valid_until <= %(until)s)
 ORDER BY post.user_id, post.role, demand.course_id
"""
OF_PEOPLE = LACKING.format(whose="post.user_id = ANY(%(ids)s)")
AT_OUTLETS = LACKING.format(whose="post.outlet_id = ANY(%(ids)s)")
ANYWHERE = LACKING.format(whose="TRUE")
