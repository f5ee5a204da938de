"""Sign pictures of the demo's signed waybills, in one statement.

Volume    once a load, nine of ten runs signed in the last days: some 8,000 rows.
Locking   the rows it inserts.
Parity    none: nothing decides by it; `tests/crm/home/demo/test_pictures.py` looks at the outcome.
"""

#: Which drawing a waybill has, and whether it has one, follow from its number: every load is the same.
WRITE = """
WITH clerk AS (
  SELECT outlet_id, min(user_id) AS id FROM outlets_membership WHERE role = %(role)s GROUP BY outlet_id
), drawing AS (
  SELECT * FROM unnest(%(names)s::text[], %(sums)s::text[], %(bytes)s::int[]) WITH ORDINALITY AS d(name, sum, bytes, no)
), signed AS (
  SELECT DISTINCT ON (run.waybill_id)
         run.waybill_id, run.outlet_id, run.signed_at, piece.state_event,
         ('x' || left(md5(piece.number), 7))::bit(28)::int AS dice
    FROM shipments_deliveryrun AS run
    JOIN shipments_piece AS piece
      ON piece.waybill_id = run.waybill_id AND piece.kind = 'master' AND piece.state = 'signed'
   WHERE run.signed_at >= %(since)s AND NOT run.dropped
   ORDER BY run.waybill_id, run.signed_at DESC
)
INSERT INTO shipments_picture
       (id, outlet_id, waybill_id, event_id, kind, file, width, height, bytes, original_sha256, by_id, created_at)
SELECT md5('picture' || signed.waybill_id || signed.dice)::uuid, signed.outlet_id, signed.waybill_id,
       signed.state_event, 'sign', drawing.name, %(width)s, %(height)s, drawing.bytes, drawing.sum, clerk.id,
       least(signed.signed_at + interval '90 seconds', %(at)s)
  FROM signed
  JOIN drawing ON drawing.no = 1 + signed.dice %% cardinality(%(names)s::text[])
  LEFT JOIN clerk ON clerk.outlet_id = signed.outlet_id
 WHERE signed.dice / 16 %% 100 < %(percent)s
"""
