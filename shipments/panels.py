"""Boxes that shipments hang on the pages of lower apps."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from crm.shared.panels import Panel, hang
from outlets.models import Outlet
from shipments.models import LineHaulTrip
from shipments.tables.trips import trip_badge

LISTED = 20


def trips_today(outlet: Outlet, user: Any) -> Mapping[str, Any]:
    now = timezone.localtime()
    since = timezone.make_aware(datetime.combine(now.date(), time.min))
    trips = LineHaulTrip.objects.visible_to(user).filter(
        outlet=outlet, planned_at__gte=since, planned_at__lt=since + timedelta(days=1)
    )
    rows = [(trip, trip_badge(trip)) for trip in trips.order_by("planned_at", "id")[:LISTED]]
    return {"outlet": outlet, "trips": rows, "today": now.date()}


def hang_panels() -> None:
    hang("outlets.outlet", Panel("shipments/_trips_today.html", trips_today, order=10))
