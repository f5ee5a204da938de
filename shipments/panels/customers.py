"""What shipments tell on a customer's page: the last piece, open trouble, promises, and their part of the timeline.

A customer of ten thousand waybills costs an index walk for them, and a probe each for what hangs on them.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.shared.figures import Badge, Stat
from crm.shared.masking import mask_phones_in
from crm.shared.panels import Panel
from crm.shared.panels import hang as hang_panel
from crm.shared.timelines import Below, Line, Part, hang, newest
from customers.models import Customer
from shipments.models import Call, Negotiation, ProblemRecord, Waybill
from shipments.tables.calls import result_badge
from shipments.tables.negotiations import promise_badge
from shipments.tables.problems import problem_badge, reason_words
from shipments.tables.states import piece_badge
from shipments.tables.waybills import master_of

PAGE = "customers.customer"
#: Promises older than this are history.
PROMISED_WITHIN = timedelta(days=30)
PROMISES = 5
#: Newest pieces, and open troubles, beside a call.
PIECES = 5


def hang_all() -> None:
    hang(PAGE, Part("shipments", gettext_lazy("Shipments"), shipments_of, order=30))
    hang(PAGE, Part("problems", gettext_lazy("Problem pieces"), problems_of, order=40))
    hang(PAGE, Part("promises", gettext_lazy("Promises"), promises_made, order=45))
    hang(PAGE, Part("calls", gettext_lazy("Calls"), calls_of, order=50))
    hang_panel(f"{PAGE}.figures", Panel("shipments/_customer_figures.html", figures_of, order=10))
    for page in ("customers.callback", "customers.churn_case"):
        hang_panel(page, Panel("shipments/_customer_pieces.html", pieces_of, order=10))
    hang_panel(f"{PAGE}.steps", Panel("shipments/_customer_promises.html", open_promises, order=10))


def shipments_of(customer: Customer, user: Any, below: Below | None, limit: int) -> Sequence[Line]:
    rows = customer.waybills.visible_to(user).select_related("destination").prefetch_related("pieces")
    return [_shipment(waybill) for waybill in newest(rows, "entered_at", below, limit)]


def problems_of(customer: Customer, user: Any, below: Below | None, limit: int) -> Sequence[Line]:
    rows = ProblemRecord.objects.filter(waybill__in=_seen(customer, user), withdrawn=False)
    found = newest(rows.select_related("waybill", "outlet", "reason"), "registered_at", below, limit)
    return [
        Line(
            problem.registered_at,
            problem.pk,
            reason_words(problem),
            text=mask_phones_in(problem.matter),
            who=problem.outlet.name,
            kind="review",
            icon="message-report",
            url=problem.get_record_url(),
            badge=problem_badge(problem),
        )
        for problem in found
    ]


def promises_made(customer: Customer, user: Any, below: Below | None, limit: int) -> Sequence[Line]:
    at, rows = timezone.now(), Negotiation.objects.filter(waybill__in=_seen(customer, user))
    found = newest(rows.with_fulfilment().select_related("waybill", "by"), "made_at", below, limit)
    return [
        Line(
            promise.made_at,
            promise.pk,
            promise.get_agreed_display(),
            text=mask_phones_in(promise.remark),
            who=promise.by.get_full_name(),
            icon="clock-check",
            url=promise.get_absolute_url(),
            badge=promise_badge(promise, at=at),
        )
        for promise in found
    ]


def calls_of(customer: Customer, user: Any, below: Below | None, limit: int) -> Sequence[Line]:
    rows = Call.objects.visible_to(user).filter(waybill__customer=customer).select_related("waybill", "by")
    return [
        Line(
            call.called_at,
            call.pk,
            _("%(party)s called about %(number)s") % {"party": call.get_party_display(), "number": call.waybill.number},
            who=call.by.get_full_name(),
            icon="phone",
            url=call.get_absolute_url(),
            badge=result_badge(call),
        )
        for call in newest(rows, "called_at", below, limit)
    ]


def figures_of(customer: Customer, user: Any) -> Mapping[str, Any]:
    """Where the last piece is, and how much trouble is open."""
    waybills = customer.waybills.visible_to(user).prefetch_related("pieces")
    last = waybills.order_by("-entered_at", "-pk").first()
    open_ones = ProblemRecord.objects.open().filter(waybill__in=_seen(customer, user)).count()
    trouble = Stat(
        _("Open trouble"),
        open_ones,
        url=f"{customer.get_absolute_url()}?part=problems",
        kind="overdue" if open_ones else "",
        definition=_("Problem pieces of this customer that nobody has closed."),
    )
    return {"last": last, "badge": _badge(last) if last else None, "trouble": trouble}


def pieces_of(customer: Customer, user: Any) -> Mapping[str, Any]:
    """For whoever talks with the customer now: its newest pieces, and the troubles that are open."""
    newest_ones = customer.waybills.visible_to(user).select_related("destination").prefetch_related("pieces")
    troubles = ProblemRecord.objects.open().filter(waybill__in=_seen(customer, user))
    return {
        "pieces": [(each, _badge(each)) for each in newest_ones.order_by("-entered_at", "-pk")[:PIECES]],
        "troubles": [
            (each, reason_words(each), problem_badge(each))
            for each in troubles.select_related("waybill", "outlet", "reason").order_by("-registered_at")[:PIECES]
        ],
    }


def open_promises(customer: Customer, user: Any) -> Mapping[str, Any]:
    """What was promised and is not fulfilled yet, the earliest first."""
    at = timezone.now()
    rows = Negotiation.objects.filter(waybill__in=_seen(customer, user), made_at__gt=at - PROMISED_WITHIN)
    waiting = rows.with_fulfilment().filter(fulfilled_at=None).select_related("waybill")
    return {"promises": list(waiting.order_by("promised_at", "pk")[:PROMISES]), "at": at}


def _seen(customer: Customer, user: Any) -> QuerySet[Waybill]:
    """Who may see a shipment reads its problems and promises there too, whichever outlet wrote them."""
    return customer.waybills.visible_to(user).values("pk")


def _shipment(waybill: Waybill) -> Line:
    return Line(
        waybill.entered_at,
        waybill.pk,
        waybill.number,
        text=_("to %(outlet)s · %(product)s")
        % {"outlet": waybill.destination.name, "product": waybill.get_product_display()},
        icon="package",
        url=reverse("shipments:shipment", args=[waybill.number]),
        badge=_badge(waybill),
    )


def _badge(waybill: Waybill) -> Badge:
    return piece_badge(master_of(waybill))
