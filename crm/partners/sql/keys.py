"""The key of a call.

Volume    once a call of the API; by `partners_partnerkey_prefix`, which is unique.
Locking   none.
Parity    `tests/crm/partners/test_keys.py`. The ORM would take longer to put the same statement together than all
          else takes that comes before the view.
"""

USABLE = """
SELECT * FROM partners_partnerkey
 WHERE prefix = %(prefix)s AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > %(at)s)
"""
