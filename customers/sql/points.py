"""Points earned, taken back, told of before they end, and ended: a statement for thousands of customers.

Volume    a line a waybill, ~10^5 to 10^6 a night; once a month the ends of all who have points.
Locking   LOCK holds the customers, in their order, as whoever redeems does; earning and taking back lock nothing.
Parity    `tests/customers/services/test_points.py` holds earning and ends against `customers.rules.points`.
"""

#: Whose file was merged earns for the file that is left; whoever has no tier yet earns as C.
EARN = """
INSERT INTO customers_pointentry (customer_id, outlet_id, kind, points, key, at, expires_on, note)
SELECT customer.id, customer.outlet_id, 'earned', floor(carried.yuan * terms.points_a_yuan)::int,
       'earned:' || carried.waybill, %(at)s,
       (date_trunc('month', carried.day + make_interval(months => terms.months + 1)) - interval '1 day')::date, ''
  FROM unnest(%(customers)s::bigint[], %(waybills)s::text[], %(yuan)s::numeric[], %(days)s::date[])
       AS carried (customer_id, waybill, yuan, day)
  JOIN customers_customer AS file ON file.id = carried.customer_id
  JOIN customers_customer AS customer ON customer.id = COALESCE(file.merged_into_id, file.id)
  LEFT JOIN customers_customertier AS standing ON standing.customer_id = customer.id
  JOIN customers_loyaltyterms AS terms ON terms.tier = COALESCE(standing.tier, 'C')
 WHERE customer.state = 'active' AND carried.yuan * terms.points_a_yuan >= 1
   AND (date_trunc('month', carried.day + make_interval(months => terms.months + 1)) - interval '1 day')::date
       >= %(today)s::date
    ON CONFLICT (key) DO NOTHING
"""

TAKE_BACK = """
INSERT INTO customers_pointentry (customer_id, outlet_id, kind, points, key, at, expires_on, note)
SELECT customer_id, outlet_id, 'taken_back', -points, 'taken_back:' || waybill, %(at)s, expires_on, ''
  FROM unnest(%(waybills)s::text[]) AS lost (waybill)
  JOIN customers_pointentry AS earned ON earned.key = 'earned:' || waybill
 WHERE earned.expires_on >= %(today)s::date
    ON CONFLICT (key) DO NOTHING
"""

#: The next customers, in their order, who hold points until a day within these.
HOLDERS = """
SELECT DISTINCT customer_id
  FROM customers_pointentry
 WHERE kind = 'earned' AND expires_on BETWEEN %(first)s::date AND %(last)s::date AND customer_id > %(after)s
 ORDER BY customer_id
 LIMIT %(limit)s
"""

LOCK = """
SELECT id FROM customers_customer WHERE id = ANY(%(customers)s::bigint[]) ORDER BY id FOR NO KEY UPDATE
"""

_ENDING = """
    SELECT customer_id,
           COALESCE(sum(points) FILTER (WHERE expires_on <= %(until)s::date), 0)
           + LEAST(COALESCE(sum(points) FILTER (WHERE expires_on IS NULL), 0), 0) AS points
      FROM customers_pointentry
     WHERE customer_id = ANY(%(customers)s::bigint[])
     GROUP BY customer_id
"""

EXPIRE = f"""
INSERT INTO customers_pointentry (customer_id, outlet_id, kind, points, key, at, note)
SELECT customer.id, customer.outlet_id, 'expired', -ending.points,
       'expired:' || customer.id || ':' || %(until)s::date, %(at)s, ''
  FROM ({_ENDING}) AS ending
  JOIN customers_customer AS customer ON customer.id = ending.customer_id
 WHERE ending.points > 0
    ON CONFLICT (key) DO NOTHING
"""

TO_TELL = f"""
SELECT customer.id, customer.outlet_id, customer.phone, ending.points
  FROM ({_ENDING}) AS ending
  JOIN customers_customer AS customer ON customer.id = ending.customer_id
 WHERE ending.points > 0 AND customer.state = 'active' AND customer.phone <> ''
 ORDER BY customer.id
"""

TOLD = """
UPDATE customers_pointentry
   SET announced_on = %(today)s::date
 WHERE customer_id = ANY(%(customers)s::bigint[]) AND kind = 'earned' AND expires_on = %(until)s::date
   AND announced_on IS NULL
"""
