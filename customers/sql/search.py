"""Writing what customers are found by, for some thousands of files at once.

Volume    a row for each file that changed; 1,000 together when files are taken over.
Locking   the rows it writes, in the order of their customers.
Parity    the terms come from `customers.rules.search_terms`; `tests/customers/services/test_searching.py`.
"""

#: Terms of one file are joined by line breaks: arrays of arrays would have to be equally long.
WRITE = """
INSERT INTO customers_searchentry AS entry (customer_id, outlet_id, terms)
SELECT customer_id, outlet_id, string_to_array(terms, chr(10))
  FROM unnest(%(customer_id)s::bigint[], %(outlet_id)s::bigint[], %(terms)s::text[])
       AS file (customer_id, outlet_id, terms)
 ORDER BY customer_id
    ON CONFLICT (customer_id) DO UPDATE
   SET outlet_id = EXCLUDED.outlet_id, terms = EXCLUDED.terms
 WHERE entry.terms <> EXCLUDED.terms OR entry.outlet_id <> EXCLUDED.outlet_id
"""

#: Files that nobody finds, a piece of the table at a time.
MISSING = """
SELECT customer.id
  FROM customers_customer AS customer
  LEFT JOIN customers_searchentry AS entry ON entry.customer_id = customer.id
 WHERE customer.id > %(above)s AND customer.state = 'active' AND entry.customer_id IS NULL
 ORDER BY customer.id
 LIMIT %(limit)s
"""
