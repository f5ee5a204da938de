"""Whom else a customer ships with, as somebody has noted it on a day."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from crm.audit.services.recording import record_act
from customers.models import CompetitorUse, Customer
from customers.services.files import subject_of
from customers.services.standing import kept


@transaction.atomic
def note_use(customer: Customer, told: CompetitorUse, *, by: object, at: datetime) -> CompetitorUse:
    """
    told     an unsaved row; a later note on the same network takes an earlier one's place on the page
    raises   Refused for a file that is merged or anonymous
    writes   customers_competitoruse, audit_auditentry
    """
    told.customer, told.outlet, told.noted_on = kept(customer), customer.outlet, timezone.localdate(at)
    told.save()
    record_act("competitor_use.note", subject_of(customer), by=by, at=at, detail={"network": told.competitor.code})
    return told


@transaction.atomic
def remove_use(row: CompetitorUse, *, by: object, at: datetime) -> None:
    """writes   customers_competitoruse, audit_auditentry"""
    record_act("competitor_use.remove", subject_of(row.customer), by=by, at=at, detail={"use": row.pk})
    row.delete()
