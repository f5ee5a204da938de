"""Pairs of files that may be the same customer, in some outlets at a time.

Volume    all files once a night: four or five keys each, 50,000 files together; what a crowd shares is left out.
Locking   the pairs it writes.
Parity    `tests/customers/sql/test_duplicates.py` compares it with `customers.rules.duplicates`.
"""

from customers.rules.duplicates import CLUES, CROWD, MOST, WORTH_A_LOOK

_CLUES = ", ".join(
    f"({place}, '{clue.prefix}', '{clue.family}', '{clue.reason}', {clue.points})" for place, clue in enumerate(CLUES)
)

#: New pairs, those whose score has changed, and open ones that no longer look alike. Answers how many were found anew
#: and how many were dropped.
FIND = f"""
WITH clue (place, prefix, family, reason, points) AS (VALUES {_CLUES}
), key AS MATERIALIZED (
    SELECT customer.outlet_id, customer.id AS customer_id, term.key, clue.*
      FROM customers_customer AS customer
      JOIN customers_searchentry AS entry ON entry.customer_id = customer.id
     CROSS JOIN LATERAL unnest(entry.terms) AS term (key)
      JOIN clue ON clue.prefix = left(term.key, 3)
     WHERE customer.outlet_id = ANY(%(outlets)s::bigint[]) AND customer.state = 'active'
), shared AS (
    SELECT outlet_id, key FROM key GROUP BY outlet_id, key HAVING count(*) BETWEEN 2 AND {CROWD}
), told AS MATERIALIZED (
    SELECT key.* FROM key JOIN shared USING (outlet_id, key)
), strongest AS (
    SELECT DISTINCT ON (one.outlet_id, one.customer_id, other.customer_id, one.family)
           one.outlet_id, one.customer_id AS first_id, other.customer_id AS second_id, one.place, one.reason, one.points
      FROM told AS one
      JOIN told AS other ON other.outlet_id = one.outlet_id AND other.key = one.key
                        AND other.customer_id > one.customer_id
     ORDER BY one.outlet_id, one.customer_id, other.customer_id, one.family, one.place
), found AS MATERIALIZED (
    SELECT outlet_id, first_id, second_id, LEAST({MOST}, sum(points)) AS score,
           jsonb_agg(reason ORDER BY place) AS reasons
      FROM strongest
     GROUP BY outlet_id, first_id, second_id
    HAVING sum(points) >= {WORTH_A_LOOK}
), written AS (
    INSERT INTO customers_duplicatepair AS pair (outlet_id, first_id, second_id, score, reasons, state, found_at)
    SELECT outlet_id, first_id, second_id, score, reasons, 'open', %(at)s FROM found ORDER BY first_id, second_id
        ON CONFLICT (first_id, second_id) DO UPDATE
       SET score = excluded.score, reasons = excluded.reasons, outlet_id = excluded.outlet_id
     WHERE pair.state = 'open' AND (pair.score, pair.reasons, pair.outlet_id)
                                   IS DISTINCT FROM (excluded.score, excluded.reasons, excluded.outlet_id)
    RETURNING xmax = 0 AS is_new
), dropped AS (
    DELETE FROM customers_duplicatepair AS pair
     WHERE pair.outlet_id = ANY(%(outlets)s::bigint[]) AND pair.state = 'open'
       AND NOT EXISTS (SELECT FROM found WHERE (found.first_id, found.second_id) = (pair.first_id, pair.second_id))
    RETURNING 1
)
SELECT (SELECT count(*) FROM written WHERE is_new), (SELECT count(*) FROM dropped)
"""
