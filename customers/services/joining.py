"""Strangers who ask to be called back: whoever they are, they hear the same answer."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from crm.accounts.roles import Role
from crm.shared.masking import mask_phones_in
from crm.shared.sentences import kept
from customers.models import Source
from customers.queries.leads import file_of, known, outlet_for
from customers.services.leads import LeadExists, NewLead, asked_again, open_lead
from customers.services.tasks import open_task
from outlets.models import Outlet

#: A customer who asks is called within the time that a new lead is.
TASK_KEY = "joining:{customer}:{day}"


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of a wish: lead, again (there is an open one), customer (there is a file). Nobody outside is told."""

    became: str


def ask(new: NewLead, *, at: datetime) -> Asked:
    """Open a lead at the outlet that serves the address (else at the event's, else in headquarters' queue).

    new      with its `consent_at`
    writes   customers_lead, customers_leadstep, or for a customer's own number customers_task
    """
    outlet = outlet_for(new.address) or (new.event.outlet if new.event else None)
    try:
        with transaction.atomic():
            return _asked(new, outlet, at=at)
    except LeadExists:
        # The same number twice at once: the other one was faster.
        return _asked(new, outlet, at=at)


def _asked(new: NewLead, outlet: Outlet | None, *, at: datetime) -> Asked:
    found = known(outlet, new.phone)
    if found.lead:
        again = kept(gettext_noop("Asked again: %(need)s"), limit=500, need=mask_phones_in(new.need) or "—")
        asked_again(found.lead, again, by=None, at=at)
        return Asked("again")
    if customer := file_of(outlet, new.phone):
        key = TASK_KEY.format(customer=customer.pk, day=at.date())
        need = mask_phones_in(new.need) or "—"
        title = kept(gettext_noop("Asks by the public form to be called: %(need)s"), limit=200, need=need)
        open_task(customer, title=title, due_at=at, at=at, role=Role.SERVICE_CLERK, key=key)
        return Asked("customer")
    open_lead(replace(new, source=Source.EVENT if new.event else Source.WEB), outlet=outlet, by=None, at=at)
    return Asked("lead")
