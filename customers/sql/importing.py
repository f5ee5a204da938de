"""Customer files by the thousand: found, written and taken back, one statement a chunk.

Volume    2,000 files a chunk, 100,000 an import, beside a million others.
Locking   the files it finds, in the order of their numbers; no key lock, so that waybills go on naming them.
Parity    `tests/customers/services/test_importing.py`.
"""

FIELDS = (
    *("id", "outlet_id", "code", "version", "state"),
    *("kind", "name", "phone", "address", "industry", "goods", "interests", "credit", "source", "keeper_id", "custom"),
)
_COLUMNS = ", ".join(f"customer.{name}" for name in FIELDS)

#: Files by outlet and code.
FIND = f"""
SELECT {_COLUMNS}
  FROM unnest(%(outlets)s::bigint[], %(codes)s::text[]) AS wanted (outlet_id, code)
  JOIN customers_customer AS customer ON customer.outlet_id = wanted.outlet_id AND customer.code = wanted.code
 ORDER BY customer.id
   FOR NO KEY UPDATE OF customer
"""

#: Files by number.
HOLD = f"""
SELECT {_COLUMNS}
  FROM customers_customer AS customer
 WHERE customer.id = ANY(%(ids)s::bigint[])
 ORDER BY customer.id
   FOR NO KEY UPDATE OF customer
"""

#: Who stands in an outlet's files under a telephone; uses index customer_by_phone.
BY_PHONE = """
SELECT customer.outlet_id, customer.phone, customer.name, customer.code
  FROM unnest(%(outlets)s::bigint[], %(phones)s::text[]) AS wanted (outlet_id, phone)
  JOIN customers_customer AS customer
    ON customer.outlet_id = wanted.outlet_id AND customer.phone = wanted.phone
 WHERE customer.state = 'active' AND customer.phone <> ''
 ORDER BY customer.id DESC
"""

NUMBERS = """
SELECT nextval(pg_get_serial_sequence('customers_customer', 'id')) FROM generate_series(1, %(count)s)
"""

CHANGE = """
UPDATE customers_customer AS customer
   SET kind = told.kind, name = told.name, phone = told.phone, address = told.address, industry = told.industry,
       goods = told.goods, interests = told.interests, credit = told.credit, source = told.source,
       keeper_id = told.keeper_id, custom = told.custom::jsonb, version = customer.version + 1
  FROM unnest(%(id)s::bigint[], %(kind)s::text[], %(name)s::text[], %(phone)s::text[], %(address)s::text[],
              %(industry)s::text[], %(goods)s::text[], %(interests)s::text[], %(credit)s::text[], %(source)s::text[],
              %(keeper_id)s::bigint[], %(custom)s::text[])
       AS told (id, kind, name, phone, address, industry, goods, interests, credit, source, keeper_id, custom)
 WHERE customer.id = told.id
"""

CHANGE_CONTACTS = """
UPDATE customers_contact AS contact
   SET name = told.name, part = told.part, position = told.position, phone = told.phone, email = told.email,
       wechat = told.wechat, version = contact.version + 1
  FROM unnest(%(id)s::bigint[], %(name)s::text[], %(part)s::text[], %(position)s::text[], %(phone)s::text[],
              %(email)s::text[], %(wechat)s::text[])
       AS told (id, name, part, position, phone, email, wechat)
 WHERE contact.id = told.id
"""

#: Whether anything in `table` names these files.
NAMED_IN = "SELECT DISTINCT {column} FROM {table} WHERE {column} = ANY(%(ids)s::bigint[])"
#: What goes with a file that is taken back.
REMOVE = "DELETE FROM {table} WHERE {column} = ANY(%(ids)s::bigint[])"
#: Whom waybills name stays in the address book, without the file.
FORGET_FILE = """
UPDATE customers_addressbookentry SET customer_id = NULL WHERE customer_id = ANY(%(ids)s::bigint[]) AND uses > 0
"""
