"""Taking whole tables' worth of rows away: those that are doomed, and whatever refers to them.

Volume    once in a demo's life, some 500,000 rows over thirty tables.
Locking   the rows it deletes, in one transaction.
Parity    `tests/crm/home/demo/test_removal.py`: nothing is left.
"""

#: Scan events refuse to be deleted unless the transaction says that this is a removal (shipments, migration 0002).
ALLOW = "SET LOCAL yike.removal = 'on'"

DOOM = "CREATE TEMPORARY TABLE {doomed} ON COMMIT DROP AS SELECT {key} AS id FROM {table} WHERE {condition}"
#: Without figures the planner would take the new table for a large one.
ANALYZE = "ANALYZE {doomed}"
REFERS = "{column} IN (SELECT id FROM {doomed})"
RELEASE = "UPDATE {table} SET {column} = NULL WHERE {condition}"
DELETE = "DELETE FROM {table} WHERE {condition}"

#: The keys of events that go; they bear no reference of their own.
DELETE_KEYS = """
DELETE FROM shipments_scankey
 USING shipments_scanevent AS event
 WHERE shipments_scankey.event_id = event.event_id AND event.piece_id IN (SELECT id FROM {doomed})
"""
