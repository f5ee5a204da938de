"""Messages written down to be sent.

Volume    a thousand rows a statement; a plan for a million customers inserts its own by INSERT … SELECT with COLUMNS.
Locking   none but the unique key: the second of two writers waits for the first and then writes nothing.
Parity    `tests/crm/outbox/services/test_posting.py` posts the same drafts twice and reads them back.
"""

COLUMNS = (
    "key",
    "channel",
    "purpose",
    "outlet_id",
    "subject",
    "address",
    "template_id",
    "values",
    "batch_id",
    "due_at",
    "expires_at",
    "created_at",
)
#: What every message begins with, beside COLUMNS, for statements that insert their own.
BEGINNINGS = {
    "state": "'pending'",
    "skipped": "''",
    "attempts": "0",
    "segments": "0",
    "cost_yuan": "0",
    "provider": "''",
    "provider_id": "''",
    "error": "''",
    "settled_as": "''",
}
#: The list of columns of such a statement, and what it selects after its own twelve.
INTO = ", ".join([f'"{name}"' for name in (*COLUMNS, *BEGINNINGS)])
BEGIN = ", ".join(BEGINNINGS.values())

INSERT = f"""
INSERT INTO outbox_message ({INTO})
SELECT draft.*, {BEGIN}
  FROM unnest(%(key)s::text[], %(channel)s::text[], %(purpose)s::text[], %(outlet_id)s::bigint[], %(subject)s::text[],
              %(address)s::text[], %(template_id)s::bigint[], %(values)s::jsonb[], %(batch_id)s::bigint[],
              %(due_at)s::timestamptz[], %(expires_at)s::timestamptz[], %(created_at)s::timestamptz[]) AS draft
 ORDER BY 1
    ON CONFLICT (key) DO NOTHING
"""
