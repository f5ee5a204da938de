"""A feast for as many customers as the bench has pieces: tiers, consents and a few who are not to be greeted.

Volume    a million customers; locking: nobody else is there.
"""

CUSTOMERS = """
INSERT INTO customers_customer (outlet_id, code, kind, name, phone, address, industry, goods, interests, credit, source,
                                custom, state, version, created_at)
SELECT outlets.ids[1 + n %% array_length(outlets.ids, 1)], 'G' || n, 'enterprise', 'G' || n,
       '1' || lpad((n - CASE WHEN n %% 50 = 0 THEN 1 ELSE 0 END)::text, 10, '3'), '', '', '', '', '', 'import', '{}',
       'active', 1, %(at)s
  FROM generate_series(1, %(customers)s) AS n
 CROSS JOIN (SELECT array_agg(id) AS ids FROM outlets_outlet) AS outlets
"""
STANDINGS = """
INSERT INTO customers_customertier (customer_id, outlet_id, tier, since, computed, provisional, leaning)
SELECT id, outlet_id, tier, current_date, tier, FALSE, ''
  FROM (SELECT id, outlet_id, CASE WHEN id %% 50 = 0 THEN 'A' WHEN id %% 5 = 0 THEN 'B' ELSE 'C' END AS tier
          FROM customers_customer) AS customer
    ON CONFLICT DO NOTHING
"""
#: Nine in ten have agreed; one in twenty has taken it back.
CONSENTS = """
INSERT INTO customers_consent (customer_id, outlet_id, channel, purpose, given, source, proof, at)
SELECT id, outlet_id, 'sms', 'promotion', word = 0, 'counter', '', %(at)s::timestamptz + word * interval '1 hour'
  FROM customers_customer
 CROSS JOIN generate_series(0, 1) AS word
 WHERE id %% 10 <> 0 AND (word = 0 OR id %% 20 = 1)
"""
SILENCES = """
INSERT INTO customers_donotgreet (customer_id, outlet_id, reason, note, noted_at, noted_by_id)
SELECT customer.id, customer.outlet_id, 'mourning', '', %(at)s, %(by)s
  FROM customers_customer AS customer WHERE customer.id %% 100 = 7
"""
ANALYZE = "ANALYZE customers_customer, customers_customertier, customers_consent, customers_donotgreet"
