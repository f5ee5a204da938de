"""What a customer was written: on its timeline, and from a message back to its customer; somebody to try a text on."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.outbox.models import Message
from crm.outbox.people import Person, offer_people
from crm.outbox.tables.messages import masked_address, message_badge, text_of
from crm.shared import panels
from crm.shared.masking import mask_name
from crm.shared.timelines import Below, Line, Part, hang, newest
from customers.models import Customer

#: Among so many of the newest files somebody to try a text on is looked for.
NEWEST = 50


def hang_all() -> None:
    hang("customers.customer", Part("messages", gettext_lazy("Messages"), messages_of, order=40))
    panels.hang("outbox.message", panels.Panel("customers/_written_to.html", customer_of))
    offer_people(somebody)


def messages_of(customer: Customer, user: Any, below: Below | None, limit: int) -> Sequence[Line]:
    """Uses index message_of_subject."""
    rows = Message.objects.visible_to(user).filter(subject=f"customer:{customer.pk}").select_related("template")
    return [
        Line(
            message.created_at,
            message.pk,
            _("Message: %(channel)s") % {"channel": message.get_channel_display()},
            text=message.get_skipped_display() if message.skipped else text_of(message),
            icon="message-report",
            url=message.get_absolute_url(),
            badge=message_badge(message),
        )
        for message in newest(rows, "created_at", below, limit)
    ]


def customer_of(message: Message, user: Any) -> Mapping[str, Any]:
    noun, _colon, pk = message.subject.partition(":")
    mine = Customer.objects.visible_to(user).select_related("outlet")
    return {"customer": mine.filter(pk=pk).first() if noun == "customer" and pk.isdecimal() else None}


def somebody(user: Any, channel: str) -> Person | None:
    """A current file with a number, of the newest that this user may see."""
    rows = Customer.objects.visible_to(user).current().select_related("outlet").order_by("-id")
    found = next((each for each in rows[:NEWEST] if each.phone), None)
    if found is None:
        return None
    address = masked_address(found.phone if channel == "sms" else "customer@example.com")
    return Person(mask_name(found.name), address, found.outlet.name)
