from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from outlets.access import access_of
from outlets.models import Hub, Outlet
from shipments.rules.terms import Shift
from shipments.rules.trip_window import trip_window

SHIFT_LABELS = {Shift.EARLY: _("Early shift"), Shift.MID: _("Midday shift"), Shift.EVENING: _("Evening shift")}


class LineHaulTripQuerySet(models.QuerySet["LineHaulTrip"]):
    def visible_to(self, user: object) -> Self:
        access = access_of(user)
        return self if access.network else self.filter(outlet_id__in=access.outlet_ids)

    def of_the_day(self, outlet: Outlet, *, at: datetime) -> Self:
        """This outlet's trips of the day, and the last hours' that are still loaded, as planned."""
        window = trip_window(timezone.localtime(at))
        near = self.filter(outlet=outlet, planned_at__gte=window.loaded_since, planned_at__lt=window.until)
        return near.filter(Q(planned_at__gte=window.since) | Q(unloaded_at=None)).order_by("planned_at", "id")


class LineHaulTrip(models.Model):
    """One truck's run (线车) to one outlet: planned, arrived, unloaded. It starts the clocks of all it carries."""

    trip_no = models.CharField(_("trip number"), max_length=40, unique=True)
    outlet = models.ForeignKey(
        Outlet, on_delete=models.PROTECT, related_name="trips", db_index=False, verbose_name=_("outlet")
    )
    origin_hub = models.ForeignKey(
        Hub, on_delete=models.PROTECT, null=True, blank=True, related_name="trips", verbose_name=_("origin hub")
    )
    shift = models.CharField(_("shift"), max_length=8, choices=list(SHIFT_LABELS.items()))
    vehicle = models.CharField(_("vehicle"), max_length=20, blank=True)
    planned_at = models.DateTimeField(_("planned arrival"))
    arrived_at = models.DateTimeField(_("arrived at"), null=True, blank=True)
    unloaded_at = models.DateTimeField(_("unloaded at"), null=True, blank=True)

    objects = LineHaulTripQuerySet.as_manager()

    class Meta:
        ordering = ["-planned_at", "-id"]
        indexes = [
            models.Index(fields=["outlet", "-planned_at"], name="trip_by_outlet"),
            # Headquarters' list of all trips, and punctuality over some days.
            models.Index(fields=["-planned_at", "-id"], name="trip_newest"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(shift__in=list(Shift)), name="trip_shift_is_known"),
            models.CheckConstraint(
                condition=Q(arrived_at=None) | Q(unloaded_at=None) | Q(unloaded_at__gte=F("arrived_at")),
                name="trip_unloaded_after_arrival",
            ),
        ]

    def __str__(self) -> str:
        return self.trip_no

    def get_absolute_url(self) -> str:
        return reverse("shipments:trip", args=[self.pk])
