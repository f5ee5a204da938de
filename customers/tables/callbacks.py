"""Callbacks on pages."""

from collections.abc import Mapping
from decimal import Decimal

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from crm.accounts.models import User
from crm.shared.figures import Badge, Share
from crm.shared.masking import mask_phones_in, surname
from crm.shared.tables import Column, Table
from customers.models import Callback, Contact, Customer
from customers.queries.callbacks import Coverage
from customers.tables.customers import shown_name
from outlets.models import CallScript, Outlet
from outlets.rules.call_script import Script, Spoken, spoken

OUTCOME_KINDS = {
    Callback.Outcome.SATISFIED: "met",
    Callback.Outcome.NEUTRAL: "still",
    Callback.Outcome.DISSATISFIED: "late",
    Callback.Outcome.UNREACHED: "soon",
    Callback.Outcome.REFUSED: "refused",
}
STATE_KINDS = {
    Callback.State.PLANNED: "open",
    Callback.State.DONE: "met",
    Callback.State.MISSED: "overdue",
    Callback.State.DROPPED: "void",
}
#: The key that presses each outcome's button.
OUTCOME_KEYS = {
    Callback.Outcome.SATISFIED: "s",
    Callback.Outcome.NEUTRAL: "o",
    Callback.Outcome.DISSATISFIED: "d",
    Callback.Outcome.UNREACHED: "u",
    Callback.Outcome.REFUSED: "r",
}
TIER_KINDS = {"A": "met", "B": "open", "C": "still"}


def outcome_badge(outcome: str) -> Badge:
    return Badge(OUTCOME_KINDS[Callback.Outcome(outcome)], Callback.Outcome(outcome).label)


def callback_badge(callback: Callback) -> Badge:
    """How it ended, or that it waits, and how often nobody has answered."""
    if callback.outcome:
        return outcome_badge(callback.outcome)
    state = Callback.State(callback.state)
    if state is Callback.State.PLANNED and callback.attempts:
        return Badge("soon", _("Not reached, %(tries)s×") % {"tries": callback.attempts})
    return Badge(STATE_KINDS[state], state.label)


def tier_badge(row: object) -> Badge:
    tier = getattr(row, "tier", "C")
    return Badge(TIER_KINDS[tier], tier)


def spoken_to(callback: Callback, script: CallScript, *, contact: Contact | None, by: User) -> list[Spoken]:
    """The script's steps with this customer's facts, in the reader's language; persons by their surname alone."""
    facts: Mapping[str, object] = {
        "outlet": callback.outlet.name,
        "clerk": by.get_full_name(),
        "receiver": surname(contact.name if contact else callback.customer.name),
        "phone": callback.outlet.phone,
    }
    language = "zh" if (get_language() or "").startswith("zh") else "en"
    return spoken(Script.from_data(script.steps), facts, language=language)


def name_of(row: Callback) -> str:
    return shown_name(row.customer)


def put_off(row: Callback) -> str:
    if row.snoozed_until is None:
        return ""
    return f"{row.snoozed_until:%m-%d} {row.snooze_reason}".strip()


class CallbackTable(Table[Callback]):
    columns = (
        Column(gettext_lazy("Customer"), "", show=name_of, link=True),
        Column(gettext_lazy("Tier"), "", show=tier_badge, cell="parts/_badge.html"),
        Column(gettext_lazy("Due"), "due_on"),
        Column(gettext_lazy("Last shipment"), "customer.activity.last_on"),
        Column(gettext_lazy("Put off"), "", show=put_off, quiet=True),
        Column(gettext_lazy("Outlet"), "outlet.name"),
        Column(gettext_lazy("State"), "", show=callback_badge, cell="parts/_badge.html"),
    )

    def row_url(self, row: Callback) -> str:
        return reverse("customers:callback", args=[row.pk])


#: Callbacks that should be made, in per cent.
GOAL = Decimal(90)


def made_share(told: Coverage) -> Share:
    return Share(told.made, told.due, goal=GOAL)


def reached_share(told: Coverage) -> Share:
    return Share(told.reached, told.made)


def content_share(told: Coverage) -> Share:
    return Share(told.content, told.reached)


class CoverageTable(Table[Outlet]):
    """`outlet.told` is its Coverage, `outlet.period` the period as query values."""

    columns = (
        Column(gettext_lazy("Outlet"), "name", link=True),
        Column(gettext_lazy("Fell due"), "told.due", numeric=True),
        Column(gettext_lazy("Calls made"), "told", show=lambda told: made_share(told), cell="parts/_bar.html"),
        Column(
            gettext_lazy("Reached"), "told", show=lambda told: Share(told.reached, told.made), cell="parts/_bar.html"
        ),
        Column(
            gettext_lazy("Satisfied"),
            "told",
            show=lambda told: Share(told.content, told.reached),
            cell="parts/_bar.html",
        ),
        Column(gettext_lazy("Dissatisfied"), "told.dissatisfied", numeric=True),
        Column(gettext_lazy("Missed"), "told.missed", numeric=True),
    )

    def row_url(self, row: Outlet) -> str:
        return f"{reverse('customers:callbacks_all')}?{urlencode({'outlet': row.code, **row.period})}"


def said_before(callback: Callback, *, user: object, limit: int) -> list[tuple[object, Badge]]:
    """The newest tries with this customer, this call's own among them."""
    tries = callback.tries.model.objects.visible_to(user).filter(callback__customer=callback.customer_id)
    return [(each, outcome_badge(each.outcome)) for each in tries.select_related("by")[:limit]]


def last_words(customer: Customer, *, user: object, limit: int) -> list[object]:
    talks = list(customer.touches.visible_to(user).select_related("by")[:limit])
    for talk in talks:
        talk.text = mask_phones_in(talk.text)
    return talks
