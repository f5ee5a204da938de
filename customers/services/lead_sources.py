"""Where leads come from: events, and what each way in has cost in a month."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from crm.accounts.roles import Role
from crm.audit.services.recording import record_act
from customers.models import LeadEvent, SourceCost
from outlets.models import Outlet

#: Who writes down costs and events: a manager for the own outlet, these of headquarters for the network.
KEEPERS = frozenset({Role.MANAGER, Role.CRG, Role.ADMINISTRATOR})


@transaction.atomic
def keep_event(event: LeadEvent, *, by: object, at: datetime) -> LeadEvent:
    """writes   customers_leadevent, audit_auditentry"""
    action = "lead_event.change" if event.pk else "lead_event.create"
    event.save()
    record_act(action, f"customers.leadevent:{event.pk}", by=by, at=at)
    return event


@transaction.atomic
def keep_cost(
    source: str, month: date, yuan: Decimal, *, outlet: Outlet | None, by: object, at: datetime
) -> SourceCost:
    """What this way in has cost in the month; a second word on it takes the place of the first.

    outlet   None: the network's own expense
    writes   customers_sourcecost, audit_auditentry
    """
    cost, _created = SourceCost.objects.update_or_create(
        source=source, outlet=outlet, month=month.replace(day=1), defaults={"yuan": yuan}
    )
    detail = {"source": source, "month": month.isoformat()[:7], "yuan": str(yuan)}
    record_act("source_cost.keep", f"customers.sourcecost:{cost.pk}", by=by, at=at, detail=detail)
    return cost
