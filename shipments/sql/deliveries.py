"""Deliveries of the last hours, from the notes that batches of scans have left.

Volume    a note a batch; a fold takes some dozen of them every ten seconds, and asks waybills and runs by key.
Locking   takes notes that nobody else holds.
Parity    `tests/shipments/services/test_deliveries.py` tells them by all three ways in.
"""

#: A signature that follows a delivery tells nothing new. Answers customer, waybill's number, instant, and how many
#: notes were taken; the last row has the number alone.
CLAIM = """
WITH claimed AS (
    DELETE FROM shipments_deliveriestold
     WHERE id = ANY (ARRAY(
           SELECT id FROM shipments_deliveriestold ORDER BY id LIMIT %(limit)s FOR UPDATE SKIP LOCKED))
    RETURNING waybills, delivered
), told AS (
    SELECT told.waybill_id, min(told.delivered_at) AS delivered_at
      FROM claimed, unnest(claimed.waybills, claimed.delivered) AS told (waybill_id, delivered_at)
     WHERE told.delivered_at > %(since)s
     GROUP BY 1
)
SELECT waybill.customer_id, waybill.number, told.delivered_at, NULL::bigint
  FROM told
  JOIN shipments_waybill AS waybill ON waybill.id = told.waybill_id
 WHERE waybill.customer_id IS NOT NULL
   AND NOT EXISTS (
       SELECT FROM shipments_deliveryrun AS run
        WHERE run.waybill_id = told.waybill_id AND NOT run.dropped AND run.delivered_at < told.delivered_at)
UNION ALL
SELECT NULL, NULL, NULL, count(*) FROM claimed
"""
