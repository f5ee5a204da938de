"""What may be the same customer, what was merged, and to whom the file is on offer."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.utils import timezone

from crm.shared.panels import Panel, hang
from customers.models import Customer, DuplicatePair, Handover, Merge
from customers.services.handovers import OFFERERS
from customers.services.merging import MERGERS, UNDO_FOR
from customers.tables.customers import shown_name
from customers.tables.duplicates import reason_words
from outlets.access import access_of

SHOWN = 5


def hang_all() -> None:
    hang("customers.customer", Panel("customers/_ownership.html", _context, order=80))


def _context(customer: Customer, user: Any) -> Mapping[str, Any]:
    access = access_of(user)
    merges = access.has(MERGERS)
    return {
        "customer": customer,
        "alike": _alike(customer, user) if merges else [],
        "merged": _merged(customer, user) if merges else [],
        "offered": Handover.objects.visible_to(user).filter(customer=customer, state=Handover.State.OFFERED).first(),
        "may_merge": merges,
        "may_offer": access.has(OFFERERS),
    }


def _alike(customer: Customer, user: Any) -> list[dict[str, Any]]:
    rows = DuplicatePair.objects.visible_to(user).filter(Q(first=customer) | Q(second=customer), state="open")
    return [
        {
            "url": pair.get_absolute_url(),
            "name": shown_name(pair.second if pair.first_id == customer.pk else pair.first),
            "reasons": reason_words(pair.reasons),
        }
        for pair in rows.select_related("first", "second").order_by("-score", "-id")[:SHOWN]
    ]


def _merged(customer: Customer, user: Any) -> list[dict[str, Any]]:
    since = timezone.now() - UNDO_FOR
    rows = Merge.objects.visible_to(user).filter(kept=customer, undone_at=None, at__gt=since).defer("steps", "before")
    return [
        {"url": done.get_absolute_url(), "name": shown_name(done.gone), "at": done.at}
        for done in rows.select_related("gone")[:SHOWN]
    ]
