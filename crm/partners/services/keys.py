"""Partner keys: made once, shown once, kept as a hash, revoked within a second."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q

from crm.partners.models import PartnerKey
from crm.partners.sql.keys import USABLE

MARK = "yk_"
#: Characters of a key that are shown in lists and logs: the mark and eight of the secret.
VISIBLE = len(MARK) + 8
#: `last_used_at` is a hint for people; more often than this it is not written.
USE_NOTED_EVERY = timedelta(minutes=1)
#: So old may be what a process knows of a key; whoever revokes one waits no longer than that.
KNOWN_FOR = timedelta(seconds=1)
#: Keys read lately by their digest, with the time of reading.
_known: dict[str, tuple[datetime, PartnerKey]] = {}


def issue_key(
    name: str,
    *,
    scopes: Iterable[str],
    outlet_codes: Iterable[str] = (),
    expires_at: datetime | None = None,
    at: datetime,
) -> tuple[PartnerKey, str]:
    """A new key and its row; the text cannot be had again.

    outlet_codes   none: every outlet
    writes         partners_partnerkey
    """
    text = MARK + secrets.token_hex(4) + secrets.token_urlsafe(32)
    row = PartnerKey.objects.create(
        name=name,
        prefix=text[:VISIBLE],
        digest=digest(text),
        scopes=sorted(map(str, scopes)),
        outlet_codes=sorted(outlet_codes),
        created_at=at,
        expires_at=expires_at,
    )
    return row, text


def usable_key(text: str, *, at: datetime) -> PartnerKey | None:
    """The row of a key that may be used now; read once a second by each process, however many calls it makes."""
    read_at, row = _known.get(hashed := digest(text), (None, None))
    if row is None or not read_at <= at < read_at + KNOWN_FOR:
        _known.pop(hashed, None)
        rows = PartnerKey.objects.raw(USABLE, {"prefix": text[:VISIBLE], "at": at})
        row = next(iter(rows), None)
        if row is None or not hmac.compare_digest(row.digest, hashed):
            return None
        _known[hashed] = at, row
    return row if row.expires_at is None or row.expires_at > at else None


def note_use(key: PartnerKey, *, at: datetime) -> None:
    """writes   partners_partnerkey.last_used_at, at most once a minute"""
    stale = at - USE_NOTED_EVERY
    if key.last_used_at is None or key.last_used_at < stale:
        unnoted = Q(last_used_at=None) | Q(last_used_at__lt=stale)
        PartnerKey.objects.filter(unnoted, pk=key.pk).update(last_used_at=at)
        key.last_used_at = at


def revoke_key(key: PartnerKey, *, at: datetime) -> None:
    """Here it is refused from now on, in other processes a second later at most.

    writes   partners_partnerkey
    """
    PartnerKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=at)
    _known.pop(key.digest, None)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
