"""Open leads whose telephone ends as one of those that have just sent something.

Volume    once a batch of waybills; some thousands of open leads, read by the partial index `lead_open_by_tail`.
Locking   none: whoever converts a lead locks it.
Parity    `tests/customers/services/test_lead_conversion.py`.
"""

OPEN_BY_TAIL = """
SELECT id, outlet_id, phone, created_at
  FROM customers_lead
 WHERE NOT (state IN ('won', 'lost')) AND right(phone, 4) = ANY(%(tails)s::text[])
   AND outlet_id = ANY(%(outlets)s::bigint[])
"""
