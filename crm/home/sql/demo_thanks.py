"""Thanks of the demo's past: made up for its deliveries as the rules would have decided, and mostly kept.

Volume    some ten thousand deliveries of a month, in one statement.
Locking   none beyond the inserted rows.
"""

#: `h` is a fixed number between 0 and 999 for each customer and day. People call from nine to eight.
PAST = """
INSERT INTO customers_thankyou (
       customer_id, outlet_id, day, waybill, parcels, delivered_at, due_by, first, trouble, way, reason, decided_at,
       done_at)
WITH delivered AS (
    SELECT waybill.customer_id, customer.outlet_id, COALESCE(standing.tier, 'C') AS tier,
           (run.delivered_at AT TIME ZONE 'Asia/Shanghai')::date AS day, min(run.delivered_at) AS delivered_at,
           (array_agg(waybill.number ORDER BY run.delivered_at, waybill.number))[1] AS waybill, count(*) AS parcels,
           bool_or(run.delivered_at > clock.delivery_due_at) AS late
      FROM shipments_deliveryrun AS run
      JOIN shipments_clock AS clock ON clock.id = run.clock_id
      JOIN shipments_waybill AS waybill ON waybill.id = run.waybill_id
      JOIN customers_customer AS customer ON customer.id = waybill.customer_id
      LEFT JOIN customers_customertier AS standing ON standing.customer_id = customer.id
     WHERE run.delivers AND NOT run.dropped AND run.delivered_at <= %(until)s AND customer.state = 'active'
     GROUP BY 1, 2, 3, 4
), turns AS (
    SELECT delivered.*, abs(hashtext(delivered.customer_id || ' ' || delivered.day)) %% 1000 AS h,
           row_number() OVER (PARTITION BY delivered.customer_id ORDER BY delivered.day) = 1
               AND COALESCE(activity.first_on > delivered.day - 30, TRUE) AS first,
           row_number() OVER (
               PARTITION BY delivered.customer_id,
                            (delivered.day - DATE '2020-01-01') / CASE delivered.tier WHEN 'A' THEN 1 WHEN 'B' THEN 30
                                                                  ELSE 90 END
                   ORDER BY delivered.day) = 1 AS turn
      FROM delivered
      LEFT JOIN customers_activity AS activity ON activity.customer_id = delivered.customer_id
), chosen AS (
    SELECT turns.*, (delivered_at + interval '1 hour') AT TIME ZONE 'Asia/Shanghai' AS begins,
           CASE WHEN late THEN 'apology' WHEN NOT first AND NOT turn THEN 'none' WHEN tier = 'A' THEN 'call'
                ELSE 'sms' END AS way
      FROM turns
), heard AS (
    SELECT chosen.*,
           CASE WHEN way = 'sms' THEN
                CASE WHEN begins::time < '08:00' THEN begins::date + time '08:00'
                     WHEN begins::time >= '21:30' THEN begins::date + 1 + time '08:00' ELSE begins END
                ELSE
                CASE WHEN begins::time > '16:00' THEN begins::date + 1 + time '09:00'
                     WHEN begins::time < '09:00' THEN begins::date + time '09:00' ELSE begins END
                     + h %% 240 * interval '1 minute'
                END AT TIME ZONE 'Asia/Shanghai' AS heard_at
      FROM chosen
)
SELECT customer_id, outlet_id, day, waybill, parcels, delivered_at, delivered_at + interval '1 day', first,
       CASE WHEN late THEN 'late' ELSE '' END, way, CASE way WHEN 'none' THEN 'recent' ELSE '' END,
       delivered_at + interval '10 seconds',
       CASE WHEN way = 'none' OR h < CASE way WHEN 'sms' THEN 6 ELSE 45 END OR heard_at > %(at)s THEN NULL
            WHEN way <> 'sms' AND h < 60 THEN delivered_at + interval '25 hours' ELSE heard_at END
  FROM heard
    ON CONFLICT (customer_id, day) DO NOTHING
"""

#: What was delivered since then is told to the service itself.
LATELY = """
SELECT waybill.customer_id, waybill.number, run.delivered_at
  FROM shipments_deliveryrun AS run
  JOIN shipments_waybill AS waybill ON waybill.id = run.waybill_id
 WHERE run.delivers AND NOT run.dropped AND run.delivered_at > %(until)s AND run.delivered_at <= %(at)s
   AND waybill.customer_id IS NOT NULL
"""
