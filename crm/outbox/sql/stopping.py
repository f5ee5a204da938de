"""Messages of a stopped batch set aside, and brought back when it goes on.

Volume    up to a million in a batch, some thousands a statement.
Locking   rows that nobody else holds. Until all are set aside, CLAIM passes over the batch anyway.
Parity    `tests/crm/outbox/services/test_stopping.py`.
"""

#: Uses index message_of_batch.
SET_ASIDE = """
UPDATE outbox_message SET state = 'skipped', skipped = 'stopped', ended_at = %(at)s
 WHERE state = 'pending'
   AND id = ANY (ARRAY(SELECT id FROM outbox_message
                        WHERE batch_id = %(batch)s AND state = 'pending'
                        LIMIT %(limit)s FOR UPDATE SKIP LOCKED))
RETURNING key, state
"""

#: Uses index message_of_batch.
BRING_BACK = """
UPDATE outbox_message SET state = 'pending', skipped = '', ended_at = NULL
 WHERE state = 'skipped'
   AND id = ANY (ARRAY(SELECT id FROM outbox_message
                        WHERE batch_id = %(batch)s AND state = 'skipped' AND skipped = 'stopped'
                        LIMIT %(limit)s FOR UPDATE SKIP LOCKED))
RETURNING key, state
"""
