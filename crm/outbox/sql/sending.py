"""Messages taken up, handed over and answered, some hundred a statement.

Volume    a million in a feast's morning; each statement takes what it is given, by primary key or by index message_due.
Locking   CLAIM takes rows that nobody else holds; every later statement names the lease, so that whoever has lost it
          changes nothing. Rows are locked in the order of their ids.
Parity    `tests/crm/outbox/services/test_sending.py` holds every step against `rules/message_states.py`.
"""

_CLAIM = """
WITH due AS (
    SELECT id FROM outbox_message
     WHERE state = 'pending' AND lost_leases {lost} AND due_at <= %(at)s
       AND (batch_id IS NULL OR batch_id <> ALL (%(stopped)s::bigint[]))
     ORDER BY due_at, id
     LIMIT %(limit)s
       FOR UPDATE SKIP LOCKED
)
UPDATE outbox_message AS message
   SET state = 'claimed', lease = %(lease)s, lease_until = %(until)s
  FROM due
 WHERE message.id = due.id
RETURNING message.id
"""

#: Uses index message_due. Batches that somebody has stopped stay where they are.
CLAIM = _CLAIM.format(lost="= 0")
#: Uses index message_due_alone. Whatever a worker has died of is taken up alone, so that nothing else waits for it.
CLAIM_ALONE = _CLAIM.format(lost="> 0")

#: What stands against the addresses: messages that a provider may have, and those that others are handing over now.
#: Uses index message_to_address.
COUNTS = """
SELECT address,
       count(*) FILTER (WHERE submitted_at >= %(midnight)s),
       count(*) FILTER (WHERE submitted_at > %(promoted_since)s AND purpose = 'promotion'),
       count(*) FILTER (WHERE state = 'claimed' AND lease <> %(lease)s)
  FROM outbox_message
 WHERE address = ANY (%(addresses)s::text[])
   AND (submitted_at IS NULL AND state = 'claimed' OR submitted_at >= LEAST(%(midnight)s, %(promoted_since)s))
 GROUP BY address
"""

RELEASE = """
UPDATE outbox_message AS message
   SET state = 'pending', lease = NULL, lease_until = NULL
 WHERE id = ANY (%(ids)s::bigint[]) AND state = 'claimed' AND lease = %(lease)s
"""

#: Later, or not at all: `state` is pending, skipped or dead.
PUT_ASIDE = """
UPDATE outbox_message AS message
   SET state = verdict.state, skipped = verdict.skipped, error = verdict.error, lease = NULL, lease_until = NULL,
       due_at = CASE verdict.state WHEN 'pending' THEN verdict.due_at ELSE message.due_at END,
       ended_at = CASE verdict.state WHEN 'pending' THEN NULL ELSE %(at)s::timestamptz END
  FROM unnest(%(ids)s::bigint[], %(states)s::text[], %(skipped)s::text[], %(errors)s::text[], %(due_at)s::timestamptz[])
       AS verdict (id, state, skipped, error, due_at)
 WHERE message.id = verdict.id AND message.state = 'claimed' AND message.lease = %(lease)s
RETURNING message.key, message.state
"""

#: Committed before the provider is asked. Asks once more what somebody may have said a second ago: stop, and no more.
SUBMIT = """
WITH submitted AS (
    UPDATE outbox_message AS message
       SET state = 'submitting', attempts = message.attempts + 1, submitted_at = %(at)s, lease_until = %(until)s,
           provider = %(provider)s, provider_id = '', segments = letter.segments, cost_yuan = letter.yuan, error = ''
      FROM unnest(%(ids)s::bigint[], %(attempts)s::uuid[], %(segments)s::int[], %(yuan)s::numeric[])
           AS letter (id, attempt_id, segments, yuan)
     WHERE message.id = letter.id AND message.state = 'claimed' AND message.lease = %(lease)s
       AND NOT EXISTS (SELECT FROM outbox_sendinglimits WHERE stopped_at IS NOT NULL)
       AND (message.batch_id IS NULL
            OR NOT EXISTS (SELECT FROM outbox_batch
                            WHERE outbox_batch.id = message.batch_id AND outbox_batch.stopped_at IS NOT NULL))
       AND NOT EXISTS (SELECT FROM outbox_suppression AS suppression
                        WHERE suppression.channel = message.channel AND suppression.address = message.address
                          AND suppression.purpose IN ('', message.purpose) AND suppression.ended_at IS NULL)
    RETURNING message.id, letter.attempt_id, message.address
)
INSERT INTO outbox_attempt (id, message_id, provider, address, at, outcome, error)
SELECT attempt_id, id, %(provider)s, address, %(at)s, '', '' FROM submitted
RETURNING id
"""

#: What the provider said, in the message and its attempt. Somebody who has lost the lease may still say what he knows
#: of the last attempt: that makes an unknown one known, as long as no person has decided it.
ANSWER = """
WITH said AS (
    SELECT * FROM unnest(%(attempts)s::uuid[], %(ids)s::bigint[], %(outcomes)s::text[], %(states)s::text[],
                         %(provider_ids)s::text[], %(errors)s::text[], %(due_at)s::timestamptz[])
                  AS said (attempt_id, message_id, outcome, state, provider_id, error, due_at)
), answered AS (
    UPDATE outbox_attempt AS attempt
       SET outcome = said.outcome, answered_at = %(at)s, error = said.error
      FROM said
     WHERE attempt.id = said.attempt_id
)
UPDATE outbox_message AS message
   SET state = said.state, provider_id = said.provider_id, error = said.error, lease = NULL, lease_until = NULL,
       due_at = CASE said.state WHEN 'pending' THEN LEAST(said.due_at, message.expires_at - interval '1 second')
                ELSE message.due_at END,
       submitted_at = CASE said.outcome WHEN 'refused' THEN NULL ELSE message.submitted_at END,
       cost_yuan = CASE said.outcome WHEN 'refused' THEN 0 ELSE message.cost_yuan END,
       ended_at = CASE said.state WHEN 'dead' THEN %(at)s::timestamptz END
  FROM said
 WHERE message.id = said.message_id
   AND (message.state = 'submitting' AND message.lease = %(lease)s
        OR message.state = 'unknown' AND message.settled_at IS NULL AND said.outcome <> 'unknown'
           AND NOT EXISTS (SELECT FROM outbox_attempt AS later, outbox_attempt AS mine
                            WHERE mine.id = said.attempt_id AND later.message_id = mine.message_id
                              AND later.at > mine.at))
RETURNING message.key, message.state
"""

#: The budget of a day, taken before anything is sent. Answers what is spent with this, or nothing when it is too much.
SPEND = """
INSERT INTO outbox_spentday AS spent (day, yuan)
SELECT %(day)s, %(yuan)s::numeric WHERE %(yuan)s::numeric <= %(most)s
    ON CONFLICT (day) DO UPDATE SET yuan = spent.yuan + excluded.yuan WHERE spent.yuan + excluded.yuan <= %(most)s
RETURNING yuan
"""
