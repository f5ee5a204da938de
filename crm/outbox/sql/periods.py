"""A period claimed once.

Volume    some rows a day.
Locking   none but the unique key: the loser of a race waits for the winner's transaction.
Parity    `tests/crm/outbox/services/test_periods.py`.
"""

CLAIM = """
INSERT INTO outbox_periodrun (job, period, at) VALUES (%(job)s, %(period)s, %(at)s) ON CONFLICT (job, period) DO NOTHING
"""
