"""What each tier is promised."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from crm.accounts.models import User
from crm.audit.services.recording import record_act
from customers.models import ServiceLevel

FIELDS = (
    *("callback_days", "win_back_days", "response_minutes", "solution_hours"),
    *("thanks", "greeting", "report_months"),
)


@transaction.atomic
def keep_level(tier: str, told: Mapping[str, Any], *, by: User, at: datetime) -> ServiceLevel:
    """Change what a tier is promised; what is planned already stays.

    writes   customers_servicelevel, audit_auditentry
    """
    level = ServiceLevel.objects.select_for_update().get(tier=tier)
    changes = {name: [getattr(level, name), told[name]] for name in FIELDS if told[name] != getattr(level, name)}
    if changes:
        for name in changes:
            setattr(level, name, told[name])
        level.save(update_fields=list(changes))
        record_act("service_level.change", f"customers.servicelevel:{tier}", by=by, at=at, detail={"changes": changes})
    return level
