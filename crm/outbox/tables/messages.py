"""Messages on pages: their state in words and shape, their text, what happened to them."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from crm.outbox.models import Attempt, Batch, Message, Receipt, Reply, Template
from crm.outbox.rules.texts import Unfit, fill
from crm.outbox.services.recovering import ERROR
from crm.shared.figures import Badge
from crm.shared.masking import mask_phone
from crm.shared.tables import Column, Table
from crm.shared.timelines import Line

State = Message.State
KINDS = {
    State.PENDING: "open",
    State.CLAIMED: "open",
    State.SUBMITTING: "soon",
    State.ACCEPTED: "still",
    State.DELIVERED: "met",
    State.FAILED: "late",
    State.UNRECEIPTED: "warn",
    State.UNKNOWN: "review",
    State.DEAD: "refused",
    State.SKIPPED: "void",
}
OUTCOMES = {Attempt.Outcome.ACCEPTED: "met", Attempt.Outcome.REFUSED: "refused", Attempt.Outcome.UNKNOWN: "review"}
#: What our own machines have noted as an error.
SAID = {ERROR: gettext_lazy("The worker ended before the provider had answered.")}
#: Whoever has it speaks for the customer: a link of its own is not shown.
HIDDEN = frozenset({"link"})
#: What the codes of templates are for, as shipped; others have their code alone.
USES = {
    "holiday": gettext_lazy("Holiday greeting"),
    "birthday": gettext_lazy("Birthday"),
    "anniversary": gettext_lazy("Anniversary"),
    "thanks": gettext_lazy("Thank-you"),
    "thanks_survey": gettext_lazy("Thank-you with a question"),
    "survey": gettext_lazy("Survey invitation"),
    "points_end": gettext_lazy("Points that run out"),
}
SETTLED = {
    "sent": gettext_lazy("Decided: the customer has it"),
    "again": gettext_lazy("Decided: hand it over again"),
    "dropped": gettext_lazy("Decided: let it be"),
}


def use_of(template: Template) -> str:
    return str(USES.get(template.code, template.code))


def message_badge(message: Message) -> Badge:
    return Badge(KINDS[State(message.state)], message.get_state_display())


def batch_badge(batch: Batch) -> Badge:
    """batch: annotated with `waits`."""
    if batch.stopped_at:
        return Badge("void", _("Stopped"))
    return Badge("open", _("Goes on")) if batch.waits else Badge("met", _("Sent out"))


def masked_address(address: str) -> str:
    """138******34; c***@example.com. A dash for what is no longer kept."""
    name, at, domain = address.partition("@")
    return f"{name[:1]}***{at}{domain}" if at else mask_phone(address) or "—"


def to_whom(message: Message) -> str:
    return masked_address(message.address)


def why_not(message: Message) -> str:
    return message.get_skipped_display() if message.skipped else str(SAID.get(message.error, message.error))


def text_of(message: Message) -> str:
    """As the customer reads it, without what is only the customer's."""
    values = {name: "…" if name in HIDDEN else value for name, value in message.values.items()}
    try:
        return fill(message.template.text, message.template.variables, values)
    except Unfit:
        return message.template.text


def story(message: Message, attempts: list[Attempt], receipts: list[Receipt], replies: list[Reply]) -> list[Line]:
    """What happened to it, the newest first."""
    found = [Line(message.created_at, 0, _("Written"), text=message.template.title, icon="notebook"), *_ended(message)]
    found += [_attempt(attempt) for attempt in attempts]
    found += [_receipt(receipt) for receipt in receipts]
    found += [Line(each.at, each.pk, _("Reply"), text=each.text, icon="message-report") for each in replies]
    return sorted(found, key=lambda line: line.at, reverse=True)


def _attempt(attempt: Attempt) -> Line:
    title = _("Handed to %(provider)s") % {"provider": attempt.provider}
    kind = OUTCOMES.get(Attempt.Outcome(attempt.outcome), "soon") if attempt.outcome else "soon"
    word = attempt.get_outcome_display() if attempt.outcome else _("No answer yet")
    return Line(
        attempt.at, 0, title, text=str(SAID.get(attempt.error, attempt.error)), kind=kind, badge=Badge(kind, word)
    )


def _receipt(receipt: Receipt) -> Line:
    kind, title = ("met", pgettext("message", "Delivered")) if receipt.delivered else ("late", _("Not delivered"))
    return Line(receipt.at, receipt.pk, title, text=receipt.code, kind=kind)


def _ended(message: Message) -> Iterator[Line]:
    if message.settled_at:
        who = message.settled_by.get_full_name() if message.settled_by else ""
        yield Line(message.settled_at, 0, SETTLED.get(message.settled_as, ""), who=who, icon="gavel")
    if message.state == State.SKIPPED and message.ended_at:
        yield Line(message.ended_at, 0, _("Not sent"), text=message.get_skipped_display(), kind="void")


class MessageTable(Table[Message]):
    columns = (
        Column(gettext_lazy("Sent to"), "", link=True, show=to_whom),
        Column(gettext_lazy("Outlet"), "outlet.name"),
        Column(gettext_lazy("Template"), "template", show=use_of, quiet=True),
        Column(gettext_lazy("Channel"), "get_channel_display"),
        Column(gettext_lazy("Written"), "created_at", quiet=True),
        Column(gettext_lazy("Not before"), "due_at"),
        Column(gettext_lazy("Cost"), "cost_yuan", cell="parts/_yuan.html", numeric=True, quiet=True),
        Column(gettext_lazy("Why it was not sent"), "", show=why_not),
        Column(gettext_lazy("State"), "", show=message_badge, cell="parts/_badge.html"),
    )


class BatchTable(Table[Batch]):
    columns = (
        Column(gettext_lazy("Name"), "name", link=True),
        Column(gettext_lazy("Opened"), "opened_at"),
        Column(gettext_lazy("By"), "opened_by"),
        Column(gettext_lazy("State"), "", show=batch_badge, cell="parts/_badge.html"),
    )
