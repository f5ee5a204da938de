"""Leads on pages: columns, states, and how somebody is called who is not a customer yet."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.shared.figures import Badge
from crm.shared.masking import mask_name, mask_phone, mask_phones_in
from crm.shared.tables import Column, Table
from customers.models import Lead, LeadEvent, LeadStep, SourceCost
from customers.rules.lead_states import State

KINDS = {
    State.NEW: "open",
    State.CONTACTED: "review",
    State.QUOTED: "soon",
    State.WON: "met",
    State.LOST: "void",
}


def shown_lead(lead: Lead) -> str:
    """A firm by its name, a person masked."""
    return lead.company or mask_name(lead.name)


def lead_badge(lead: Lead) -> Badge:
    if lead.state == State.LOST:
        return Badge(KINDS[State.LOST], f"{lead.get_state_display()} · {lead.get_lost_reason_display()}")
    return Badge(KINDS[State(lead.state)], lead.get_state_display())


def place_of(lead: Lead) -> str:
    return lead.outlet.name if lead.outlet else str(_("Headquarters' queue"))


class StepLine:
    """One line of a lead's timeline."""

    def __init__(self, step: LeadStep, *, first: bool, again: bool) -> None:
        self.at, self.kind = step.at, KINDS[State(step.state)]
        state = LeadStep.state.field.choices and step.get_state_display()  # type: ignore[attr-defined]
        self.title = _("Lead opened") if first else _("%(state)s still") % {"state": state} if again else state
        self.text = " · ".join(filter(None, (mask_phones_in(step.words), str(step.by) if step.by else "")))


def step_lines(steps: list[LeadStep]) -> list[StepLine]:
    """The newest first."""
    before = [None, *(step.state for step in steps)]
    lines = [StepLine(step, first=place == 0, again=step.state == before[place]) for place, step in enumerate(steps)]
    return lines[::-1]


class LeadTable(Table[Lead]):
    """Worked from the top: whose next step is due first."""

    columns = (
        Column(_("Lead"), "", show=shown_lead, link=True),
        Column(_("Next step"), "next_step_at", cell="parts/_deadline.html"),
        Column(_("State"), "", show=lead_badge, cell="parts/_badge.html"),
        Column(_("Source"), "get_source_display"),
        Column(_("Outlet"), "", show=place_of),
        Column(_("Telephone"), "phone", show=mask_phone),
        Column(_("Parcels a month"), "parcels_a_month", numeric=True),
        Column(_("Owner"), "owner", quiet=True),
    )


class AllLeadsTable(Table[Lead]):
    columns = (
        Column(_("Lead"), "", show=shown_lead, link=True),
        Column(_("State"), "", show=lead_badge, cell="parts/_badge.html"),
        Column(_("Source"), "get_source_display"),
        Column(_("Outlet"), "", show=place_of),
        Column(_("Parcels a month"), "parcels_a_month", numeric=True),
        Column(_("Opened"), "created_at"),
        Column(_("Owner"), "owner", quiet=True),
    )


class LeadEventTable(Table[LeadEvent]):
    """Each event with `brought` and `won`, counts of leads."""

    columns = (
        Column(pgettext_lazy("lead", "Event"), "name", link=True),
        Column(_("Held on"), "held_on"),
        Column(_("Place"), "place"),
        Column(_("Outlet"), "outlet.name"),
        Column(_("Leads"), "brought", numeric=True),
        Column(_("Won"), "won", numeric=True),
    )


class SourceCostTable(Table[SourceCost]):
    columns = (
        Column(_("Month"), "", show=lambda cost: cost.month.strftime("%Y-%m"), link=True),
        Column(_("Source"), "get_source_display"),
        Column(_("Outlet"), "", show=lambda cost: cost.outlet.name if cost.outlet else str(_("Network"))),
        Column(_("Yuan"), "yuan", cell="parts/_yuan.html", numeric=True),
    )

    def row_url(self, row: SourceCost) -> str:
        month = row.month.strftime("%Y-%m")
        return f"{reverse('customers:lead_sources')}?first={month}&last={month}"
