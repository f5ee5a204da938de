"""A lead becomes a customer: by hand, or by itself with the first waybill of its number at its outlet."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from crm.audit.services.recording import record_act
from crm.shared.bulk import array_literal, text_array
from crm.shared.errors import Refused
from crm.shared.phones import TAIL, plainest
from customers.models import Consent, Customer, Lead, LeadStep
from customers.queries.leads import file_of
from customers.rules.lead_states import State, may_become
from customers.services.files import open_customer
from customers.services.leads import locked
from customers.sql import leads as sql


class Sent(NamedTuple):
    """A waybill that is about to be entered; `customer_id` None: its sender is nobody's file yet."""

    number: str
    outlet_id: int
    phone: str
    customer_id: int | None
    entered_at: datetime


@transaction.atomic
def win_lead(
    lead: Lead,
    *,
    customer: Customer | None = None,
    number: str = "",
    seen: int | None = None,
    by: object,
    at: datetime,
) -> Lead:
    """Make a customer of a lead: of the file that is named, else of the one with its number, else of a new one.

    number   of the waybill that shows it; empty: somebody says so
    raises   Refused when the lead is won already, lost, or without an outlet; LeadChanged
    writes   customers_lead, customers_leadstep, customers_customer with what belongs to it, audit_auditentry
    """
    lead = locked(lead.pk, seen=seen)
    if not may_become(lead.state, State.WON):
        raise Refused(_("This step is not possible now: the lead is elsewhere already."), code="lead_state")
    if lead.outlet is None:
        raise Refused(_("Give the lead to an outlet first: a customer file belongs to one."), code="no_outlet")
    if customer is not None and customer.outlet_id != lead.outlet_id:
        raise Refused(_("This file belongs to another outlet."), code="foreign_file")
    lead.customer = customer or file_of(lead.outlet, lead.phone) or _opened(lead, by=by, at=at)
    lead.state, lead.closed_at, lead.next_step_at, lead.won_by = State.WON, at, None, number
    lead.save()
    LeadStep.objects.create(
        lead=lead, outlet=lead.outlet, state=lead.state, note=number, at=at, by=by if getattr(by, "pk", 0) else None
    )
    detail = {"customer": lead.customer_id, "waybill": number}
    record_act("lead.win", f"customers.lead:{lead.pk}", by=by, at=at, detail=detail)
    return lead


def first_waybills(sent: Sequence[Sent], *, at: datetime) -> dict[tuple[int, str], int]:
    """Turn open leads whose number sends its first waybill at their outlet into customers.

    Called inside the transaction that enters the waybills, before they are written; costs one statement a batch.

    sent      a waybill from before the lead proves nothing, and is passed over
    returns   outlet and telephone as it was written → the customer it is now
    writes    as `win_lead`
    """
    leads = {(outlet, phone): (pk, since) for pk, outlet, phone, since in _candidates(sent)}
    found: dict[tuple[int, str], int] = {}
    for one in sent if leads else ():
        pk, since = leads.get((one.outlet_id, plainest(one.phone)), (0, one.entered_at))
        fresh = pk and since <= one.entered_at and (one.outlet_id, one.phone) not in found
        if fresh and (customer := _won(pk, one, at=at)):
            found[one.outlet_id, one.phone] = customer
    return found


def _candidates(sent: Sequence[Sent]) -> list[tuple[int, int, str, datetime]]:
    told = {
        "tails": text_array(sorted({one.phone[-TAIL:] for one in sent})),
        "outlets": array_literal({one.outlet_id for one in sent}),
    }
    with connection.cursor() as cursor:
        cursor.execute(sql.OPEN_BY_TAIL, told)
        return cursor.fetchall()


def _won(pk: int, one: Sent, *, at: datetime) -> int | None:
    """The lead's customer, of this waybill or of one before it; None when the lead was closed otherwise meanwhile."""
    lead = Lead.objects.get(pk=pk)
    if lead.state == State.WON:
        return lead.customer_id
    named = Customer.objects.filter(pk=one.customer_id).first() if one.customer_id else None
    try:
        with transaction.atomic():
            return win_lead(lead, customer=named, number=one.number, by=None, at=at).customer_id
    except Refused:
        return Lead.objects.values_list("customer", flat=True).get(pk=pk)


def _opened(lead: Lead, *, by: object, at: datetime) -> Customer:
    kind = Customer.Kind.ENTERPRISE if lead.company else Customer.Kind.PERSON
    customer = open_customer(
        lead.outlet,
        "",
        name=lead.company or lead.name,
        phone=lead.phone,
        address=lead.address,
        kind=kind,
        source=lead.source,
        keeper=lead.owner,
        by=by,
        at=at,
    )
    if lead.company:
        customer.contacts.create(outlet=lead.outlet, name=lead.name, phone=lead.phone, main=True)
    if lead.consent_at:
        customer.consents.create(
            outlet=lead.outlet,
            channel=Consent.Channel.CALL,
            purpose=Consent.Purpose.NOTICE,
            given=True,
            source=lead.source,
            at=lead.consent_at,
        )
    return customer
