"""All scans of pieces that had none, in one statement: every duty is written once, as what the scans add up to.

Volume    up to some thousand pieces with a few scans each, when a history is taken in.
Locking   the pieces in key order and their clocks, as in `shipments.sql.ingest`, within the statement: a piece that
          somebody has scanned meanwhile is no longer found, and the counts tell.
Parity    `tests/shipments/services/test_whole_histories.py` holds it against scans that are told one by one.
"""

from shipments.sql import ingest

# Each piece is a master without scans, on one trip to the one outlet of all its scans: else the counts are smaller, and
# the caller must undo it all. Answers: events known, pieces with a visit.
RECORD_WHOLE = f"""
WITH clock AS MATERIALIZED (
    SELECT clock.*, trip.trip_no
      FROM shipments_linehaultrip AS trip
      JOIN shipments_clock AS clock ON clock.trip_id = trip.id
     WHERE trip.trip_no = ANY(%(trip_nos)s::text[])
       FOR SHARE OF clock
), piece AS MATERIALIZED (
    SELECT told.place, piece.id, piece.waybill_id, piece.destination_id, outlet.id AS outlet_id, clock.trip_id,
           clock.id AS clock_id
      FROM unnest(%(numbers)s::text[], %(outlets)s::text[], %(trip_nos)s::text[]) WITH ORDINALITY
           AS told (number, outlet, trip_no, place)
      JOIN shipments_piece AS piece ON piece.number = told.number
      JOIN outlets_outlet AS outlet ON outlet.code = told.outlet
      JOIN clock ON clock.trip_no = told.trip_no AND clock.outlet_id = outlet.id
     WHERE piece.kind = 'master' AND piece.seen_from IS NULL AND NOT piece.irregular
       AND (%(network)s::boolean OR outlet.id = ANY(%(outlet_ids)s::bigint[]))
     ORDER BY piece.id
       FOR NO KEY UPDATE OF piece
), known AS MATERIALIZED (
    SELECT e.event_id, e.kind, e.occurred_at, e.occurred_at AS device_at, %(at)s::timestamptz AS received_at,
           0 AS error_ms, %(grade)s::text AS grade, NULL::uuid AS corrects, NULL::jsonb AS detail,
           piece.id AS piece_id, piece.outlet_id,
           CASE WHEN e.kind IN ('departure', 'arrival') THEN piece.trip_id END AS trip_id
      FROM unnest(%(event_id)s::uuid[], %(kind)s::text[], %(occurred_at)s::timestamptz[], %(place)s::bigint[])
           AS e (event_id, kind, occurred_at, place)
      JOIN piece ON piece.place = e.place
), done AS (
    SELECT piece_id, min(occurred_at) AS seen_from, max(occurred_at) AS seen_until,
           min(occurred_at) FILTER (WHERE kind = 'arrival') AS scanned_at,
           min(occurred_at) FILTER (WHERE kind = 'out_for_delivery') AS out_at,
           min(occurred_at) FILTER (WHERE kind IN ('delivered', 'signed')) AS delivered_at,
           min(occurred_at) FILTER (WHERE kind = 'signed') AS signed_at
      FROM known
     GROUP BY piece_id
    HAVING bool_or(kind IN ('departure', 'arrival'))
), told AS MATERIALIZED (
    SELECT done.*, piece.waybill_id, piece.destination_id, piece.trip_id, piece.clock_id, 0 AS error_ms,
           CASE WHEN done.scanned_at IS NULL THEN '' ELSE %(grade)s::text END AS grade
      FROM done
      JOIN piece ON piece.id = done.piece_id
), last AS (
    SELECT DISTINCT ON (piece_id) piece_id, kind, occurred_at, event_id, outlet_id
      FROM known
     WHERE kind = ANY(%(telling)s::text[])
     ORDER BY piece_id, occurred_at DESC, array_position(%(telling)s::text[], kind) DESC, event_id DESC
), taken AS (
    INSERT INTO shipments_scankey (event_id) SELECT event_id FROM known ORDER BY event_id
), added AS ({ingest.add_events("known AS e")}
), met AS (
    INSERT INTO shipments_piecearrival (
           piece_id, outlet_id, trip_id, clock_id, scanned_at, scan_error_ms, scan_grade, dropped, rescanned)
    SELECT e.piece_id, clock.outlet_id, e.trip_id, clock.id, e.scanned_at, e.error_ms, e.grade, FALSE, FALSE
      FROM told AS e
      JOIN clock ON clock.id = e.clock_id
    RETURNING id, clock_id, scanned_at, rescanned
), put AS ({ingest.PUT_TO_JUDGEMENT}
), run AS (
    INSERT INTO shipments_deliveryrun (
           waybill_id, outlet_id, trip_id, clock_id, delivers, out_at, delivered_at, delivered_error_ms,
           delivered_grade, signed_at, signed_error_ms, signed_grade, doubtful, dropped, posted, to_judge)
    SELECT e.waybill_id, clock.outlet_id, e.trip_id, clock.id, e.destination_id = clock.outlet_id, e.out_at,
           e.delivered_at, 0, CASE WHEN e.delivered_at IS NULL THEN '' ELSE %(grade)s::text END,
           e.signed_at, 0, CASE WHEN e.signed_at IS NULL THEN '' ELSE %(grade)s::text END, FALSE, FALSE, FALSE,
           clock.runs_closed_at IS NOT NULL
           OR coalesce(e.delivered_at > clock.delivery_due_at, FALSE)
           OR coalesce(e.signed_at > clock.sign_due_at, FALSE)
      FROM told AS e
      JOIN clock ON clock.id = e.clock_id
), moved AS (
    UPDATE shipments_piece AS piece
       SET seen_from = e.seen_from, seen_until = e.seen_until, state = coalesce(last.kind, piece.state),
           state_at = last.occurred_at, state_event = last.event_id, state_outlet_id = last.outlet_id
      FROM told AS e
      LEFT JOIN last USING (piece_id)
     WHERE piece.id = e.piece_id
), touched AS (
    INSERT INTO shipments_daytouched (outlet_id, day)
    SELECT DISTINCT outlet_id, day FROM clock
)
SELECT (SELECT count(*) FROM known), (SELECT count(*) FROM told)
"""
