"""Leads: opened from every way in, given to an outlet, taken step by step, lost for a reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from crm.accounts.models import User
from crm.accounts.roles import OUTLET_ROLES, Role
from crm.audit.services.recording import record_act
from crm.audit.services.unmasking import note_look
from crm.shared.errors import Refused
from crm.shared.sentences import kept
from customers.models import Customer, Lead, LeadEvent, LeadStep
from customers.queries.leads import outlet_for
from customers.rules.lead_states import CLOSED, State, may_become, next_step_at
from customers.services.unmasking import Whole
from outlets.access import Access
from outlets.models import Outlet

#: Who works with leads; headquarters' queue is given out by the latter.
WORKERS = OUTLET_ROLES | {Role.CRG, Role.ADMINISTRATOR}
ASSIGNERS = frozenset({Role.CRG, Role.OPERATIONS, Role.ADMINISTRATOR})
#: What somebody may correct of an open lead.
CHANGEABLE = ("company", "name", "phone", "address", "need", "parcels_a_month")
_ONCE = "lead_one_open_per_phone"


class LeadChanged(Refused):
    """Somebody else was faster; nothing was written."""

    def __init__(self) -> None:
        super().__init__(
            _("Somebody else has changed this lead meanwhile: look at it and decide again."), code="lead_changed"
        )


class LeadExists(Refused):
    def __init__(self) -> None:
        super().__init__(_("There is an open lead with this telephone number already."), code="lead_exists")


@dataclass(frozen=True, slots=True)
class NewLead:
    """Somebody who may become a customer. `phone` as `crm.shared.phones` writes it."""

    source: str
    name: str
    phone: str
    company: str = ""
    address: str = ""
    need: str = ""
    parcels_a_month: int | None = None
    event: LeadEvent | None = None
    referrer: Customer | None = None
    consent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """What was done: the state it leads to (its own: nobody was reached), and when the next step is due.

    next_step_at   None: as the rule says
    """

    state: str
    note: str = ""
    next_step_at: datetime | None = None
    lost_reason: str = ""


@transaction.atomic
def open_lead(new: NewLead, *, outlet: Outlet | None, by: object, at: datetime) -> Lead:
    """A new lead; without an outlet it goes to the one that serves the address, else to headquarters' queue.

    by       a User is its owner; a partner's key or None owns nothing
    raises   Refused when there is an open lead with this number at the same place
    writes   customers_lead, customers_leadstep
    """
    outlet = outlet or outlet_for(new.address)
    owner = by if isinstance(by, User) and outlet else None
    told = {name: getattr(new, name) for name in new.__slots__}
    lead = Lead(**told, outlet=outlet, owner=owner, created_at=at, next_step_at=_due(State.NEW, at))
    _save(lead)
    _note(lead, by=by, at=at)
    return lead


@transaction.atomic
def take_step(lead: Lead, step: Step, *, seen: int | None = None, by: object, at: datetime) -> Lead:
    """The next state, or another try in the same one; a lost lead is closed for its reason.

    seen     version that somebody had before the eyes; None: whatever it is now
    raises   Refused for a move that the states do not allow; LeadChanged
    writes   customers_lead, customers_leadstep
    """
    lead = locked(lead.pk, seen=seen)
    again = step.state == lead.state and step.state not in CLOSED
    if not again and (step.state == State.WON or not may_become(lead.state, step.state)):
        raise Refused(_("This step is not possible now: the lead is elsewhere already."), code="lead_state")
    if (step.state == State.LOST) == (not step.lost_reason):
        raise Refused(_("Say why the lead is lost."), code="lost_reason")
    closing = step.state in CLOSED
    lead.state, lead.lost_reason = step.state, step.lost_reason
    lead.next_step_at = None if closing else step.next_step_at or _due(step.state, at, unreached=again)
    lead.closed_at = at if closing else None
    if isinstance(by, User) and lead.owner_id is None:
        lead.owner = by
    _save(lead)
    _note(lead, by=by, at=at, note=step.note)
    return lead


@transaction.atomic
def change_lead(lead: Lead, changes: Mapping[str, Any], *, seen: int | None = None, by: object, at: datetime) -> Lead:
    """Correct what is written about an open lead, or when its next step is due.

    raises   Refused for a closed lead, or when its new number is another open lead's; LeadChanged
    writes   customers_lead, customers_leadstep
    """
    lead = _open(locked(lead.pk, seen=seen))
    changed = [name for name in (*CHANGEABLE, "next_step_at") if name in changes and changes[name] != _of(lead, name)]
    if changed:
        for name in changed:
            setattr(lead, name, changes[name])
        _save(lead)
        record_act("lead.change", f"customers.lead:{lead.pk}", by=by, at=at, detail={"fields": changed})
    return lead


@transaction.atomic
def assign_lead(lead: Lead, outlet: Outlet | None, *, seen: int | None = None, by: object, at: datetime) -> Lead:
    """Give an open lead to an outlet, or back to headquarters' queue; it has no owner there yet.

    raises   Refused for a closed lead, or when the outlet has an open one with this number; LeadChanged
    writes   customers_lead, customers_leadstep, audit_auditentry
    """
    lead = _open(locked(lead.pk, seen=seen))
    detail = {"from": lead.outlet_id, "to": outlet.pk if outlet else None}
    if detail["from"] == detail["to"]:
        return lead
    lead.outlet, lead.owner, lead.next_step_at = outlet, None, _due(State.NEW, at)
    _save(lead)
    LeadStep.objects.filter(lead=lead).update(outlet=outlet)
    given, back = gettext_noop("Given to %(outlet)s"), gettext_noop("Given back to headquarters")
    _note(lead, by=by, at=at, note=kept(given, outlet=outlet.name) if outlet else kept(back))
    record_act("lead.assign", f"customers.lead:{lead.pk}", by=by, at=at, detail=detail)
    return lead


def asked_again(lead: Lead, note: str, *, by: object, at: datetime) -> None:
    """Somebody whose lead is open asks once more: its next step is due at once.

    writes   customers_lead, customers_leadstep
    """
    with transaction.atomic():
        lead = locked(lead.pk)
        if lead.state not in CLOSED:
            lead.next_step_at = min(lead.next_step_at or at, _due(State.NEW, at) or at)
            _save(lead)
            _note(lead, by=by, at=at, note=note[:500])


def look_at(lead: Lead, *, reason: str, access: Access, by: User, at: datetime) -> Whole:
    """The lead's name, telephone and address whole, with the look noted.

    raises   TooManyLooks for somebody at an outlet who has looked too often; that is noted as well
    writes   audit_auditentry
    """
    note_look("lead", f"customers.lead:{lead.pk}", detail={"reason": reason}, capped=not access.network, by=by, at=at)
    return Whole(lead.name, lead.phone, lead.address, contacts=())


def locked(pk: int, *, seen: int | None = None) -> Lead:
    """The lead, held until the transaction ends.

    raises   LeadChanged when its version is not the one that was seen
    """
    lead = Lead.objects.select_for_update(no_key=True).get(pk=pk)
    if seen is not None and lead.version != seen:
        raise LeadChanged
    lead.version += 1
    return lead


def _open(lead: Lead) -> Lead:
    if lead.state in CLOSED:
        raise Refused(_("This lead is closed: take it up again first."), code="lead_closed")
    return lead


def _of(lead: Lead, name: str) -> Any:
    return getattr(lead, name)


def _save(lead: Lead) -> None:
    try:
        with transaction.atomic():
            lead.save()
    except IntegrityError as clash:
        if _ONCE not in str(clash):
            raise
        raise LeadExists from clash


def _note(lead: Lead, *, by: object, at: datetime, note: str = "") -> None:
    person = by if isinstance(by, User) else None
    LeadStep.objects.create(lead=lead, outlet=lead.outlet, state=lead.state, note=note, at=at, by=person)


def _due(state: str, at: datetime, *, unreached: bool = False) -> datetime | None:
    return next_step_at(state, timezone.localtime(at), unreached=unreached)
