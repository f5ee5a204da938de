"""What a fold of whole waybills changes in rows that are there already.

Volume    the waybills of one batch of scans that are out of the ordinary: up to 2,000, usually a few.
Locking   none of its own: the batch holds its pieces.
Parity    `tests/shipments/services/test_scan_orders.py`.
"""

LIFT_RUNS = """
UPDATE shipments_deliveryrun AS run
   SET lifted_at = e.lifted_at, doubtful = e.doubtful
  FROM unnest(%(run_id)s::bigint[], %(lifted_at)s::timestamptz[], %(doubtful)s::boolean[])
       AS e (run_id, lifted_at, doubtful)
 WHERE run.id = e.run_id
"""

WRITE_STATES = """
UPDATE shipments_piece AS piece
   SET state = e.state, state_at = e.state_at, state_event = e.state_event, state_outlet_id = e.state_outlet_id,
       irregular = TRUE
  FROM unnest(%(piece_id)s::bigint[], %(state)s::text[], %(state_at)s::timestamptz[], %(state_event)s::uuid[],
              %(state_outlet_id)s::bigint[]) AS e (piece_id, state, state_at, state_event, state_outlet_id)
 WHERE piece.id = e.piece_id
"""
