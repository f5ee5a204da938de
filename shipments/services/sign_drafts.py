"""Drafts of sign batches: kept while somebody types, gone when the batch is sent or forgotten."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from crm.accounts.models import User
from shipments.models import SignDraft

FORGOTTEN = timedelta(days=3)


def save_draft(user: User, batch: UUID, grid: dict[str, Any], *, at: datetime) -> None:
    """
    writes   shipments_signdraft
    """
    fields = {"batch": batch, "grid": grid, "saved_at": at}
    SignDraft.objects.update_or_create(user=user, defaults=fields)


def draft_of(user: User, *, at: datetime) -> SignDraft | None:
    return SignDraft.objects.filter(user=user, saved_at__gte=at - FORGOTTEN).first()


def drop_draft(user: User) -> None:
    SignDraft.objects.filter(user=user).delete()


def forget_drafts(at: datetime) -> int:
    """Names of signers that nobody came back for. Returns how many drafts."""
    return SignDraft.objects.filter(saved_at__lt=at - FORGOTTEN).delete()[0]
