"""Writing the audit trail."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from crm.accounts.models import User
from crm.audit.models import AuditEntry


def record_act(
    action: str, subject: str, *, by: object, at: datetime, detail: Mapping[str, Any] | None = None
) -> AuditEntry:
    """Note one act in the transaction of the change itself.

    by       a User, a partner principal (its `name` is kept), or None for the system
    writes   audit_auditentry
    """
    return AuditEntry.objects.create(
        at=at,
        actor=by if isinstance(by, User) else None,
        partner="" if by is None or isinstance(by, User) else str(by),
        action=action,
        subject=subject,
        detail=dict(detail or {}),
    )
