"""What the demo's firms shipped before the demo's waybills begin: made up from what they ship in them.

Volume    some thousand firms with half a year of days each.
"""

#: Six firms of ten ship steadily; the others by fits, growing, fading, or only since lately.
DAYS = """
INSERT INTO customers_customerday (customer_id, day, outlet_id, parcels, yuan)
SELECT firm.id, day, firm.outlet_id, shipped.parcels, shipped.parcels * 11.50
  FROM (SELECT customer.id, customer.outlet_id, customer.code, abs(hashtext(customer.code)) AS mark,
               count(*)::float8 / %(days)s AS rate
          FROM customers_customer AS customer
          JOIN shipments_waybill AS waybill ON waybill.customer_id = customer.id
         GROUP BY customer.id) AS firm
 CROSS JOIN unnest(%(worked)s::date[]) AS day
 CROSS JOIN LATERAL (SELECT (%(until)s::date - day) / 7 AS ago) AS week
 CROSS JOIN LATERAL (
       SELECT floor(firm.rate * CASE
                  WHEN firm.mark %% 10 < 6 THEN 1.15
                  WHEN firm.mark %% 10 = 6 THEN CASE WHEN (firm.mark / 10 + week.ago) %% 3 = 0 THEN 3 ELSE 0.1 END
                  WHEN firm.mark %% 10 = 7 THEN greatest(0.1, 1.1 - week.ago * 0.05)
                  WHEN firm.mark %% 10 = 8 THEN 1 + week.ago * 0.08
                  WHEN week.ago < 3 OR firm.rate > 5 THEN 1 ELSE 0 END
                  + abs(hashtext(firm.code || day::text)) %% 1000 / 1000.0)::int AS parcels) AS shipped
 WHERE shipped.parcels > 0
    ON CONFLICT (customer_id, day) DO NOTHING
"""

WEEKS = """
INSERT INTO customers_customerweek AS kept (week, customer_id, outlet_id, parcels, yuan)
SELECT date_trunc('week', day)::date, customer_id, min(outlet_id), sum(parcels), sum(yuan)
  FROM customers_customerday
 GROUP BY 1, 2
    ON CONFLICT (week, customer_id) DO UPDATE SET parcels = excluded.parcels, yuan = excluded.yuan
"""

TOTALS = """
INSERT INTO customers_activity (customer_id, outlet_id, first_on, last_on, parcels, yuan, gap_days)
SELECT customer_id, min(outlet_id), min(day), max(day), sum(parcels), sum(yuan),
       (percentile_cont(0.9) WITHIN GROUP (ORDER BY pause))::numeric(6, 1)
  FROM (SELECT *, day - lag(day) OVER (PARTITION BY customer_id ORDER BY day) AS pause FROM customers_customerday)
       AS shipped
 GROUP BY customer_id
    ON CONFLICT (customer_id) DO UPDATE
   SET first_on = excluded.first_on, last_on = excluded.last_on, parcels = excluded.parcels, yuan = excluded.yuan,
       gap_days = excluded.gap_days
"""

OPENED = """
UPDATE customers_customer AS customer
   SET created_at = LEAST(customer.created_at, activity.first_on)
  FROM customers_activity AS activity
 WHERE activity.customer_id = customer.id
"""
