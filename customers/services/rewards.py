"""What points buy, and what each tier earns: kept by headquarters, with every change in the audit trail."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from crm.accounts.models import User
from crm.audit.services.recording import record_act
from customers.models import LoyaltyTerms, Reward

FIELDS = ("name", "name_en", "points", "stock", "offered")
TERMS = ("points_a_yuan", "months")


@transaction.atomic
def keep_reward(pk: int | None, told: Mapping[str, Any], *, by: User, at: datetime) -> Reward:
    """A new reward, or one changed; what was handed out already stays as it was.

    told     the fields to change, by name; a stock that nobody has typed stays what the counters have left of it
    writes   customers_reward, audit_auditentry
    """
    reward = Reward.objects.select_for_update().get(pk=pk) if pk else Reward()
    changes = _changed(reward, told)
    if changes or not pk:
        reward.save()
        act = "reward.change" if pk else "reward.offer"
        record_act(act, f"customers.reward:{reward.pk}", by=by, at=at, detail={"changes": changes})
    return reward


@transaction.atomic
def keep_terms(tier: str, told: Mapping[str, Any], *, by: User, at: datetime) -> LoyaltyTerms:
    """Change what a tier earns from now on; what is earned already stays, and holds as long as it was given for.

    writes   customers_loyaltyterms, audit_auditentry
    """
    terms = LoyaltyTerms.objects.select_for_update().get(tier=tier)
    if changes := _changed(terms, told):
        terms.save()
        record_act("points.terms", f"customers.loyaltyterms:{tier}", by=by, at=at, detail={"changes": changes})
    return terms


def _changed(row: Reward | LoyaltyTerms, told: Mapping[str, Any]) -> dict[str, list[str]]:
    changes = {name: [str(getattr(row, name)), str(wish)] for name, wish in told.items() if getattr(row, name) != wish}
    for name in changes:
        setattr(row, name, told[name])
    return changes
