"""Close a month of every outlet's account: one statement each, and its entries marked with it.

Volume    the entries that no statement has yet (index ledger_to_state), once a month.
Locking   an advisory lock of the transaction lets one closing run at a time; entries that commit meanwhile have not
          been seen, keep no statement and go into the next month's.
Parity    `tests/shipments/quality/services/test_ledger_machine.py`, over random histories.
"""

LOCK = "SELECT pg_advisory_xact_lock(hashtext('quality_statement'))"

CLOSE = """
WITH entries AS MATERIALIZED (
    SELECT id, outlet_id, yuan FROM quality_ledgerentry WHERE statement_id IS NULL AND at < %(until)s
), sums AS (
    SELECT outlet_id, sum(yuan) AS yuan, count(*) AS entries FROM entries GROUP BY outlet_id
), last AS (
    SELECT DISTINCT ON (outlet_id) outlet_id, month, closing_yuan
      FROM quality_statement
     ORDER BY outlet_id, month DESC
), closed AS (
    INSERT INTO quality_statement (outlet_id, month, opening_yuan, closing_yuan, entries_count, closed_at)
    SELECT outlet_id, %(month)s, COALESCE(last.closing_yuan, 0),
           COALESCE(last.closing_yuan, 0) + COALESCE(sums.yuan, 0), COALESCE(sums.entries, 0), %(at)s
      FROM sums FULL JOIN last USING (outlet_id)
     WHERE last.month IS NULL OR last.month < %(month)s
        ON CONFLICT DO NOTHING
    RETURNING id, outlet_id
), marked AS (
    UPDATE quality_ledgerentry AS entry SET statement_id = closed.id
      FROM entries JOIN closed USING (outlet_id)
     WHERE entry.id = entries.id
)
SELECT id FROM closed
"""
