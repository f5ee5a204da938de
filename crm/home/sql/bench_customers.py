"""The bench's customers. Volume: a million rows into an empty database; locking: nobody else is there."""

PATIENT = "SET synchronous_commit = off; SET maintenance_work_mem = '256MB'"
NO_INDEX = "DROP INDEX customer_by_terms"
INDEX = "CREATE INDEX customer_by_terms ON customers_searchentry USING gin (terms) WITH (fastupdate = off)"
COPY = """
COPY customers_customer (outlet_id, code, kind, name, phone, address, created_at) FROM STDIN
"""
DEFAULTS = """
ALTER TABLE customers_customer
      ALTER industry SET DEFAULT '', ALTER goods SET DEFAULT '', ALTER interests SET DEFAULT '',
      ALTER credit SET DEFAULT '', ALTER source SET DEFAULT 'import', ALTER custom SET DEFAULT '{}',
      ALTER state SET DEFAULT 'active', ALTER version SET DEFAULT 1
"""
