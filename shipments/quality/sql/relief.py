"""Waive what relief orders cover: the fines' state, and the ledger row that takes back what is still owed.

Volume    an order's days once, when it is approved; afterwards only what was posted since (index fine_to_announce).
Locking   fines with SKIP LOCKED: what another sweep or a decision holds is waived by the next sweep.
Parity    `tests/shipments/quality/services/test_relief.py` compares it with `shipments.quality.rules.relief`.
"""

#: `only`: states of the fines looked at; `orders`: keys of the orders, which are approved.
WAIVE = """
WITH covered AS (
    SELECT fine.id, fine.outlet_id, violation.day, relief.id AS relief_id
      FROM quality_fine AS fine
      JOIN quality_violation AS violation ON violation.id = fine.violation_id AND violation.voided_at IS NULL
      JOIN outlets_outlet AS outlet ON outlet.id = fine.outlet_id
      JOIN LATERAL (
           SELECT id FROM quality_relieforder
            WHERE approved AND id = ANY(%(orders)s)
              AND violation.day BETWEEN since AND until
              AND COALESCE(outlet_id, fine.outlet_id) = fine.outlet_id
              AND COALESCE(region_id, outlet.region_id) = outlet.region_id
              AND (charges = '[]'::jsonb OR charges ? violation.charge)
            ORDER BY id
            LIMIT 1) AS relief ON TRUE
     WHERE fine.state = ANY(%(only)s)
     ORDER BY fine.id
       FOR NO KEY UPDATE OF fine SKIP LOCKED
), waived AS (
    UPDATE quality_fine AS fine SET state = 'waived' FROM covered WHERE fine.id = covered.id RETURNING fine.id
), owed AS (
    SELECT covered.id, covered.outlet_id, covered.relief_id,
           (SELECT COALESCE(sum(yuan), 0) FROM quality_ledgerentry WHERE fine_id = covered.id) AS yuan
      FROM covered
), booked AS (
    INSERT INTO quality_ledgerentry (fine_id, outlet_id, kind, yuan, at, note, relief_id)
    SELECT id, outlet_id, 'waiver', -yuan, %(at)s, '', relief_id FROM owed WHERE yuan <> 0
), touched AS (
    INSERT INTO shipments_daytouched (outlet_id, day) SELECT DISTINCT outlet_id, day FROM covered
), moot AS (
    UPDATE quality_appeal AS appeal SET state = 'moot' FROM covered
     WHERE appeal.fine_id = covered.id AND appeal.state IN ('asking', 'open')
)
SELECT count(*) FROM covered
"""
