"""Line-haul trips and their clocks, a statement a table.

Volume    up to some thousand trips a call, when a timetable or a whole history is taken in; else a few.
Locking   none beyond the inserted rows.
Parity    `tests/shipments/services/test_trips.py`, against clocks that are moved through the model.
"""

#: `trip_no` is unique, so it leads from a row handed in to the row written.
REGISTER_TRIPS = """
INSERT INTO shipments_linehaultrip (
       trip_no, outlet_id, shift, planned_at, arrived_at, unloaded_at, origin_hub_id, vehicle)
SELECT *
  FROM unnest(%(trip_no)s::text[], %(outlet_id)s::bigint[], %(shift)s::text[], %(planned_at)s::timestamptz[],
              %(arrived_at)s::timestamptz[], %(unloaded_at)s::timestamptz[], %(origin_hub_id)s::bigint[],
              %(vehicle)s::text[])
RETURNING trip_no, id
"""

START_CLOCKS = """
INSERT INTO shipments_clock (
       outlet_id, trip_id, edition_id, shift, started, inputs, received_at, estimated, day, arrival_due_at,
       arrival_rule, delivery_due_at, delivery_rule, delivery_review, sign_due_at, sign_rule, problem_dues,
       arrivals_close_at, runs_close_at)
SELECT *
  FROM unnest(%(outlet_id)s::bigint[], %(trip_id)s::bigint[], %(edition_id)s::bigint[], %(shift)s::text[],
              %(started)s::boolean[], %(inputs)s::text[]::jsonb[], %(received_at)s::timestamptz[],
              %(estimated)s::boolean[], %(day)s::date[], %(arrival_due_at)s::timestamptz[], %(arrival_rule)s::text[],
              %(delivery_due_at)s::timestamptz[], %(delivery_rule)s::text[], %(delivery_review)s::boolean[],
              %(sign_due_at)s::timestamptz[], %(sign_rule)s::text[], %(problem_dues)s::text[]::jsonb[],
              %(arrivals_close_at)s::timestamptz[], %(runs_close_at)s::timestamptz[])
"""
