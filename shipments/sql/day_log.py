"""What people did on a day, counted from the scan events themselves.

Who did it is the login (`user:<id>`) or the phone (`phone:<id>`) that told it, else the staff number that a device sent
as `operator`.

Volume    a page asks for at most 50 people and a day, or one person and a month: their own events and no others,
          by the partial index `scanevent_by_worker` (shipments, migration day_log). Other events cost it nothing.
Locking   none.
Parity    `tests/shipments/services/test_day_log.py` holds the counts against events of every kind and source.
"""

WORKER = """(CASE WHEN source LIKE 'user:%%' OR source LIKE 'phone:%%' THEN source ELSE detail ->> 'operator' END)"""

COUNTS = f"""
SELECT {WORKER}, outlet_id, (occurred_at AT TIME ZONE %(zone)s)::date, kind, count(*)
  FROM shipments_scanevent
 WHERE {WORKER} = ANY(%(workers)s::text[])
   AND occurred_at >= %(since)s AND occurred_at < %(until)s
 GROUP BY 1, 2, 3, 4
"""

#: The newest first; `limit` keeps a page a page.
EVENTS = f"""
SELECT event.occurred_at, event.kind, piece.number
  FROM shipments_scanevent AS event
  JOIN shipments_piece AS piece ON piece.id = event.piece_id
 WHERE {WORKER} = ANY(%(workers)s::text[])
   AND event.occurred_at >= %(since)s AND event.occurred_at < %(until)s
   AND event.outlet_id = %(outlet)s
 ORDER BY event.occurred_at DESC, piece.number
 LIMIT %(limit)s
"""
