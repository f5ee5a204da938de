"""What became of the demo's past feast. Volume: some thousand rows; locking: nobody else is there."""

SENT = """
UPDATE outbox_message
   SET state = CASE WHEN id %% 40 = 0 THEN 'failed' WHEN id %% 23 = 0 THEN 'accepted' ELSE 'delivered' END,
       attempts = 1, submitted_at = due_at + id %% 40 * interval '1 minute', segments = 1, cost_yuan = 0.045,
       provider = 'embedded', provider_id = md5(key),
       ended_at = CASE WHEN id %% 23 = 0 AND id %% 40 <> 0 THEN NULL ELSE due_at + interval '1 hour' END
 WHERE batch_id = %(batch)s
"""

ATTEMPTS = """
INSERT INTO outbox_attempt (id, message_id, provider, address, at, outcome, answered_at, error)
SELECT md5('attempt' || key)::uuid, id, provider, address, submitted_at, 'accepted', submitted_at, ''
  FROM outbox_message WHERE batch_id = %(batch)s
"""

#: By the outlet's head, on the day of the feast.
CALLED = """
UPDATE customers_task AS task
   SET done_at = task.due_at - task.id %% 9 * interval '1 hour', result = '已致电问候',
       done_by_id = COALESCE((SELECT user_id FROM outlets_membership
                               WHERE outlet_id = task.outlet_id AND role = 'manager' ORDER BY id LIMIT 1), %(by)s)
  FROM customers_greeting AS greeting
 WHERE greeting.plan_id = %(plan)s AND task.id = greeting.task_id
"""
