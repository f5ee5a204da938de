"""Writing parties down in an address book, or renewing those that stand there.

Volume    two rows a waybill at the counter; some thousands when customer files are taken over.
Locking   the rows it touches, in the order handed in.
Parity    `tests/customers/services/test_address_book.py`.
"""

REMEMBER = """
INSERT INTO customers_addressbookentry AS entry (
       outlet_id, customer_id, name, phone, address, phone_tail, pinyin, initials, uses, used_at)
SELECT *
  FROM unnest(%(outlet_id)s::bigint[], %(customer_id)s::bigint[], %(name)s::text[], %(phone)s::text[],
              %(address)s::text[], %(phone_tail)s::text[], %(pinyin)s::text[], %(initials)s::text[],
              %(uses)s::int[], %(used_at)s::timestamptz[])
    ON CONFLICT ON CONSTRAINT address_book_once_per_party DO UPDATE
   SET customer_id = COALESCE(EXCLUDED.customer_id, entry.customer_id),
       address = COALESCE(NULLIF(EXCLUDED.address, ''), entry.address),
       uses = entry.uses + EXCLUDED.uses,
       used_at = GREATEST(EXCLUDED.used_at, entry.used_at)
"""
_TOLD = """
unnest(%(customer_id)s::bigint[], %(name)s::text[], %(phone)s::text[], %(address)s::text[])
    AS told (customer_id, name, phone, address)
 WHERE entry.customer_id = told.customer_id AND entry.name = told.name AND entry.phone = told.phone AND entry.uses = 0
"""
#: Parties that no waybill has named.
FORGET_UNUSED = f"DELETE FROM customers_addressbookentry AS entry USING {_TOLD}"
ADDRESS_OF_UNUSED = f"UPDATE customers_addressbookentry AS entry SET address = told.address FROM {_TOLD}"
