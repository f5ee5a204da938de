"""One batch of scans: a statement per table, or a single one when the whole batch is plain.

Volume    up to 2,000 events a call, ~10^6 a day, bursts of 560 a second; every read is by key.
Locking   the batch's pieces, in key order, before anything is written (`LOCK_PIECES`), so that two batches with the
          same pieces follow each other and never wait in a ring. New duties share-lock their clock, so that none
          slips in while the clock is being closed or moved.
Parity    `tests/shipments/services/test_scan_orders.py` holds it against the pure `shipments.rules.history` on
          shuffled histories: LEAST, GREATEST and the `better` comparison make every order come out the same.

Each table's statement is written once, as a function of the FROM item that its rows `e` come from.
"""

from itertools import product

LOCK_PIECES = """
SELECT piece.number, piece.id, piece.waybill_id, piece.kind, piece.destination_id, piece.irregular
  FROM shipments_piece AS piece
 WHERE piece.number = ANY(%(numbers)s::text[])
 ORDER BY piece.id
   FOR NO KEY UPDATE
"""

# `ON CONFLICT` also settles an id that stands twice in one batch. In order, so that no two batches wait in a ring.
TAKE_KEYS = """
INSERT INTO shipments_scankey (event_id)
SELECT unnest(%(event_ids)s::uuid[])
    ON CONFLICT DO NOTHING
RETURNING event_id
"""


def add_events(events: str) -> str:
    return f"""
INSERT INTO shipments_scanevent (
       event_id, piece_id, kind, outlet_id, trip_id, device_at, occurred_at, received_at, error_ms, grade, corrects,
       source, detail)
SELECT e.event_id, e.piece_id, e.kind, e.outlet_id, e.trip_id, e.device_at, e.occurred_at, e.received_at,
       e.error_ms, e.grade, e.corrects, %(source)s::text, e.detail
  FROM {events}
"""


ADD_EVENTS = add_events(
    """unnest(%(event_id)s::uuid[], %(piece_id)s::bigint[], %(kind)s::text[], %(outlet_id)s::bigint[],
              %(trip_id)s::bigint[], %(device_at)s::timestamptz[], %(occurred_at)s::timestamptz[],
              %(received_at)s::timestamptz[], %(error_ms)s::int[], %(grade)s::text[], %(corrects)s::uuid[],
              %(detail)s::jsonb[])
       AS e (event_id, piece_id, kind, outlet_id, trip_id, device_at, occurred_at, received_at, error_ms, grade,
             corrects, detail)"""
)


def expect_and_meet_arrivals(scans: str) -> str:
    """A departure expects the piece (scanned_at NULL), an arrival meets it. What is already scanned better stays.

    Reads from a CTE `clock` of the clocks, locked.
    """
    return f"""
INSERT INTO shipments_piecearrival AS arrival (
       piece_id, outlet_id, trip_id, clock_id, scanned_at, scan_error_ms, scan_grade, dropped, rescanned)
SELECT e.piece_id, clock.outlet_id, e.trip_id, clock.id, e.scanned_at, e.error_ms, e.grade, FALSE, FALSE
  FROM {scans}
    ON CONFLICT (piece_id, outlet_id, trip_id) DO UPDATE
   SET scanned_at = EXCLUDED.scanned_at, scan_error_ms = EXCLUDED.scan_error_ms, scan_grade = EXCLUDED.scan_grade,
       rescanned = arrival.scanned_at IS NOT NULL
 WHERE EXCLUDED.scanned_at IS NOT NULL
   AND (arrival.scanned_at IS NULL
        OR (EXCLUDED.scan_grade = 'D', EXCLUDED.scanned_at, EXCLUDED.scan_error_ms, EXCLUDED.scan_grade)
         < (arrival.scan_grade = 'D', arrival.scanned_at, arrival.scan_error_ms, arrival.scan_grade))
RETURNING arrival.id, arrival.clock_id, arrival.scanned_at, arrival.rescanned
"""


# What may have to be charged, and what may have been: late, met a second time, or of a day that is closed.
PUT_TO_JUDGEMENT = """
INSERT INTO shipments_arrivaltojudge (arrival_id)
SELECT met.id
  FROM met
  JOIN clock ON clock.id = met.clock_id
 WHERE met.scanned_at > clock.arrival_due_at OR met.rescanned OR clock.arrivals_closed_at IS NOT NULL
"""
_SCANS = """unnest(%(piece_id)s::bigint[], %(trip_id)s::bigint[], %(scanned_at)s::timestamptz[], %(error_ms)s::int[],
              %(grade)s::text[]) AS e (piece_id, trip_id, scanned_at, error_ms, grade)
  JOIN clock ON clock.trip_id = e.trip_id
 WHERE TRUE"""
