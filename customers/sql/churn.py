"""Churn cases of the whole network in one go: opened, turned into losses, won back, given up.

Volume    once a night: every customer's row of totals, and the 13 weeks' rows by customers_customerweek's primary key.
Locking   the rows of open cases that change; a case is opened once by churn_one_open_case_per_customer.
Parity    `tests/customers/sql/test_churn.py` compares the signs with `customers.rules.churn`.
"""

from customers.rules import churn
from customers.rules.churn import Sign

_LEAST = ", ".join(f"({sent}, {least})" for sent, least in enumerate(churn.LEAST_EXPECTED))

_SIGNS = f"""
WITH least (sent, expected) AS (VALUES {_LEAST}
), sent AS MATERIALIZED (
    SELECT customer_id, sum(parcels) AS weeks_parcels,
           COALESCE(sum(parcels) FILTER (WHERE week >= %(last_weeks)s), 0) AS last_parcels
      FROM customers_customerweek
     WHERE week >= %(weeks)s AND week < %(monday)s
     GROUP BY customer_id
), habit AS (
    SELECT activity.customer_id, activity.outlet_id, activity.last_on, activity.gap_days, activity.parcels,
           COALESCE(activity.gap_days, 0) AS gap,
           %(today)s::date - activity.last_on
           - (SELECT count(*) FROM unnest(%(holidays)s::date[]) AS off WHERE off > activity.last_on) AS silent_days,
           COALESCE(sent.last_parcels, 0) AS last_parcels,
           CASE WHEN activity.first_on <= %(weeks)s THEN COALESCE(sent.weeks_parcels, 0) END AS weeks_parcels
      FROM customers_activity AS activity
      JOIN customers_customer AS customer ON customer.id = activity.customer_id AND customer.state = 'active'
      LEFT JOIN sent ON sent.customer_id = activity.customer_id
     WHERE activity.parcels >= {churn.KNOWN_PARCELS} AND activity.last_on <= %(today)s
), signs AS (
    SELECT habit.*,
           CASE WHEN silent_days >= GREATEST({churn.LOST_DAYS}, {churn.LOST_GAPS} * gap) THEN '{Sign.LOST_SILENT}'
                WHEN silent_days > GREATEST({churn.SILENT_DAYS}, gap) THEN '{Sign.RISK_SILENT}'
                WHEN last_parcels * %(weeks_days)s < {churn.DROP} * weeks_parcels * %(last_days)s
                     AND weeks_parcels * %(last_days)s > COALESCE(least.expected, 0) * %(weeks_days)s
                THEN '{Sign.RISK_DROP}' END AS sign,
           jsonb_build_object(
               'last_on', last_on, 'silent_days', silent_days, 'gap_days', gap_days, 'parcels', parcels,
               'last_parcels', last_parcels, 'weeks_parcels', weeks_parcels,
               'expected', round(weeks_parcels * %(last_days)s::numeric / %(weeks_days)s, 1)) AS inputs
      FROM habit LEFT JOIN least ON least.sent = habit.last_parcels
)"""

#: (customer, sign, inputs) of everybody who shows one.
SIGNS = f"{_SIGNS} SELECT customer_id, sign, inputs FROM signs WHERE sign IS NOT NULL ORDER BY customer_id"

#: The day from which the time to win a customer back is counted.
_SINCE = "COALESCE((kase.inputs ->> 'lost_on')::date, (kase.opened_at AT TIME ZONE %(zone)s)::date)"

#: Closed as won back by a shipment in time, or by the volume that was expected; returns the cases.
WIN_BACK = f"""{_SIGNS}, won AS (
    SELECT own.id,
           CASE WHEN own.rule <> '{Sign.RISK_DROP}' THEN (
                    SELECT min(shipped.day) FROM customers_customerday AS shipped
                     WHERE shipped.customer_id = own.customer_id AND shipped.parcels > 0
                       AND shipped.day >= (own.opened_at AT TIME ZONE %(zone)s)::date)
                WHEN habit.last_parcels >= {churn.RECOVERED} * (own.inputs ->> 'expected')::numeric
                THEN habit.last_on END AS day
      FROM customers_churncase AS own JOIN habit ON habit.customer_id = own.customer_id
     WHERE own.closed_at IS NULL
)
UPDATE customers_churncase AS kase
   SET state = 'won_back', closed_at = %(at)s, shipped_again_on = won.day
  FROM won
 WHERE kase.id = won.id AND won.day <= {_SINCE} + {churn.WIN_BACK_DAYS}
RETURNING kase.id
"""

#: Closed as not won back; returns the cases.
GIVE_UP = f"""
UPDATE customers_churncase AS kase
   SET state = 'gone', closed_at = %(at)s
 WHERE closed_at IS NULL AND %(today)s::date - {_SINCE} > {churn.WIN_BACK_DAYS}
RETURNING id
"""

#: What was at risk is lost; returns the cases.
LOSE = f"""{_SIGNS}
UPDATE customers_churncase AS kase
   SET kind = 'lost', rule = signs.sign, tier = COALESCE(standing.tier, kase.tier),
       inputs = signs.inputs || jsonb_build_object('lost_on', %(today)s::date),
       due_at = (%(dues)s::jsonb ->> COALESCE(standing.tier, kase.tier))::timestamptz
  FROM signs LEFT JOIN customers_customertier AS standing ON standing.customer_id = signs.customer_id
 WHERE kase.customer_id = signs.customer_id AND kase.closed_at IS NULL AND kase.kind = 'at_risk'
   AND signs.sign = '{Sign.LOST_SILENT}'
RETURNING kase.id
"""

#: New cases: of who shows a sign that no case before has answered, and was not silent long before we watched.
OPEN = f"""{_SIGNS}
INSERT INTO customers_churncase (customer_id, outlet_id, tier, kind, rule, inputs, value_yuan, state, cause, owner_id,
                                 opened_at, due_at)
SELECT signs.customer_id, signs.outlet_id, COALESCE(standing.tier, 'C'),
       CASE WHEN sign = '{Sign.LOST_SILENT}' THEN 'lost' ELSE 'at_risk' END, sign, inputs, value.yuan, 'open', '',
       customer.keeper_id, %(at)s,
       CASE WHEN sign = '{Sign.LOST_SILENT}'
            THEN (%(dues)s::jsonb ->> COALESCE(standing.tier, 'C'))::timestamptz END
  FROM signs
  JOIN customers_customer AS customer ON customer.id = signs.customer_id
  LEFT JOIN customers_customertier AS standing ON standing.customer_id = signs.customer_id
 CROSS JOIN LATERAL (
       SELECT round(COALESCE(sum(shipped.yuan), 0) / 3, 2) AS yuan
         FROM customers_customerday AS shipped
        WHERE shipped.customer_id = signs.customer_id
          AND shipped.day > signs.last_on - 90 AND shipped.day <= signs.last_on) AS value
 WHERE sign IS NOT NULL AND signs.last_on >= %(watched_since)s
   AND NOT EXISTS (
       SELECT FROM customers_churncase AS before
        WHERE before.customer_id = signs.customer_id
          AND (before.closed_at IS NULL
               OR signs.sign <> '{Sign.RISK_DROP}'
                  AND (before.opened_at AT TIME ZONE %(zone)s)::date > signs.last_on
               OR signs.sign = '{Sign.RISK_DROP}' AND before.closed_at >= %(quiet_since)s))
    ON CONFLICT DO NOTHING
RETURNING id
"""
