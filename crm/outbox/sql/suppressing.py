"""An address suppressed once.

Volume    single rows, from replies and pages.
Locking   none but the unique key of what is in force.
Parity    `tests/crm/outbox/services/test_suppressing.py`.
"""

SUPPRESS = """
INSERT INTO outbox_suppression (channel, address, purpose, source, proof, since, ended_proof)
VALUES (%(channel)s, %(address)s, %(purpose)s, %(source)s, %(proof)s, %(at)s, '')
    ON CONFLICT (channel, address, purpose) WHERE ended_at IS NULL DO NOTHING
"""
