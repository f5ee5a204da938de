"""Waybills with their pieces, a statement a table.

Volume    up to some thousand waybills a call; ~10^5 a day, and whole histories at once.
Locking   none beyond the inserted rows.
Parity    `tests/shipments/services/test_waybills.py`.
"""

KNOWN_WAYBILLS = "SELECT number FROM shipments_waybill WHERE number = ANY(%(numbers)s::text[])"
KNOWN_PIECES = "SELECT number FROM shipments_piece WHERE number = ANY(%(numbers)s::text[])"

#: `number` is unique, so it leads from a row handed in to the row written.
ENTER_WAYBILLS = """
INSERT INTO shipments_waybill (
       number, product, origin_id, destination_id, customer_id, sender_name, sender_phone, sender_address,
       receiver_name, receiver_phone, receiver_address, weight_kg, volume_cm3, cod_yuan, return_receipt, entered_at,
       freight_yuan, chargeable_kg, price_table_id)
SELECT *
  FROM unnest(%(number)s::text[], %(product)s::text[], %(origin_id)s::bigint[], %(destination_id)s::bigint[],
              %(customer_id)s::bigint[], %(sender_name)s::text[], %(sender_phone)s::text[], %(sender_address)s::text[],
              %(receiver_name)s::text[], %(receiver_phone)s::text[], %(receiver_address)s::text[],
              %(weight_kg)s::numeric[], %(volume_cm3)s::int[], %(cod_yuan)s::numeric[], %(return_receipt)s::boolean[],
              %(entered_at)s::timestamptz[], %(freight_yuan)s::numeric[], %(chargeable_kg)s::numeric[],
              %(price_table_id)s::bigint[])
RETURNING number, id
"""

ENTER_PIECES = """
INSERT INTO shipments_piece (number, kind, waybill_id, destination_id, state, irregular)
SELECT e.number, e.kind, e.waybill_id, e.destination_id, '', FALSE
  FROM unnest(%(number)s::text[], %(kind)s::text[], %(waybill_id)s::bigint[], %(destination_id)s::bigint[])
       AS e (number, kind, waybill_id, destination_id)
"""
