"""Phones that scan: registered by who is logged in, trusted by a token, revoked at once."""

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from crm.accounts.models import User
from crm.audit.services.recording import record_act
from crm.shared.errors import Refused
from shipments.models import ScanDevice

MARK = "yd_"
#: Every opening of the phone page by somebody logged in renews it.
TOKEN_LIVES = timedelta(days=7)
#: `last_seen_at` is a hint for people; more often than this it is not written.
SEEN_NOTED_EVERY = timedelta(minutes=1)


def register_phone(device_id: UUID, *, user: User, name: str, at: datetime) -> tuple[ScanDevice, str]:
    """The phone and a new token, which ends the last one; the text cannot be had again.

    raises     Refused when the phone is somebody else's, or was revoked
    writes     shipments_scandevice, and for a new phone audit_auditentry
    """
    token = MARK + secrets.token_urlsafe(32)
    until = at + TOKEN_LIVES
    with transaction.atomic():
        device, fresh = ScanDevice.objects.select_for_update().get_or_create(
            pk=device_id,
            defaults={
                "user": user,
                "name": name,
                "token_digest": _digest(token),
                "token_until": until,
                "registered_at": at,
            },
        )
        if device.user_id != user.pk:
            raise Refused(_("This phone is registered for somebody else."), code="foreign_phone")
        if device.revoked_at:
            raise Refused(_("This phone was blocked: ask your manager."), code="revoked_phone")
        if fresh:
            record_act("phone.register", _subject(device), by=user, at=at, detail={"name": name})
        else:
            device.token_digest, device.token_until = _digest(token), until
            device.save(update_fields=["token_digest", "token_until"])
    return device, token


def phone_of(token: str, *, at: datetime) -> ScanDevice | None:
    """The phone that bears this token now, with its person; None also for who may no longer log in."""
    found = ScanDevice.objects.select_related("user").filter(
        token_digest=_digest(token), revoked_at=None, token_until__gt=at, user__is_active=True
    )
    return found.first() if token.startswith(MARK) else None


def note_seen(device: ScanDevice, *, at: datetime) -> None:
    """writes   shipments_scandevice.last_seen_at, at most once a minute"""
    if device.last_seen_at is None or device.last_seen_at < at - SEEN_NOTED_EVERY:
        ScanDevice.objects.filter(pk=device.pk).update(last_seen_at=at)


@transaction.atomic
def revoke_phone(device: ScanDevice, *, by: User, at: datetime) -> None:
    """writes   shipments_scandevice, audit_auditentry"""
    if ScanDevice.objects.filter(pk=device.pk, revoked_at=None).update(revoked_at=at):
        record_act("phone.revoke", _subject(device), by=by, at=at)


@transaction.atomic
def allow_phone(device: ScanDevice, *, by: User, at: datetime) -> None:
    """Found again: its person opens the phone page once more, and it scans on.

    writes   shipments_scandevice, audit_auditentry
    """
    if ScanDevice.objects.filter(pk=device.pk).exclude(revoked_at=None).update(revoked_at=None, token_until=at):
        record_act("phone.allow", _subject(device), by=by, at=at)


def _subject(device: ScanDevice) -> str:
    return f"shipments.scandevice:{device.pk}"


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
