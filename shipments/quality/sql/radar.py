"""Find the radar's patterns in a day of the whole network.

Volume    the scans of two or three days once a night (index scanevent_by_time, a BRIN: the pages of those days and no
          others), and for each signature its piece's earlier scans by primary key.
Locking   none.
Parity    `tests/shipments/quality/sql/test_radar.py` compares it with `shipments.quality.rules.radar`.
"""

from shipments.sql.day_log import WORKER

#: Rows as the fields of `shipments.quality.rules.radar.Found`.
FIND = f"""
WITH withdrawn AS MATERIALIZED (
    SELECT corrects FROM shipments_scanevent
     WHERE occurred_at >= %(since)s - %(withdrawn_from)s AND occurred_at < %(at)s AND corrects IS NOT NULL
), seen AS MATERIALIZED (
    SELECT event.event_id, event.piece_id, event.kind, event.outlet_id, event.occurred_at AS at,
           COALESCE({WORKER}, '') AS worker
      FROM shipments_scanevent AS event
     WHERE event.occurred_at >= %(since)s AND event.occurred_at < %(until)s AND event.kind <> 'void'
       AND NOT EXISTS (SELECT FROM withdrawn WHERE withdrawn.corrects = event.event_id)
), closing AS MATERIALIZED (
    SELECT seen.*, piece.number
      FROM seen JOIN shipments_piece AS piece ON piece.id = seen.piece_id AND piece.kind = 'master'
     WHERE seen.kind IN ('delivered', 'signed')
), signed AS MATERIALIZED (
    SELECT first.*, before.sent_out, before.delivered
      FROM (SELECT DISTINCT ON (piece_id, outlet_id) * FROM closing
             WHERE kind = 'signed' ORDER BY piece_id, outlet_id, at, event_id) AS first
     CROSS JOIN LATERAL (
           SELECT count(*) > 0 AS sent_out, count(*) FILTER (WHERE prior.kind = 'delivered') > 0 AS delivered
             FROM shipments_scanevent AS prior
            WHERE prior.piece_id = first.piece_id AND prior.outlet_id = first.outlet_id
              AND prior.kind IN ('delivered', 'out_for_delivery')
              AND prior.occurred_at >= %(since)s - %(scanned_before)s AND prior.occurred_at < %(until)s
              AND prior.occurred_at BETWEEN first.at - %(scanned_before)s AND first.at
              AND NOT EXISTS (SELECT FROM withdrawn WHERE withdrawn.corrects = prior.event_id)) AS before
), handed_over AS MATERIALIZED (
    SELECT first.*
      FROM (SELECT DISTINCT ON (piece_id, outlet_id) * FROM closing
             ORDER BY piece_id, outlet_id, at, kind, event_id) AS first
      LEFT JOIN signed ON signed.event_id = first.event_id
     WHERE first.kind = 'delivered' OR NOT signed.delivered
), minute AS (
    SELECT outlet_id, worker, at, count(*) OVER within AS count, min(at) OVER within AS since
      FROM handed_over
     WHERE worker <> ''
    WINDOW within AS (PARTITION BY outlet_id, worker ORDER BY at
                      RANGE BETWEEN %(bulk_within)s PRECEDING AND CURRENT ROW)
), fullest AS (
    SELECT DISTINCT ON (outlet_id, worker) * FROM minute
     WHERE count >= %(bulk)s
     ORDER BY outlet_id, worker, count DESC, at
), around AS (
    SELECT event_id,
           count(*) OVER near - count(*) OVER near_own AS near,
           count(*) OVER (PARTITION BY outlet_id, worker)
           - count(*) OVER (PARTITION BY outlet_id, worker, piece_id) AS others,
           max(at) OVER earlier AS before,
           min(at) OVER later AS after
      FROM seen
     WHERE worker <> ''
    WINDOW near AS (PARTITION BY outlet_id, worker ORDER BY at
                    RANGE BETWEEN %(apart)s PRECEDING AND %(apart)s FOLLOWING),
           near_own AS (PARTITION BY outlet_id, worker, piece_id ORDER BY at
                        RANGE BETWEEN %(apart)s PRECEDING AND %(apart)s FOLLOWING),
           earlier AS (PARTITION BY outlet_id, worker ORDER BY at
                       RANGE BETWEEN UNBOUNDED PRECEDING AND %(apart)s PRECEDING),
           later AS (PARTITION BY outlet_id, worker ORDER BY at DESC
                     RANGE BETWEEN UNBOUNDED PRECEDING AND %(apart)s PRECEDING)
), move AS (
    SELECT worker, outlet_id, at, there, left_at, count(*) OVER (PARTITION BY worker) AS count,
           row_number() OVER (PARTITION BY worker ORDER BY at, outlet_id, event_id) AS place
      FROM (SELECT worker, outlet_id, at, event_id,
                   lag(outlet_id) OVER way AS there, lag(at) OVER way AS left_at
              FROM seen
             WHERE worker LIKE 'user:%%' OR worker LIKE 'phone:%%'
                OR worker IN (SELECT staff_no FROM accounts_user WHERE staff_no <> '')
            WINDOW way AS (PARTITION BY worker ORDER BY at, outlet_id, event_id)) AS step
     WHERE there <> outlet_id AND at - left_at <= %(between_places)s
)
SELECT 'undelivered', outlet_id, number, worker, at, 1,
       NULL::timestamptz, NULL::timestamptz, NULL::bigint, '{{}}'::text[]
  FROM signed
 WHERE NOT sent_out
 UNION ALL
SELECT 'bulk', outlet_id, worker, worker, at, count, since, at, NULL,
       ARRAY(SELECT number FROM handed_over AS own
              WHERE (own.outlet_id, own.worker) = (fullest.outlet_id, fullest.worker)
                AND own.at BETWEEN fullest.since AND fullest.at
              ORDER BY number LIMIT %(named)s)
  FROM fullest
 UNION ALL
SELECT 'apart', outlet_id, number, worker, at, others, before, after, NULL, '{{}}'
  FROM handed_over JOIN around USING (event_id)
 WHERE near = 0 AND others >= %(apart_others)s
 UNION ALL
SELECT 'two_places', outlet_id, worker, worker, at, count, left_at, at, there, '{{}}'
  FROM move
 WHERE place = 1
"""

#: The scans of one worker that day, those nearest to an instant: (at, kind, piece's number, outlet's key).
NEAR = f"""
SELECT event.occurred_at, event.kind, piece.number, event.outlet_id
  FROM (SELECT occurred_at, kind, piece_id, outlet_id
          FROM shipments_scanevent
         WHERE {WORKER} = %(worker)s AND occurred_at >= %(since)s AND occurred_at < %(until)s
         ORDER BY abs(extract(epoch FROM occurred_at - %(at)s::timestamptz)), occurred_at
         LIMIT %(limit)s) AS event
  JOIN shipments_piece AS piece ON piece.id = event.piece_id
 ORDER BY event.occurred_at, piece.number
"""
