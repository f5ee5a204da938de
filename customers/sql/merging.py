"""First and last shipment and the totals of customers, counted anew from their days.

Volume    one or two customers whenever files are merged or taken apart.
Locking   their rows of customers_activity.
Parity    `tests/customers/services/test_merging.py`: a merge and its undo leave the totals as the folds wrote them.
"""

RECOUNT = """
INSERT INTO customers_activity AS kept (customer_id, outlet_id, first_on, last_on, parcels, yuan)
SELECT customer_id, min(outlet_id), min(day), max(day), sum(parcels), sum(yuan)
  FROM customers_customerday
 WHERE customer_id = ANY(%(customers)s::bigint[])
 GROUP BY customer_id
 ORDER BY customer_id
    ON CONFLICT (customer_id) DO UPDATE
   SET first_on = excluded.first_on, last_on = excluded.last_on, parcels = excluded.parcels, yuan = excluded.yuan
"""
