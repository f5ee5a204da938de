"""What workers left behind that died, and what providers never told of.

Volume    at most what a dead worker had claimed, some hundred; receipts: a day's messages, in parts.
Locking   rows that nobody else holds, some at a time.
Parity    `tests/crm/outbox/services/test_recovering.py`.
"""

#: Uses index message_leased. A claimed message was not handed over: it may be claimed again, so many times.
CLAIM_AGAIN = """
UPDATE outbox_message
   SET state = CASE WHEN lost_leases + 1 < %(most)s THEN 'pending' ELSE 'dead' END,
       error = CASE WHEN lost_leases + 1 < %(most)s THEN error ELSE %(error)s END,
       ended_at = CASE WHEN lost_leases + 1 < %(most)s THEN NULL ELSE %(at)s::timestamptz END,
       lost_leases = lost_leases + 1, lease = NULL, lease_until = NULL
 WHERE state = 'claimed'
   AND id = ANY (ARRAY(SELECT id FROM outbox_message
                        WHERE state = 'claimed' AND lease_until < %(at)s
                        LIMIT %(limit)s FOR UPDATE SKIP LOCKED))
RETURNING key, state
"""

#: Uses index message_leased. Whether the provider was reached before the worker died, nobody knows.
GIVE_TO_A_PERSON = """
WITH left_behind AS (
    UPDATE outbox_message SET state = 'unknown', error = %(error)s, lease = NULL, lease_until = NULL
     WHERE state = 'submitting'
       AND id = ANY (ARRAY(SELECT id FROM outbox_message
                            WHERE state = 'submitting' AND lease_until < %(at)s
                            LIMIT %(limit)s FOR UPDATE SKIP LOCKED))
    RETURNING id, key, state
), attempts AS (
    UPDATE outbox_attempt AS attempt SET outcome = 'unknown', error = %(error)s
      FROM left_behind
     WHERE attempt.message_id = left_behind.id AND attempt.outcome = ''
)
SELECT key, state FROM left_behind
"""

#: Uses index message_waits_for_receipt.
UNRECEIPTED = """
UPDATE outbox_message SET state = 'unreceipted'
 WHERE state = 'accepted'
   AND id = ANY (ARRAY(SELECT id FROM outbox_message
                        WHERE state = 'accepted' AND submitted_at < %(before)s
                        LIMIT %(limit)s FOR UPDATE SKIP LOCKED))
RETURNING key, state
"""
