"""B13: customers with thirteen weeks of parcels, and the bare aggregate that the tiers are measured against.

Volume    as many customers as the bench has pieces, thirteen weeks each.
"""

CUSTOMERS = """
INSERT INTO customers_customer (outlet_id, code, kind, name, phone, address, industry, goods, interests, credit, source,
                                custom, state, version, created_at)
SELECT outlets.ids[1 + n %% array_length(outlets.ids, 1)], 'B' || n, 'enterprise', 'B' || n, '', '', '', '', '', '',
       'import', '{}', 'active', 1, %(at)s
  FROM generate_series(1, %(customers)s) AS n
 CROSS JOIN (SELECT array_agg(id) AS ids FROM outlets_outlet) AS outlets
"""

#: Most ship little; one in a hundred ships a hundredfold.
WEEKS = """
INSERT INTO customers_customerweek (week, customer_id, outlet_id, parcels, yuan)
SELECT %(first)s::date + 7 * week, id, outlet_id, parcels, parcels * 11.5
  FROM generate_series(0, 12) AS week
 CROSS JOIN LATERAL (SELECT id, outlet_id,
                            1 + abs(hashint8(id * 31 + week)) %% 9
                              * CASE WHEN id %% 100 = 0 THEN 100 ELSE 1 END AS parcels
                       FROM customers_customer) AS customer
    ON CONFLICT DO NOTHING
"""

ACTIVITY = """
INSERT INTO customers_activity (customer_id, outlet_id, first_on, last_on, parcels, yuan)
SELECT customer_id, min(outlet_id), min(week), max(week) + 5, sum(parcels), sum(yuan)
  FROM customers_customerweek
 GROUP BY customer_id
    ON CONFLICT DO NOTHING
"""

STANDINGS = """
INSERT INTO customers_customertier (customer_id, outlet_id, tier, since, computed, provisional, leaning)
SELECT customer_id, outlet_id, 'C', %(first)s, 'C', FALSE, '' FROM customers_activity
    ON CONFLICT DO NOTHING
"""

ANALYZE = """
ANALYZE customers_customer, customers_customerweek, customers_activity, customers_customertier
"""

BARE = """
SELECT count(*), max(parcels), max(yuan)
  FROM (SELECT customer_id, sum(parcels) AS parcels, sum(yuan) AS yuan
          FROM customers_customerweek
         WHERE week BETWEEN %(first)s::date AND %(last)s::date
         GROUP BY customer_id) AS customer
"""

READ = """
SELECT count(*), tier, indicated, max(yuan), max(mean), max(excess_cv), max(zero_share), max(before), max(rank),
       max(outlet_rank)
  FROM ({rows}) AS verdict
 GROUP BY tier, indicated
"""
