"""Trips: the columns of their list, their state, and how late they came."""

from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm.shared.figures import Badge
from crm.shared.tables import Column, Table
from shipments.models import Clock, LineHaulTrip, PieceArrival

MINUTE = timedelta(minutes=1)


def trip_badge(trip: LineHaulTrip) -> Badge:
    if trip.unloaded_at:
        return Badge("met", _("Unloaded"))
    if trip.arrived_at:
        return Badge("open", _("Arrived"))
    if trip.planned_at < timezone.now():
        return Badge("overdue", _("Not reported"))
    return Badge("still", _("Planned"))


def delay_words(delay: timedelta | None) -> str:
    """“12 min late”, “on time”, “5 min early”; nothing while it is not known."""
    if delay is None:
        return ""
    minutes = round(delay / MINUTE)
    if minutes > 0:
        return gettext("%(minutes)s min late") % {"minutes": f"{minutes:,}"}
    return gettext("%(minutes)s min early") % {"minutes": f"{-minutes:,}"} if minutes < 0 else gettext("on time")


def arrival_delay(trip: LineHaulTrip) -> str:
    came = trip.arrived_at or trip.unloaded_at
    return delay_words(came - trip.planned_at if came else None)


def trip_figures(clock: Clock) -> dict[str, int]:
    """Pieces of this clock: expected, scanned, late. Late is what `ArrivalFilter` shows as late; one query."""
    late = Q(scanned_at__gt=clock.arrival_due_at)
    if clock.arrivals_closed_at:
        late |= Q(scanned_at=None)
    return PieceArrival.objects.filter(clock=clock, dropped=False).aggregate(
        expected=Count("pk"), scanned=Count("scanned_at"), late=Count("pk", filter=late)
    )


class TripTable(Table[LineHaulTrip]):
    columns = (
        Column(_("Trip"), "trip_no", link=True),
        Column(_("Outlet"), "outlet.name"),
        Column(_("From"), "origin_hub.name", quiet=True),
        Column(_("Shift"), "get_shift_display"),
        Column(_("Planned"), "planned_at"),
        Column(_("Arrived"), "arrived_at"),
        Column(_("Unloaded"), "unloaded_at", quiet=True),
        Column(_("Delay"), "", show=arrival_delay),
        Column(_("State"), "", show=trip_badge, cell="parts/_badge.html"),
    )
