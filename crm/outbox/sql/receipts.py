"""Receipts kept once, and what they say brought into their messages.

Volume    one a message within minutes: a million in a feast's morning, some hundred a statement.
Locking   messages in the order of their ids; a receipt waits for a worker that is just writing the provider's answer.
Parity    `tests/crm/outbox/services/test_receipts.py` brings them in every order against `rules/message_states.py`.
"""

#: A receipt finds its message by our reference, or by the provider's id (index message_at_provider). That an attempt
#: failed says nothing of a message that was handed over again since.
TAKE = """
INSERT INTO outbox_receipt (provider, key, message_id, delivered, code, at, received_at)
SELECT %(provider)s, report.key, COALESCE(attempt.message_id, message.id), report.delivered, report.code, report.at,
       %(at)s
  FROM unnest(%(keys)s::text[], %(ids)s::text[], %(references)s::uuid[], %(delivered)s::boolean[], %(codes)s::text[],
              %(told_at)s::timestamptz[]) AS report (key, id, reference, delivered, code, at)
  LEFT JOIN outbox_attempt AS attempt
    ON attempt.id = report.reference AND attempt.provider = %(provider)s
   AND (report.delivered
        OR NOT EXISTS (SELECT FROM outbox_attempt AS later
                        WHERE later.message_id = attempt.message_id AND later.at > attempt.at))
  LEFT JOIN outbox_message AS message
    ON report.reference IS NULL AND message.provider = %(provider)s AND message.provider_id = report.id
   AND message.provider_id <> ''
 ORDER BY report.key
    ON CONFLICT (provider, key) DO NOTHING
RETURNING message_id
"""

#: What was delivered stays so, whatever else is told. An `unknown` that a person has decided stays decided; one that is
#: to go out again, and is found to have arrived, does not go.
APPLY = """
WITH news AS (
    SELECT DISTINCT ON (message_id) message_id, delivered, code, at
      FROM outbox_receipt
     WHERE message_id = ANY (%(ids)s::bigint[])
     ORDER BY message_id, delivered DESC, at
), found AS (
    SELECT message.id, news.delivered, news.code, news.at
      FROM outbox_message AS message
      JOIN news ON news.message_id = message.id
     WHERE message.state IN ('accepted', 'unreceipted')
        OR message.state = 'unknown' AND message.settled_at IS NULL
        OR message.state = 'failed' AND news.delivered
        OR message.state IN ('pending', 'claimed') AND news.delivered
     ORDER BY message.id
       FOR UPDATE OF message
)
UPDATE outbox_message AS message
   SET state = CASE WHEN found.delivered THEN 'delivered' ELSE 'failed' END,
       error = CASE WHEN found.delivered THEN '' ELSE found.code END,
       submitted_at = COALESCE(message.submitted_at, found.at),
       ended_at = %(at)s, lease = NULL, lease_until = NULL
  FROM found
 WHERE message.id = found.id
RETURNING message.key, message.state, message.channel, message.address, message.error
"""

#: Of what was accepted a moment ago: receipts that came before we had noted its id, or that it was accepted at all.
EARLY = """
WITH recent AS MATERIALIZED (
    SELECT id, provider, provider_id FROM outbox_message WHERE state = 'accepted' AND submitted_at >= %(since)s
), named AS (
    UPDATE outbox_receipt AS receipt
       SET message_id = recent.id
      FROM recent
     WHERE receipt.provider = recent.provider AND recent.provider_id <> '' AND receipt.message_id IS NULL
       AND receipt.key IN (recent.provider_id || ' delivered', recent.provider_id || ' failed')
    RETURNING receipt.message_id
)
SELECT message_id FROM named
 UNION
SELECT recent.id
  FROM recent CROSS JOIN LATERAL (SELECT FROM outbox_receipt WHERE message_id = recent.id LIMIT 1) AS told
 UNION
SELECT message.id FROM outbox_message AS message JOIN outbox_receipt AS receipt ON receipt.message_id = message.id
 WHERE message.state = 'unknown' AND message.settled_at IS NULL
"""
