"""A month's evaluation of all customers in one pass over their weeks.

Volume    a million customers with thirteen weeks each, once a month: one aggregate, two joins, two sorts.
Locking   none while reading; standings are written in the order of their customers.
Parity    `tests/customers/sql/test_tiers.py` holds it against `customers.rules.tiers`, to the last bit: sums of whole
          numbers below 2^53 are exact in any order, and what follows is computed by the same steps.
"""

from customers.rules.tiers import UNIT

#: Who has an override in force.
_HELD = "(SELECT customer_id FROM customers_tieroverride WHERE approved AND ended_at IS NULL)"

#: By customer: what the window says. Arrays hold one element a week of the window; weeks left out have factor 0.
#: OFFSET 0 keeps PostgreSQL from working out `scaled` anew for each sum.
_SHIPPED = """
    SELECT customer_id, sum(parcels) AS parcels, sum(yuan) AS yuan, count(*) AS shipped_weeks,
           sum(scaled) AS scaled, sum(scaled * scaled) AS squares
      FROM (SELECT customer_id, parcels, yuan,
                   (parcels * (%(factors)s::int[])[(week - %(first)s::date) / 7 + 1])::float8 AS scaled
              FROM customers_customerweek
             WHERE week BETWEEN %(first)s::date AND %(last)s::date AND parcels > 0
            OFFSET 0) AS week
     WHERE scaled > 0
     GROUP BY customer_id
"""

_FIGURES = f"""
    SELECT activity.customer_id, activity.outlet_id,
           CASE WHEN standing.provisional THEN '' ELSE COALESCE(standing.computed, '') END AS was,
           COALESCE(standing.leaning, '') AS leaning,
           COALESCE(shipped.parcels, 0) AS parcels, COALESCE(shipped.yuan, 0) AS yuan,
           COALESCE(shipped.scaled, 0) AS scaled, COALESCE(shipped.squares, 0) AS squares,
           COALESCE(shipped.shipped_weeks, 0) AS shipped_weeks,
           (%(known)s::int[])[GREATEST((activity.first_on - %(first)s::date) / 7, 0) + 1] AS weeks_known,
           CASE WHEN %(by_value)s THEN COALESCE(shipped.yuan * 100, 0)::float8 ELSE COALESCE(shipped.scaled, 0) END
               AS volume
      FROM customers_activity AS activity
      LEFT JOIN ({_SHIPPED}) AS shipped ON shipped.customer_id = activity.customer_id
      LEFT JOIN customers_customertier AS standing ON standing.customer_id = activity.customer_id
     WHERE shipped.customer_id IS NOT NULL OR standing.computed < 'C' OR standing.leaning <> '' OR standing.provisional
"""

_RANKED = f"""
    SELECT *,
           scaled / weeks_known / {UNIT} AS mean,
           CASE WHEN scaled <= 0 THEN NULL
                WHEN weeks_known = 1 THEN 0::float8
                ELSE sqrt(GREATEST(0::float8, (squares - scaled * scaled / weeks_known) / (weeks_known - 1)
                                              - {UNIT} * (scaled / weeks_known)))
                     / (scaled / weeks_known) END AS excess_cv,
           (weeks_known - shipped_weeks)::float8 / weeks_known AS zero_share,
           row_number() OVER largest AS rank,
           row_number() OVER (PARTITION BY outlet_id ORDER BY volume DESC, customer_id) AS outlet_rank,
           COALESCE((sum(volume) OVER (largest ROWS UNBOUNDED PRECEDING) - volume)
                    / NULLIF(sum(volume) OVER (), 0), 1) AS before
      FROM ({_FIGURES}) AS figures
     WHERE weeks_known > 0
    WINDOW largest AS (ORDER BY volume DESC, customer_id)
"""


def _by(limits: str) -> str:
    return f"""CASE WHEN weeks_known < %(weeks)s OR scaled < %(least)s THEN 'C'
                WHEN before < %({limits}_a_share)s AND excess_cv <= %({limits}_cv)s
                     AND zero_share <= %({limits}_zeros)s THEN 'A'
                WHEN before < %({limits}_b_share)s THEN 'B'
                ELSE 'C' END"""


_FOUND = f"""
    SELECT *,
           CASE WHEN was = '' THEN {_by("first")}
                WHEN ({_by("up")}) < was THEN {_by("up")}
                WHEN ({_by("down")}) > was THEN {_by("down")}
                ELSE was END AS indicated
      FROM ({_RANKED}) AS ranked
"""

#: What `customers.rules.tiers.verdict` says of each.
VERDICTS = f"""
SELECT customer_id, outlet_id, parcels, yuan, weeks_known, mean, excess_cv, zero_share, before, rank, outlet_rank,
       was, indicated,
       CASE WHEN was = '' OR indicated = was THEN indicated
            WHEN leaning <> '' AND (leaning < was) = (indicated < was) THEN indicated
            ELSE was END AS tier,
       weeks_known < %(weeks)s AS provisional
  FROM ({_FOUND}) AS found
"""