EXPECT_AND_MEET_ARRIVALS = f"""
WITH clock AS MATERIALIZED (
    SELECT clock.* FROM shipments_clock AS clock WHERE clock.trip_id = ANY(%(trip_id)s::bigint[]) FOR SHARE OF clock
), met AS ({expect_and_meet_arrivals(_SCANS)}
) {PUT_TO_JUDGEMENT}"""


def _start_runs(masters: str) -> str:
    return f"""
INSERT INTO shipments_deliveryrun (
       waybill_id, outlet_id, trip_id, clock_id, delivers, delivered_error_ms, delivered_grade, signed_error_ms,
       signed_grade, doubtful, dropped, posted, to_judge)
SELECT e.waybill_id, clock.outlet_id, e.trip_id, clock.id, e.destination_id = clock.outlet_id, 0, '', 0, '',
       FALSE, FALSE, FALSE, clock.runs_closed_at IS NOT NULL
  FROM {masters}
    ON CONFLICT (waybill_id, outlet_id, trip_id) DO NOTHING
RETURNING waybill_id, outlet_id
"""


# The waybills that now have two runs at one outlet: from there on their histories are folded afresh.
_TWICE = """
SELECT started.waybill_id
  FROM started
  JOIN shipments_deliveryrun AS other ON other.waybill_id = started.waybill_id AND other.outlet_id = started.outlet_id
"""
_MASTERS = """unnest(%(waybill_id)s::bigint[], %(destination_id)s::bigint[], %(trip_id)s::bigint[])
       AS e (waybill_id, destination_id, trip_id)
  JOIN shipments_clock AS clock ON clock.trip_id = e.trip_id
   FOR SHARE OF clock"""
START_RUNS = f"WITH started AS ({_start_runs(_MASTERS)}) {_TWICE}"

# Whether a new doing of a duty goes before the one on record: `shipments.rules.history.Done.better_than` in SQL.
_BETTER = """({new}_at IS NOT NULL AND ({old}_at IS NULL
        OR ({new}_grade = 'D', {new}_at, {new}_error_ms, {new}_grade)
         < ({old}_grade = 'D', {old}_at, {old}_error_ms, {old}_grade)))"""
_DELIVERED = _BETTER.format(new="e.delivered", old="run.delivered")
_SIGNED = _BETTER.format(new="e.signed", old="run.signed")


def _do_runs(acts: str) -> str:
    """Returns the waybills whose run was found; the others' acts wait in their events for a clock."""
    return f"""
UPDATE shipments_deliveryrun AS run
   SET out_at = LEAST(run.out_at, e.out_at),
       delivered_at = CASE WHEN {_DELIVERED} THEN e.delivered_at ELSE run.delivered_at END,
       delivered_error_ms = CASE WHEN {_DELIVERED} THEN e.delivered_error_ms ELSE run.delivered_error_ms END,
       delivered_grade = CASE WHEN {_DELIVERED} THEN e.delivered_grade ELSE run.delivered_grade END,
       signed_at = CASE WHEN {_SIGNED} THEN e.signed_at ELSE run.signed_at END,
       signed_error_ms = CASE WHEN {_SIGNED} THEN e.signed_error_ms ELSE run.signed_error_ms END,
       signed_grade = CASE WHEN {_SIGNED} THEN e.signed_grade ELSE run.signed_grade END,
       to_judge = run.to_judge OR run.posted
               OR COALESCE({_DELIVERED} AND e.delivered_at > clock.delivery_due_at, FALSE)
               OR COALESCE({_SIGNED} AND e.signed_at > clock.sign_due_at, FALSE)
  FROM {acts},
       shipments_clock AS clock
 WHERE run.waybill_id = e.waybill_id AND run.outlet_id = e.outlet_id AND clock.id = run.clock_id
RETURNING run.waybill_id, clock.outlet_id, clock.day
"""


DO_RUNS = _do_runs(
    """unnest(%(waybill_id)s::bigint[], %(outlet_id)s::bigint[], %(out_at)s::timestamptz[],
              %(delivered_at)s::timestamptz[], %(delivered_error_ms)s::int[], %(delivered_grade)s::text[],
              %(signed_at)s::timestamptz[], %(signed_error_ms)s::int[], %(signed_grade)s::text[])
       AS e (waybill_id, outlet_id, out_at, delivered_at, delivered_error_ms, delivered_grade, signed_at,
             signed_error_ms, signed_grade)"""
)

# The piece's state is its last telling event; the bounds cover every event.
_TELLS_MORE = """(e.state IS NOT NULL AND (piece.state_at IS NULL
        OR (e.state_at, array_position(%(telling)s::text[], e.state), e.state_event)
         > (piece.state_at, array_position(%(telling)s::text[], piece.state::text), piece.state_event)))"""


