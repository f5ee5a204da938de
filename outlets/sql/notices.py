"""What somebody still has to read, and who of an outlet's staff have not read something.

Volume    UNREAD runs with every page of an outlet's people: general notices by `notice_must_read_by_all`, the others
          by the outlet, receipts by `notice_read_once`. The rest runs when somebody asks, or once for a notice.
Locking   none; REMIND only adds rows.
Parity    `tests/outlets/services/test_notices.py`: UNREAD as `Notice.objects.unread_by`, REMIND as `readers_of`.
"""

#: `outlets`, `roles`: the posts of one person, place by place; `since`: what is older is no longer on top.
#: One row (notice, kind, title, answer_by, published_at, reminded, how many there are) or none: first what ends soonest
#: and can still be answered at `at`, then news, then what is too late to answer; of these the newest.
UNREAD = """
WITH post AS (
    SELECT * FROM unnest(%(outlets)s::bigint[], %(roles)s::text[]) AS post (outlet_id, role)
), addressed AS (
    SELECT notice.*, post.role
      FROM outlets_notice AS notice CROSS JOIN post
     WHERE notice.must_read AND notice.everywhere AND notice.withdrawn_at IS NULL AND notice.published_at >= %(since)s
     UNION ALL
    SELECT notice.*, post.role
      FROM post
      JOIN outlets_notice_outlets AS audience ON audience.outlet_id = post.outlet_id
      JOIN outlets_notice AS notice ON notice.id = audience.notice_id
     WHERE notice.must_read AND NOT notice.everywhere AND notice.withdrawn_at IS NULL
       AND notice.published_at >= %(since)s
), unread AS (
    SELECT DISTINCT ON (addressed.id) addressed.*
      FROM addressed
     WHERE (cardinality(addressed.roles) = 0 OR addressed.role = ANY(addressed.roles))
       AND addressed.current_id IS NOT NULL
       AND NOT EXISTS (SELECT FROM outlets_noticereading AS reading
                        WHERE reading.version_id = addressed.current_id AND reading.user_id = %(user)s)
)
SELECT id, kind, title, CASE WHEN reply_by >= %(at)s THEN reply_by END AS answer_by, published_at,
       EXISTS (SELECT FROM outlets_noticereminder AS reminder
                WHERE reminder.version_id = unread.current_id AND reminder.kind = 'reminder'
                  AND reminder.outlet_id = ANY(%(outlets)s)) AS reminded,
       count(*) OVER () AS together
  FROM unread
 ORDER BY coalesce(reply_by < %(at)s, FALSE), answer_by NULLS LAST, published_at DESC, id DESC
 LIMIT 1
"""

#: Each notice with the posts of its staff who have not read its newest version.
_NOT_READ = """
  FROM outlets_notice AS notice
 CROSS JOIN LATERAL (
       SELECT everyone.outlet_id, everyone.user_id, everyone.role
         FROM outlets_membership AS everyone
        WHERE notice.everywhere AND everyone.outlet_id IS NOT NULL
        UNION ALL
       SELECT staff.outlet_id, staff.user_id, staff.role
         FROM outlets_notice_outlets AS audience
         JOIN outlets_membership AS staff ON staff.outlet_id = audience.outlet_id
        WHERE audience.notice_id = notice.id AND NOT notice.everywhere
       ) AS post
  JOIN accounts_user AS person ON person.id = post.user_id AND person.is_active
 WHERE (cardinality(notice.roles) = 0 OR post.role = ANY(notice.roles))
   AND notice.withdrawn_at IS NULL
   AND NOT EXISTS (SELECT FROM outlets_noticereading AS reading
                    WHERE reading.version_id = notice.current_id AND reading.user_id = post.user_id)
"""

#: `notices`; `outlets`: only these, NULL for all; who was reminded at `since` or later is left alone.
REMIND = f"""
INSERT INTO outlets_noticereminder (version_id, outlet_id, kind, people, at, by_id)
SELECT notice.current_id, post.outlet_id, %(kind)s, count(DISTINCT post.user_id), %(at)s, %(by)s
{_NOT_READ}
   AND notice.id = ANY(%(notices)s) AND notice.current_id IS NOT NULL
   AND (%(outlets)s::bigint[] IS NULL OR post.outlet_id = ANY(%(outlets)s::bigint[]))
   AND NOT EXISTS (SELECT FROM outlets_noticereminder AS earlier
                    WHERE earlier.version_id = notice.current_id AND earlier.outlet_id = post.outlet_id
                      AND earlier.kind = %(kind)s AND earlier.at >= %(since)s)
 GROUP BY notice.current_id, post.outlet_id
RETURNING outlet_id
"""

#: Rows (notice, kind, title, published_at, people) that managers of `outlets` were told of, the newest first.
ESCALATED = f"""
SELECT notice.id, notice.kind, notice.title, notice.published_at, count(DISTINCT post.user_id)
{_NOT_READ}
   AND post.outlet_id = ANY(%(outlets)s)
   AND notice.published_at >= %(since)s
   AND notice.id IN (SELECT version.notice_id
                       FROM outlets_noticereminder AS told
                       JOIN outlets_noticeversion AS version ON version.id = told.version_id
                      WHERE told.kind = 'escalation' AND told.outlet_id = ANY(%(outlets)s) AND told.at >= %(since)s)
 GROUP BY notice.id
 ORDER BY notice.published_at DESC, notice.id DESC
 LIMIT %(limit)s
"""