KEEP = f"""
INSERT INTO customers_tierverdict (
       customer_id, outlet_id, parcels, yuan, weeks_known, mean, excess_cv, zero_share, before, rank, outlet_rank,
       was, indicated, tier, provisional, evaluation_id)
SELECT verdict.*, %(evaluation)s FROM ({VERDICTS}) AS verdict
"""

#: Who has an override keeps its tier. A row that says the same already is not written again.
STAND = f"""
INSERT INTO customers_customertier AS standing (customer_id, outlet_id, tier, since, computed, provisional, leaning)
SELECT verdict.customer_id, verdict.outlet_id, verdict.tier, %(day)s, verdict.tier, verdict.provisional,
       CASE WHEN verdict.indicated = verdict.tier THEN '' ELSE verdict.indicated END
  FROM customers_tierverdict AS verdict
 WHERE verdict.evaluation_id = %(evaluation)s
 ORDER BY verdict.customer_id
    ON CONFLICT (customer_id) DO UPDATE
   SET computed = excluded.computed, provisional = excluded.provisional, leaning = excluded.leaning,
       outlet_id = excluded.outlet_id,
       since = CASE WHEN standing.tier = excluded.tier OR standing.customer_id IN {_HELD}
                    THEN standing.since ELSE excluded.since END,
       tier = CASE WHEN standing.customer_id IN {_HELD}
                   THEN standing.tier ELSE excluded.tier END
 WHERE (standing.computed, standing.provisional, standing.leaning, standing.outlet_id, standing.tier)
       IS DISTINCT FROM
       (excluded.computed, excluded.provisional, excluded.leaning, excluded.outlet_id, excluded.tier)
"""
#: Files that have shipped nothing yet are C for now.
NEWCOMERS = """
INSERT INTO customers_customertier (customer_id, outlet_id, tier, since, computed, provisional, leaning)
SELECT customer.id, customer.outlet_id, 'C', %(day)s, 'C', TRUE, ''
  FROM customers_customer AS customer
  LEFT JOIN customers_customertier AS standing ON standing.customer_id = customer.id
 WHERE standing.customer_id IS NULL AND customer.state = 'active'
 ORDER BY customer.id
    ON CONFLICT (customer_id) DO NOTHING
"""

COUNT = """
SELECT count(*), count(*) FILTER (WHERE was <> '' AND was <> tier)
  FROM customers_tierverdict
 WHERE evaluation_id = %(evaluation)s
"""

_KEPT = f"""
    SELECT customer_id, outlet_id, parcels, yuan, weeks_known, mean, excess_cv, zero_share, before, rank, provisional,
           mean * weeks_known * {UNIT} AS scaled
      FROM customers_tierverdict WHERE evaluation_id = %(evaluation)s
"""
#: The same, ranked anew: by freight where the evaluation went by parcels, or the other way round.
_RANKED_ANEW = f"""
    SELECT customer_id, outlet_id, parcels, yuan, weeks_known, mean, excess_cv, zero_share, provisional, scaled,
           row_number() OVER largest AS rank,
           COALESCE((sum(volume) OVER (largest ROWS UNBOUNDED PRECEDING) - volume)
                    / NULLIF(sum(volume) OVER (), 0), 1) AS before
      FROM (SELECT kept.*, CASE WHEN %(by_value)s THEN (yuan * 100)::float8 ELSE scaled END AS volume
              FROM ({_KEPT}) AS kept) AS measured
    WINDOW largest AS (ORDER BY volume DESC, customer_id)
"""


def _tried(verdicts: str) -> str:
    return f"""
    SELECT *, CASE WHEN was = '' THEN {_by("first")}
                   WHEN ({_by("up")}) < was THEN {_by("up")}
                   WHEN ({_by("down")}) > was THEN {_by("down")}
                   ELSE was END AS indicated
      FROM (SELECT verdict.*, standing.computed AS now,
                   CASE WHEN verdict.provisional THEN '' ELSE standing.computed END AS was
              FROM ({verdicts}) AS verdict
              JOIN customers_customertier AS standing USING (customer_id)) AS kept
"""


def what_if(*, ranked_anew: bool) -> str:
    """The verdicts of one evaluation judged by other thresholds, from the tiers of today: who would move, to where."""
    tried = _tried(_RANKED_ANEW if ranked_anew else _KEPT)
    return (
        f"SELECT now, indicated, count(*), sum(parcels), sum(yuan) FROM ({tried}) AS tried GROUP BY 1, 2 ORDER BY 1, 2"
    )


def what_if_moved(*, ranked_anew: bool) -> str:
    """The largest of them."""
    tried = _tried(_RANKED_ANEW if ranked_anew else _KEPT)
    return f"""
    SELECT customer_id, now, indicated FROM ({tried}) AS tried WHERE now <> indicated ORDER BY rank LIMIT %(limit)s"""
