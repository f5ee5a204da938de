"""Whom the tiers' rhythms owe a call, of the whole network in one go.

Volume    once a night: every standing and its totals, the newest callback of each by callback_newest_of_customer.
Locking   none; a customer is planned once by callback_one_planned_per_customer.
Parity    `tests/customers/sql/test_callbacks.py` compares the day with `customers.rules.callback_plan.due_on`.
"""

#: (outlet, customer, tier, due_on), of each outlet those that its window can hold at most, by rank.
OWED = """
SELECT outlet_id, customer_id, tier, due_on
  FROM (SELECT owed.*, row_number() OVER (PARTITION BY outlet_id ORDER BY tier, due_on, customer_id) AS place
          FROM (SELECT standing.outlet_id, standing.customer_id, standing.tier,
                       CASE WHEN last.called_on IS NULL
                            THEN standing.since + 1 + (standing.customer_id %% level.callback_days)::int
                            ELSE last.called_on + level.callback_days END AS due_on
                  FROM customers_customertier AS standing
                  JOIN customers_servicelevel AS level
                    ON level.tier = standing.tier AND level.callback_days > 0
                  JOIN customers_customer AS customer
                    ON customer.id = standing.customer_id AND customer.state = 'active'
                  JOIN customers_activity AS activity
                    ON activity.customer_id = standing.customer_id AND activity.last_on >= %(sent_since)s
                  LEFT JOIN LATERAL (
                       SELECT (closed_at AT TIME ZONE %(zone)s)::date AS called_on
                         FROM customers_callback AS callback
                        WHERE callback.customer_id = standing.customer_id
                        ORDER BY id DESC LIMIT 1) AS last ON true
                 WHERE NOT EXISTS (SELECT FROM customers_callback AS planned
                                    WHERE planned.customer_id = standing.customer_id AND planned.state = 'planned')
                   AND NOT EXISTS (SELECT FROM customers_churncase AS going
                                    WHERE going.customer_id = standing.customer_id AND going.closed_at IS NULL)
                   AND COALESCE((SELECT given FROM customers_consent AS word
                                  WHERE word.customer_id = standing.customer_id AND word.contact_id IS NULL
                                    AND word.channel = 'call' AND word.purpose = 'notice'
                                  ORDER BY at DESC, id DESC LIMIT 1), true)) AS owed
         WHERE due_on <= %(until)s) AS ranked
 WHERE place <= %(most)s
 ORDER BY outlet_id, place
"""

#: Planned calls that are not owed any more: the file is closed, or the customer is lost and called for that.
DROP = """
UPDATE customers_callback AS callback
   SET state = 'dropped', closed_at = %(at)s
  FROM customers_customer AS customer
 WHERE customer.id = callback.customer_id AND callback.state = 'planned'
   AND (customer.state <> 'active'
        OR EXISTS (SELECT FROM customers_churncase AS going
                    WHERE going.customer_id = callback.customer_id AND going.closed_at IS NULL
                      AND going.kind = 'lost'))
"""
