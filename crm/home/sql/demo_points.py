"""The demo's ledger of points but for its last days, made up from its weeks.

Volume    some thousand customers with five to eight lines each.
"""

#: Old points for whoever has a tier above C: they end with one of the last four months, or with this one.
OLD = """
INSERT INTO customers_pointentry (customer_id, outlet_id, kind, points, key, at, expires_on, note)
SELECT standing.customer_id, standing.outlet_id, 'corrected', 2000, 'corrected:demo:' || standing.customer_id,
       until - interval '11 months', until, '旧积分转入（示例）'
  FROM customers_customertier AS standing
 CROSS JOIN LATERAL (
       SELECT (date_trunc('month', %(today)s::date - make_interval(months => standing.customer_id::int %% 5))
               + interval '1 month' - interval '1 day')::date AS until) AS last
 WHERE standing.tier < 'C'
"""

EARNED = """
INSERT INTO customers_pointentry (customer_id, outlet_id, kind, points, key, at, expires_on, note)
SELECT customer_id, sent.outlet_id, 'earned', floor(yuan * points_a_yuan)::int,
       'earned:demo:' || customer_id || ':' || month,
       LEAST(month + interval '1 month' - interval '2 days', %(today)s::date - interval '7 days'),
       (month + make_interval(months => months + 1) - interval '1 day')::date,
       extract(month FROM month)::int || ' 月运单合计（示例）'
  FROM (SELECT week.customer_id, min(week.outlet_id) AS outlet_id, sum(week.yuan) AS yuan,
               date_trunc('month', week.week)::date AS month
          FROM customers_customerweek AS week
         WHERE week.week < %(today)s::date - 13 AND week.parcels > 0
         GROUP BY week.customer_id, date_trunc('month', week.week)) AS sent
  LEFT JOIN customers_customertier AS standing USING (customer_id)
  JOIN customers_loyaltyterms AS terms ON terms.tier = COALESCE(standing.tier, 'C')
 WHERE yuan * points_a_yuan >= 1
"""

#: Every third has bought something for the old points before they ended.
REDEEMED = """
INSERT INTO customers_pointentry (customer_id, outlet_id, kind, points, key, at, reward_id, note)
SELECT customer_id, outlet_id, 'redeemed', -%(points)s, 'redeemed:demo:' || customer_id,
       LEAST(expires_on, %(today)s::date) - make_interval(days => (customer_id %% 20)::int, hours => 3), %(reward)s, ''
  FROM customers_pointentry
 WHERE key LIKE 'corrected:demo:%%' AND customer_id %% 3 = 0
"""

EXPIRED = """
INSERT INTO customers_pointentry (customer_id, outlet_id, kind, points, key, at, note)
SELECT customer_id, outlet_id, 'expired', CASE WHEN customer_id %% 3 = 0 THEN %(points)s - points ELSE -points END,
       'expired:' || customer_id || ':' || expires_on, expires_on + interval '1 day 3 hours', ''
  FROM customers_pointentry
 WHERE key LIKE 'corrected:demo:%%' AND expires_on < %(today)s::date
"""
