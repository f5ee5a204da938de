"""Judge a batch of arrival-scan duties: claim them, then post the late ones and void what no longer holds.

Volume    up to `limit` duties a call, each by its note in `shipments_arrivaltojudge`: the cost follows what is put to
          judgement, not the history, and no duty is written to.
Locking   claims duties with SKIP LOCKED, so any number of sweeps may run at once; a second run finds nothing to do.
          JUDGE sees all that was committed before the claim; whatever changes a duty later leaves another note.
Parity    `tests/shipments/quality/sql/test_late_scan_fines.py` compares it with `shipments.rules.lateness` at every
          edge. The rates are the editions' own rows, handed in as `tariff`.
"""

# Notes whose duty is only done after `at` are left for a later sweep. One duty may have several notes.
CLAIM = """
SELECT array_agg(id)::text, array_agg(arrival_id)::text
  FROM (SELECT note.id, note.arrival_id
          FROM shipments_arrivaltojudge AS note
          JOIN shipments_piecearrival AS arrival ON arrival.id = note.arrival_id
         WHERE arrival.scanned_at IS NULL OR arrival.scanned_at <= %(at)s
            OR EXISTS (SELECT FROM shipments_clock AS clock
                        WHERE clock.id = arrival.clock_id AND clock.arrivals_closed_at <= %(at)s)
         ORDER BY note.id
         LIMIT %(limit)s
           FOR NO KEY UPDATE OF arrival SKIP LOCKED) AS claimed
"""

JUDGE = """
WITH tariff AS (
    SELECT * FROM jsonb_to_recordset(%(tariff)s::jsonb) AS t (edition_id bigint, rule text, yuan numeric, says jsonb)
), claimed AS (
    SELECT arrival.*, violation.id AS charged_id
      FROM shipments_piecearrival AS arrival
      LEFT JOIN quality_violation AS violation ON violation.arrival_id = arrival.id AND violation.voided_at IS NULL
     WHERE arrival.id = ANY(%(arrivals)s::bigint[])
), clock AS MATERIALIZED (
    SELECT clock.id, clock.edition_id, clock.arrival_rule, clock.arrival_due_at, clock.arrivals_closed_at, clock.day,
           tariff.says || jsonb_build_object(
               'inputs', clock.inputs, 'estimated', clock.estimated,
               'due_at', clock.arrival_due_at, 'closes_at', clock.arrivals_close_at) AS says
      FROM shipments_clock AS clock
      LEFT JOIN tariff ON tariff.edition_id = clock.edition_id AND tariff.rule = clock.arrival_rule
     WHERE clock.id IN (SELECT clock_id FROM claimed)
), judged AS (
    SELECT claimed.id, claimed.piece_id, claimed.outlet_id, claimed.scanned_at, claimed.scan_error_ms,
           claimed.scan_grade, claimed.charged_id, clock.edition_id, clock.arrival_rule, clock.arrival_due_at,
           clock.day, clock.says,
           CASE WHEN claimed.dropped THEN 'dropped'
                WHEN claimed.scanned_at IS NULL
                THEN CASE WHEN clock.arrivals_closed_at IS NULL THEN 'open' ELSE 'late' END
                WHEN claimed.scanned_at + claimed.scan_error_ms * interval '1 ms' <= clock.arrival_due_at THEN 'met'
                WHEN claimed.scanned_at - claimed.scan_error_ms * interval '1 ms' > clock.arrival_due_at
                 AND claimed.scan_grade IN ('A', 'B') THEN 'late'
                ELSE 'unproven' END AS verdict
      FROM claimed
      JOIN clock ON clock.id = claimed.clock_id
), found AS (
    INSERT INTO quality_violation (
           outlet_id, waybill_id, piece_id, arrival_id, charge, rule, edition_id, day, due_at, done_at, found_at,
           void_reason, evidence)
    SELECT judged.outlet_id, piece.waybill_id, judged.piece_id, judged.id, 'arrival', judged.arrival_rule,
           judged.edition_id, judged.day, judged.arrival_due_at, judged.scanned_at, %(at)s, '',
           judged.says || jsonb_build_object(
               'never_done', judged.scanned_at IS NULL, 'occurred_at', judged.scanned_at,
               'error_ms', judged.scan_error_ms, 'grade', judged.scan_grade,
               'device_at', scan.device_at, 'received_at', scan.received_at, 'event_id', scan.event_id::text)
      FROM judged
      JOIN shipments_piece AS piece ON piece.id = judged.piece_id
      LEFT JOIN LATERAL (
           SELECT event.device_at, event.received_at, event.event_id
             FROM shipments_scanevent AS event
            WHERE event.piece_id = judged.piece_id AND event.occurred_at = judged.scanned_at
              AND event.kind = 'arrival' AND event.outlet_id = judged.outlet_id
            ORDER BY event.event_id
            LIMIT 1) AS scan ON TRUE
     WHERE judged.verdict = 'late' AND judged.charged_id IS NULL AND judged.says IS NOT NULL
    RETURNING id, outlet_id, edition_id, rule
), fined AS (
    INSERT INTO quality_fine (violation_id, outlet_id, yuan, state, posted_at)
    SELECT found.id, found.outlet_id, tariff.yuan, 'posted', %(at)s
      FROM found
      JOIN tariff ON tariff.edition_id = found.edition_id AND tariff.rule = found.rule
    RETURNING id, outlet_id, yuan
), booked AS (
    INSERT INTO quality_ledgerentry (fine_id, outlet_id, kind, yuan, at, note)
    SELECT id, outlet_id, 'fine', yuan, %(at)s, '' FROM fined WHERE yuan IS NOT NULL
), disproved AS (
    UPDATE quality_violation AS violation
       SET voided_at = %(at)s,
           void_reason = CASE judged.verdict WHEN 'met' THEN 'in_time' WHEN 'open' THEN 'moved' ELSE 'dropped' END
      FROM judged
     WHERE violation.id = judged.charged_id AND judged.verdict IN ('met', 'open', 'dropped')
       AND violation.voided_at IS NULL
    RETURNING violation.id
), voided AS (
    UPDATE quality_fine AS fine SET state = 'void'
      FROM disproved WHERE fine.violation_id = disproved.id
    RETURNING fine.id, fine.outlet_id
), owed AS (
    SELECT voided.id, voided.outlet_id, sum(entry.yuan) AS yuan
      FROM voided JOIN quality_ledgerentry AS entry ON entry.fine_id = voided.id
     GROUP BY voided.id, voided.outlet_id
), reversed AS (
    INSERT INTO quality_ledgerentry (fine_id, outlet_id, kind, yuan, at, note)
    SELECT id, outlet_id, 'reversal', -yuan, %(at)s, '' FROM owed WHERE yuan <> 0
), moot AS (
    UPDATE quality_appeal AS appeal SET state = 'moot' FROM voided
     WHERE appeal.fine_id = voided.id AND appeal.state IN ('asking', 'open')
), settled AS (
    DELETE FROM shipments_arrivaltojudge WHERE id = ANY(%(notes)s::bigint[])
), touched AS (
    INSERT INTO shipments_daytouched (outlet_id, day) SELECT DISTINCT outlet_id, day FROM judged
)
SELECT (SELECT count(*) FROM judged), (SELECT count(*) FROM fined), (SELECT count(*) FROM voided)
"""
