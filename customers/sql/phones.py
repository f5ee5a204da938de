"""Whose telephones a batch of numbers are.

Volume    the senders of up to some thousand waybills, each found by `customer_by_phone`.
Locking   none.
Parity    `tests/customers/services/test_volumes.py`.
"""

FILES_BY_PHONE = """
SELECT customer.outlet_id, customer.phone, min(customer.id)
  FROM unnest(%(outlets)s::bigint[], %(phones)s::text[]) AS sought (outlet_id, phone)
  JOIN customers_customer AS customer ON customer.outlet_id = sought.outlet_id AND customer.phone = sought.phone
 WHERE customer.state = 'active' AND customer.phone <> ''
 GROUP BY 1, 2
HAVING count(*) = 1
"""
