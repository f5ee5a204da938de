"""What customers ship: notes taken in, and folded into days, weeks and totals.

Volume    a note per customer and day of each batch of waybills; a fold takes some thousands of notes every ten seconds.
Locking   CLAIM takes notes that nobody else holds. Days, weeks and totals are then written each in the order of their
          keys, so that two folds meet in one order.
Parity    `tests/customers/services/test_volumes.py` compares it with a count of all waybills in Python.
"""

NOTE = """
INSERT INTO customers_volumenote (customer_id, day, parcels, yuan)
SELECT * FROM unnest(%(customers)s::bigint[], %(days)s::date[], %(parcels)s::int[], %(yuan)s::numeric[])
"""

#: What a merged file shipped counts for the file that is left; whose file is gone counts no more.
CLAIM = """
WITH claimed AS (
    DELETE FROM customers_volumenote
     WHERE id = ANY (ARRAY(SELECT id FROM customers_volumenote ORDER BY id LIMIT %(limit)s FOR UPDATE SKIP LOCKED))
    RETURNING customer_id, day, parcels, yuan
), counted AS (
    SELECT COALESCE(customer.merged_into_id, customer.id) AS customer_id, claimed.day,
           sum(claimed.parcels)::int AS parcels, sum(claimed.yuan) AS yuan
      FROM claimed
      JOIN customers_customer AS customer ON customer.id = claimed.customer_id
     GROUP BY 1, 2
)
SELECT counted.customer_id, counted.day, customer.outlet_id, counted.parcels, counted.yuan,
       (SELECT count(*) FROM claimed)
  FROM counted
  JOIN customers_customer AS customer ON customer.id = counted.customer_id
UNION ALL
SELECT NULL, NULL, NULL, NULL, NULL, count(*) FROM claimed HAVING count(*) > 0
"""

_COUNTED = """
WITH counted AS (
    SELECT * FROM unnest(%(customers)s::bigint[], %(days)s::date[], %(outlets)s::bigint[], %(parcels)s::int[],
                         %(yuan)s::numeric[]) AS counted (customer_id, day, outlet_id, parcels, yuan)
)
"""

#: Answers whose day is a new one: the pauses between their days have changed.
ADD_DAYS = f"""{_COUNTED}
INSERT INTO customers_customerday AS kept (customer_id, day, outlet_id, parcels, yuan)
SELECT customer_id, day, outlet_id, parcels, yuan FROM counted ORDER BY customer_id, day
    ON CONFLICT (customer_id, day) DO UPDATE
   SET parcels = kept.parcels + excluded.parcels, yuan = kept.yuan + excluded.yuan
RETURNING customer_id, xmax = 0
"""

ADD_WEEKS = f"""{_COUNTED}
INSERT INTO customers_customerweek AS kept (week, customer_id, outlet_id, parcels, yuan)
SELECT date_trunc('week', day)::date, customer_id, min(outlet_id), sum(parcels), sum(yuan)
  FROM counted
 GROUP BY 1, 2
 ORDER BY 2, 1
    ON CONFLICT (week, customer_id) DO UPDATE
   SET parcels = kept.parcels + excluded.parcels, yuan = kept.yuan + excluded.yuan
"""

ADD_TOTALS = f"""{_COUNTED}
INSERT INTO customers_activity AS kept (customer_id, outlet_id, first_on, last_on, parcels, yuan)
SELECT customer_id, min(outlet_id), min(day), max(day), sum(parcels), sum(yuan)
  FROM counted
 GROUP BY customer_id
 ORDER BY customer_id
    ON CONFLICT (customer_id) DO UPDATE
   SET first_on = LEAST(kept.first_on, excluded.first_on), last_on = GREATEST(kept.last_on, excluded.last_on),
       parcels = kept.parcels + excluded.parcels, yuan = kept.yuan + excluded.yuan
"""

#: Of the year before the last shipment. One shipping day has no pause.
COUNT_GAPS = """
UPDATE customers_activity AS activity
   SET gap_days = gap.days
  FROM (SELECT customer_id, (percentile_cont(0.9) WITHIN GROUP (ORDER BY pause))::numeric(6, 1) AS days
          FROM (SELECT shipped.customer_id,
                       shipped.day - lag(shipped.day) OVER (PARTITION BY shipped.customer_id ORDER BY shipped.day)
                           AS pause
                  FROM customers_customerday AS shipped
                  JOIN customers_activity AS activity ON activity.customer_id = shipped.customer_id
                 WHERE shipped.customer_id = ANY(%(customers)s::bigint[])
                   AND shipped.day > activity.last_on - 366 AND shipped.parcels > 0) AS shipped
         WHERE pause IS NOT NULL
         GROUP BY customer_id) AS gap
 WHERE activity.customer_id = gap.customer_id AND activity.gap_days IS DISTINCT FROM gap.days
"""