def _move_pieces(pieces: str) -> str:
    return f"""
UPDATE shipments_piece AS piece
   SET seen_from = LEAST(piece.seen_from, e.seen_from),
       seen_until = GREATEST(piece.seen_until, e.seen_until),
       state = CASE WHEN {_TELLS_MORE} THEN e.state ELSE piece.state END,
       state_at = CASE WHEN {_TELLS_MORE} THEN e.state_at ELSE piece.state_at END,
       state_event = CASE WHEN {_TELLS_MORE} THEN e.state_event ELSE piece.state_event END,
       state_outlet_id = CASE WHEN {_TELLS_MORE} THEN e.state_outlet_id ELSE piece.state_outlet_id END
  FROM {pieces}
 WHERE piece.id = e.piece_id
"""


MOVE_PIECES = _move_pieces(
    """unnest(%(piece_id)s::bigint[], %(seen_from)s::timestamptz[], %(seen_until)s::timestamptz[],
              %(state)s::text[], %(state_at)s::timestamptz[], %(state_event)s::uuid[], %(state_outlet_id)s::bigint[])
       AS e (piece_id, seen_from, seen_until, state, state_at, state_event, state_outlet_id)"""
)

TOUCH_DAYS = """
INSERT INTO shipments_daytouched (outlet_id, day)
SELECT clock.outlet_id, clock.day
  FROM shipments_clock AS clock
 WHERE clock.trip_id = ANY(%(trip_ids)s::bigint[])
 UNION
SELECT clock.outlet_id, clock.day
  FROM shipments_deliveryrun AS run
  JOIN shipments_clock AS clock ON clock.id = run.clock_id
 WHERE run.waybill_id = ANY(%(waybill_ids)s::bigint[])
"""

# A plain batch never becomes rows of Python: what the lock finds goes back as it came, one array a column.
LOCK_PLAIN = f"""
SELECT bool_or(irregular), array_agg(number)::text, array_agg(id)::text, array_agg(waybill_id)::text,
       array_agg(destination_id)::text, array_agg(kind = 'master')::text
  FROM ({LOCK_PIECES}) AS piece
"""

_PLAIN_SCANS = """(
       SELECT piece_id, trip_id, clock_id,
              CASE kind WHEN 'arrival' THEN occurred_at END AS scanned_at,
              CASE kind WHEN 'arrival' THEN error_ms ELSE 0 END AS error_ms,
              CASE kind WHEN 'arrival' THEN grade ELSE '' END AS grade
         FROM fresh
        WHERE kind IN ('departure', 'arrival')
       ) AS e
  JOIN clock ON clock.id = e.clock_id
 WHERE TRUE"""
_PLAIN_MASTERS = """fresh AS e
  JOIN clock ON clock.id = e.clock_id
 WHERE e.kind IN ('departure', 'arrival') AND e.leads"""
_PLAIN_ACTS = """(
       SELECT waybill_id, outlet_id,
              CASE kind WHEN 'out_for_delivery' THEN occurred_at END AS out_at,
              CASE WHEN kind <> 'out_for_delivery' THEN occurred_at END AS delivered_at,
              error_ms AS delivered_error_ms, grade AS delivered_grade,
              CASE kind WHEN 'signed' THEN occurred_at END AS signed_at,
              error_ms AS signed_error_ms, grade AS signed_grade
         FROM fresh
        WHERE leads AND kind IN ('out_for_delivery', 'delivered', 'signed')
       ) AS e"""
_PLAIN_PIECES = """(
       SELECT piece_id, occurred_at AS seen_from, occurred_at AS seen_until,
              CASE WHEN kind = ANY(%(telling)s::text[]) THEN kind END AS state, occurred_at AS state_at,
              event_id AS state_event, outlet_id AS state_outlet_id
         FROM fresh
       ) AS e"""

# What this batch delivered, in one row: a note a scan would cost more than the fold that reads it.
TELL_DELIVERIES = """
INSERT INTO shipments_deliveriestold (waybills, delivered)
VALUES (%(waybills)s::bigint[], %(delivered)s::timestamptz[])
"""
_TELL_PLAIN_DELIVERIES = """
    INSERT INTO shipments_deliveriestold (waybills, delivered)
    SELECT array_agg(waybill_id), array_agg(occurred_at)
      FROM fresh
     WHERE leads AND kind IN ('delivered', 'signed') AND occurred_at > %(at)s::timestamptz - interval '1 day'
    HAVING count(*) > 0"""

