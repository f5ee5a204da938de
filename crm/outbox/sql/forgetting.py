"""Addresses of messages whose legal time is over.

Volume    a night's worth of old messages, some thousands a statement; each part begins where the last one ended.
Locking   rows that nobody sends any more.
Parity    `tests/crm/outbox/services/test_forgetting.py`.
"""

#: Uses the primary key. What waits for a person, or is still on its way, keeps its address.
FORGET = """
WITH old AS (
    SELECT id FROM outbox_message
     WHERE id > %(after)s AND created_at < %(before)s AND (address <> '' OR "values" <> '{}')
       AND state NOT IN ('pending', 'claimed', 'submitting')
       AND (state NOT IN ('unknown', 'dead') OR settled_at IS NOT NULL)
     ORDER BY id
     LIMIT %(limit)s
       FOR UPDATE SKIP LOCKED
), attempts AS (
    UPDATE outbox_attempt SET address = '' FROM old WHERE message_id = old.id
), messages AS (
    UPDATE outbox_message AS message SET address = '', "values" = '{}' FROM old WHERE message.id = old.id
)
SELECT max(id), count(*) FROM old
"""

FORGET_REPLIES = "UPDATE outbox_reply SET address = '', text = '' WHERE at < %(before)s AND address <> ''"
