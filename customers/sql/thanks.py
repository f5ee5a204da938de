"""Deliveries noted, and taken up to be thanked for.

Volume    a note per delivered waybill of a customer; a fold takes up to a thousand every ten seconds.
Locking   CLAIM takes notes that nobody else holds.
Parity    `tests/customers/services/test_thanks.py` reads what follows from them.
"""

NOTE = """
INSERT INTO customers_deliverynote (customer_id, waybill, delivered_at)
SELECT * FROM unnest(%(customers)s::bigint[], %(waybills)s::text[], %(delivered)s::timestamptz[])
"""

#: What a merged file shipped counts for the file that is left; whose file is gone is not thanked. The last row has how
#: many notes were taken alone.
CLAIM = """
WITH claimed AS (
    DELETE FROM customers_deliverynote
     WHERE id = ANY (ARRAY(SELECT id FROM customers_deliverynote ORDER BY id LIMIT %(limit)s FOR UPDATE SKIP LOCKED))
    RETURNING customer_id, waybill, delivered_at
)
SELECT COALESCE(customer.merged_into_id, customer.id), claimed.waybill, min(claimed.delivered_at), NULL::bigint
  FROM claimed
  JOIN customers_customer AS customer ON customer.id = claimed.customer_id
 WHERE claimed.delivered_at > %(since)s
 GROUP BY 1, 2
UNION ALL
SELECT NULL, NULL, NULL, count(*) FROM claimed
"""

#: Calls and apologies that somebody made. Uses index thanks_open.
MARK_CALLED = """
UPDATE customers_thankyou AS thanks
   SET done_at = task.done_at
  FROM customers_task AS task
 WHERE task.id = thanks.task_id AND task.done_at IS NOT NULL
   AND thanks.done_at IS NULL AND thanks.way <> 'none' AND thanks.due_by > %(since)s
"""
