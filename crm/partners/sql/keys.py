"""The key of a call.

Volume    once a second, process and key; by `partners_partnerkey_prefix`, which is unique.
Locking   none.
Parity    `tests/crm/partners/test_keys.py`.
"""

USABLE = """
SELECT * FROM partners_partnerkey
 WHERE prefix = %(prefix)s AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > %(at)s)
"""
