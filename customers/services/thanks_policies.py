"""How often each tier is thanked, as headquarters say."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from crm.accounts.models import User
from crm.audit.services.recording import record_act
from customers.models import ThanksPolicy

FIELDS = ("every_days", "with_survey")


@transaction.atomic
def keep_policy(tier: str, told: Mapping[str, Any], *, by: User, at: datetime) -> ThanksPolicy:
    """For deliveries that are told from now on.

    writes   customers_thankspolicy, audit_auditentry
    """
    policy = ThanksPolicy.objects.select_for_update().get(tier=tier)
    changes = {name: [getattr(policy, name), told[name]] for name in FIELDS if told[name] != getattr(policy, name)}
    if changes:
        for name in changes:
            setattr(policy, name, told[name])
        policy.save(update_fields=list(changes))
        record_act("thanks_policy.change", f"customers.thankspolicy:{tier}", by=by, at=at, detail={"changes": changes})
    return policy
