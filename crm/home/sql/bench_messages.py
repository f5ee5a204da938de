"""The bench's messages, each to an address of its own, all due. Volume: a million; locking: nobody else is there."""

from crm.outbox.sql.posting import BEGIN, INTO

FILL = f"""
INSERT INTO outbox_message ({INTO})
SELECT 'bench:' || n, 'sms', 'notice', outlet.id, 'customer:' || n, '+861' || lpad(n::text, 10, '0'), template.id,
       jsonb_build_object('waybill', 'YK' || n), NULL::bigint, %(at)s::timestamptz - interval '1 hour',
       %(at)s::timestamptz + interval '10 hours', %(at)s::timestamptz, {BEGIN}
  FROM generate_series(%(after)s + 1, %(after)s + %(messages)s) AS n
 CROSS JOIN (SELECT min(id) AS id FROM outlets_outlet) AS outlet
 CROSS JOIN (SELECT id FROM outbox_template WHERE code = 'thanks' AND channel = 'sms' AND approved_at IS NOT NULL
                AND retired_at IS NULL) AS template
"""
ANALYZE = "VACUUM ANALYZE outbox_message"
#: Attempts beyond the first of a message.
DOUBLES = "SELECT count(*) - count(DISTINCT message_id) FROM outbox_attempt"
