"""Greetings on pages."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.outbox.models import Message
from crm.shared.figures import Badge
from crm.shared.masking import mask_name, mask_phone
from crm.shared.tables import Column, Table
from customers.models import DateGreeting, Greeting, GreetingPlan, Task
from customers.queries.greetings import feast_words
from customers.tables.callbacks import tier_badge
from customers.tables.customers import shown_name

STATE_KINDS = {
    GreetingPlan.State.DRAFT: "open",
    GreetingPlan.State.PROPOSED: "review",
    GreetingPlan.State.APPROVED: "soon",
    GreetingPlan.State.SENDING: "open",
    GreetingPlan.State.STOPPED: "warn",
    GreetingPlan.State.ENDED: "met",
}
#: What a message's state looks like.
MESSAGE_KINDS = {
    Message.State.PENDING: "open",
    Message.State.CLAIMED: "open",
    Message.State.SUBMITTING: "open",
    Message.State.ACCEPTED: "met",
    Message.State.DELIVERED: "met",
    Message.State.FAILED: "refused",
    Message.State.UNRECEIPTED: "still",
    Message.State.UNKNOWN: "review",
    Message.State.DEAD: "refused",
    Message.State.SKIPPED: "void",
}


def feast_of(plan: GreetingPlan) -> str:
    return _("%(feast)s %(year)s") % {"feast": feast_words(plan.feast), "year": plan.year}


def plan_badge(plan: GreetingPlan) -> Badge:
    state = GreetingPlan.State(plan.state)
    return Badge(STATE_KINDS[state], state.label)


def address_of(row: Greeting) -> str:
    """Masked: a number's ends, an e-mail's first letter and its place."""
    name, at, place = row.address.partition("@")
    return f"{name[:1]}***@{place}" if at else mask_phone(row.address)


def came_of(row: "Greeting | DateGreeting") -> Badge:
    """Why not, or what became of the message or call; before the start, that it is meant to be."""
    if row.way == Greeting.Way.NONE:
        return Badge("void", Greeting.Reason(row.reason).label)
    if row.message:
        state = Message.State(row.message.state)
        if state == Message.State.SKIPPED:
            return Badge("void", Message.Skipped(row.message.skipped).label)
        return Badge(MESSAGE_KINDS[state], state.label)
    if row.task:
        return _call_badge(row.task)
    return Badge("open", _("Not started"))


def _call_badge(task: Task) -> Badge:
    if task.done_at is None:
        return Badge("open", _("To be called"))
    return Badge("met", _("Phoned")) if task.done_by_id else Badge("void", _("Called off"))


class PlanTable(Table[GreetingPlan]):
    columns = (
        Column(gettext_lazy("Feast"), "", show=feast_of, link=True),
        Column(gettext_lazy("State"), "", show=plan_badge, cell="parts/_badge.html"),
        Column(gettext_lazy("Day"), "on", sort="on"),
        Column(gettext_lazy("Sent from"), "send_from"),
        Column(gettext_lazy("Sent until"), "send_until", quiet=True),
        Column(gettext_lazy("Proposed by"), "proposed_by.get_full_name"),
        Column(gettext_lazy("Approved by"), "approved_by.get_full_name"),
    )

    def row_url(self, row: GreetingPlan) -> str:
        return reverse("customers:greeting_plan", args=[row.pk])


def _way(row: "Greeting | DateGreeting") -> str:
    return row.get_way_display()


class GreetingTable(Table[Greeting]):
    columns = (
        Column(gettext_lazy("Customer"), "customer", show=shown_name, link=True),
        Column(gettext_lazy("Tier"), "", show=tier_badge, cell="parts/_badge.html"),
        Column(gettext_lazy("Greeted by"), "", show=_way),
        Column(gettext_lazy("Number or address"), "", show=address_of),
        Column(gettext_lazy("State"), "", show=came_of, cell="parts/_badge.html"),
        Column(gettext_lazy("Outlet"), "outlet.name"),
    )

    def row_url(self, row: Greeting) -> str:
        return reverse("customers:greeting", args=[row.pk]) if row.task_id else row.customer.get_absolute_url()


def _occasion(row: DateGreeting) -> str:
    return row.date.get_kind_display()


def _person(row: DateGreeting) -> str:
    return mask_name(row.contact.name) if row.contact else ""


class DateGreetingTable(Table[DateGreeting]):
    columns = (
        Column(gettext_lazy("Customer"), "customer", show=shown_name, link=True),
        Column(gettext_lazy("Person"), "", show=_person),
        Column(gettext_lazy("Occasion"), "", show=_occasion),
        Column(gettext_lazy("Day"), "on"),
        Column(gettext_lazy("Greeted by"), "", show=_way),
        Column(gettext_lazy("State"), "", show=came_of, cell="parts/_badge.html"),
        Column(gettext_lazy("Outlet"), "outlet.name"),
    )

    def row_url(self, row: DateGreeting) -> str:
        return row.customer.get_absolute_url()


def days_until(plan: GreetingPlan) -> int:
    return (plan.on - timezone.localdate()).days