# The days whose figures have changed: some notes a batch, which the next fold reads.
NOTES = """, touched AS (
    INSERT INTO shipments_daytouched (outlet_id, day)
    SELECT outlet_id, day FROM clock WHERE id IN (SELECT clock_id FROM fresh){acted}
)"""
_ACTED = """
     UNION
    SELECT outlet_id, day FROM done"""

FOUND_PIECES = """
           unnest(%(numbers)s::text[], %(ids)s::bigint[], %(waybill_ids)s::bigint[], %(destination_ids)s::bigint[],
                  %(leads)s::boolean[])
           AS piece (number, id, waybill_id, destination_id, leads) ON piece.number = e.number"""

#: Kinds that begin duties, and kinds that do them.
BEGIN, ACT = ("departure", "arrival"), ("out_for_delivery", "delivered", "signed")
#: What a batch may do: begin duties, act on them. A statement says no more than its batch needs.
DOINGS = tuple(product((False, True), repeat=2))
_COUNT_ACTS = f"""(SELECT count(*) FROM fresh WHERE leads AND kind IN {ACT}),
       (SELECT count(*) FROM done)"""


def record_plain(pieces: str, *, begins: bool, acts: bool, regular: str = "", notes: str = NOTES) -> str:
    """The statement that writes a batch: all of it, or nothing unless every event is known to be plain.

    pieces    what is joined as `piece` to the events `e`
    begins    the batch may hold kinds of `BEGIN`
    acts      and kinds of `ACT`
    regular   what else must be so of every event
    answers   events known, events fresh, acts, acts whose run was found, and waybills that now have two runs at one
              outlet
    """
    begun = f"""
), met AS ({expect_and_meet_arrivals(_PLAIN_SCANS)}
), put AS ({PUT_TO_JUDGEMENT}
), started AS ({_start_runs(_PLAIN_MASTERS)}"""
    done = f"""
), done AS ({_do_runs(_PLAIN_ACTS)}
), delivered AS ({_TELL_PLAIN_DELIVERIES}"""
    return f"""
WITH clock AS MATERIALIZED (
    SELECT clock.id, clock.trip_id, clock.outlet_id, clock.day, clock.arrival_due_at, clock.arrivals_closed_at,
           clock.runs_closed_at, trip.trip_no
      FROM shipments_linehaultrip AS trip
      JOIN shipments_clock AS clock ON clock.trip_id = trip.id
     WHERE trip.trip_no = ANY(%(trips)s::text[])
       FOR SHARE OF clock
), known AS MATERIALIZED (
    SELECT e.event_id, e.kind, e.occurred_at, e.occurred_at AS device_at, %(at)s::timestamptz AS received_at,
           coalesce(e.error_ms, 0) AS error_ms, e.grade, NULL::uuid AS corrects, e.detail, piece.id AS piece_id,
           piece.waybill_id, piece.destination_id, piece.leads, outlet.id AS outlet_id, clock.trip_id,
           clock.id AS clock_id
      FROM unnest(%(event_id)s::uuid[], %(kind)s::text[], %(number)s::text[], %(outlet)s::text[], %(trip_no)s::text[],
                  %(occurred_at)s::timestamptz[], %(error_ms)s::int[], %(grade)s::text[], %(detail)s::text[]::jsonb[])
           AS e (event_id, kind, number, outlet, trip_no, occurred_at, error_ms, grade, detail)
      JOIN {pieces}
      JOIN outlets_outlet AS outlet ON outlet.code = e.outlet
      LEFT JOIN clock ON clock.trip_no = e.trip_no
     WHERE (e.trip_no = '' OR clock.id IS NOT NULL)
       AND (e.kind <> 'arrival' OR clock.outlet_id = outlet.id)
       AND (%(network)s::boolean OR outlet.id = ANY(%(outlet_ids)s::bigint[])){regular}
), taken AS (
    INSERT INTO shipments_scankey (event_id)
    SELECT event_id FROM known WHERE (SELECT count(*) FROM known) = %(count)s::bigint ORDER BY event_id
        ON CONFLICT DO NOTHING
    RETURNING event_id
), fresh AS MATERIALIZED (
    SELECT known.* FROM taken JOIN known USING (event_id) ORDER BY known.piece_id
), added AS ({add_events("fresh AS e")}{begun if begins else ""}{done if acts else ""}
), moved AS ({_move_pieces(_PLAIN_PIECES)}
){notes.format(acted=_ACTED if acts else "")}
SELECT (SELECT count(*) FROM known), (SELECT count(*) FROM fresh),
       {_COUNT_ACTS if acts else "0, 0"}, {f"(SELECT count(*) FROM ({_TWICE}) AS twice)" if begins else "0"}
"""


RECORD_PLAIN = {doing: record_plain(FOUND_PIECES, begins=doing[0], acts=doing[1]) for doing in DOINGS}
