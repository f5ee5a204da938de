"""Cash on delivery and return receipts, followed by what the scans say, a statement a step.

Volume    3 to 4 % of the waybills; open are those of some days, which the partial indexes hold.
Locking   the rows that take a step; two sweeps at once take each step once.
Parity    `tests/shipments/services/test_cods.py`, `test_receipts.py`.
"""

#: Of the waybills named by id; a second time nothing happens.
OPEN_CODS = """
INSERT INTO shipments_cashondelivery (waybill_id, origin_id, destination_id, yuan, state, method, open, next_due_at)
SELECT id, origin_id, destination_id, cod_yuan, 'due', '', TRUE, entered_at + %(delivered_within)s::interval
  FROM shipments_waybill
 WHERE id = ANY(%(waybills)s) AND cod_yuan IS NOT NULL
    ON CONFLICT (waybill_id) DO NOTHING
"""

OPEN_RECEIPTS = """
INSERT INTO shipments_returnreceipt (piece_id, waybill_id, origin_id, destination_id, state, open, next_due_at)
SELECT p.id, w.id, w.origin_id, w.destination_id, 'due', TRUE, w.entered_at + %(delivered_within)s::interval
  FROM shipments_waybill AS w
  JOIN shipments_piece AS p ON p.waybill_id = w.id AND p.kind = 'receipt'
 WHERE w.id = ANY(%(waybills)s)
    ON CONFLICT (piece_id) DO NOTHING
"""

#: Handed over or signed for: the money has changed hands.
COLLECT_COD = """
UPDATE shipments_cashondelivery AS cod
   SET state = 'collected', method = 'signed', collected_at = master.state_at, by_id = NULL,
       remit_due_at = master.state_at + %(remit_within)s::interval,
       next_due_at = master.state_at + %(remit_within)s::interval
  FROM shipments_piece AS master
 WHERE cod.open AND cod.state = 'due'
   AND master.waybill_id = cod.waybill_id AND master.kind = 'master' AND master.state IN ('delivered', 'signed')
"""

#: The signature was withdrawn, and nobody has touched the money since. A problem told after it leaves the money be.
UNCOLLECT_COD = """
UPDATE shipments_cashondelivery AS cod
   SET state = 'due', method = '', collected_at = NULL, remit_due_at = NULL,
       next_due_at = waybill.entered_at + %(delivered_within)s::interval
  FROM shipments_piece AS master
  JOIN shipments_waybill AS waybill ON waybill.id = master.waybill_id
 WHERE cod.open AND cod.state = 'collected' AND cod.method = 'signed'
   AND master.waybill_id = cod.waybill_id AND master.kind = 'master'
   AND master.state IN ('', 'pickup', 'departure', 'arrival', 'out_for_delivery')
"""

CANCEL_COD = """
UPDATE shipments_cashondelivery AS cod
   SET state = 'cancelled', open = FALSE, next_due_at = master.state_at
  FROM shipments_piece AS master
 WHERE cod.open AND cod.state = 'due'
   AND master.waybill_id = cod.waybill_id AND master.kind = 'master' AND master.state = 'returned'
"""

SIGN_RECEIPT = """
UPDATE shipments_returnreceipt AS receipt
   SET state = 'signed', signed_at = master.state_at, back_due_at = master.state_at + %(back_within)s::interval,
       next_due_at = master.state_at + %(back_within)s::interval
  FROM shipments_piece AS master
 WHERE receipt.open AND receipt.state = 'due'
   AND master.waybill_id = receipt.waybill_id AND master.kind = 'master' AND master.state IN ('delivered', 'signed')
"""

UNSIGN_RECEIPT = """
UPDATE shipments_returnreceipt AS receipt
   SET state = 'due', signed_at = NULL, back_due_at = NULL,
       next_due_at = waybill.entered_at + %(delivered_within)s::interval
  FROM shipments_piece AS master
  JOIN shipments_waybill AS waybill ON waybill.id = master.waybill_id
 WHERE receipt.open AND receipt.state = 'signed'
   AND master.waybill_id = receipt.waybill_id AND master.kind = 'master'
   AND master.state IN ('', 'pickup', 'departure', 'arrival', 'out_for_delivery')
"""

#: Seen at the outlet that sent it, after the signature: the paper is home.
RECEIPT_IS_BACK = """
UPDATE shipments_returnreceipt AS receipt
   SET state = 'back', back_at = piece.state_at, next_due_at = piece.state_at + %(handed_within)s::interval
  FROM shipments_piece AS piece
 WHERE receipt.open AND receipt.state = 'signed' AND piece.id = receipt.piece_id
   AND piece.state_outlet_id = receipt.origin_id AND piece.state_at > receipt.signed_at
   AND piece.state IN ('arrival', 'hold', 'out_for_delivery', 'delivered', 'signed')
"""

CANCEL_RECEIPT = """
UPDATE shipments_returnreceipt AS receipt
   SET state = 'cancelled', open = FALSE, next_due_at = master.state_at
  FROM shipments_piece AS master
 WHERE receipt.open AND receipt.state = 'due'
   AND master.waybill_id = receipt.waybill_id AND master.kind = 'master' AND master.state = 'returned'
"""
