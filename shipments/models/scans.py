from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from outlets.access import access_of
from outlets.models import Outlet
from shipments.models.trips import LineHaulTrip
from shipments.models.waybills import Piece


class ScanKind(models.TextChoices):
    PICKUP = "pickup", _("Picked up")
    DEPARTURE = "departure", _("Departed")
    ARRIVAL = "arrival", _("Arrival scan")
    OUT_FOR_DELIVERY = "out_for_delivery", _("Out for delivery")
    DELIVERED = "delivered", _("Delivered")
    SIGNED = "signed", _("Signed")
    PROBLEM = "problem", _("Problem piece")
    HOLD = "hold", _("Held at outlet")
    RETURNED = "returned", _("Returned")
    FORWARDED = "forwarded", _("Forwarded")
    WEIGH = "weigh", _("Weighed")
    VOID = "void", _("Withdrawn")


class ScanKey(models.Model):
    """Every event id ever taken: what makes an upload repeatable, whatever the rest of it says."""

    event_id = models.UUIDField(primary_key=True)


class ScanEventQuerySet(models.QuerySet["ScanEvent"]):
    def visible_to(self, user: object) -> Self:
        access = access_of(user)
        return self if access.network else self.filter(outlet_id__in=access.outlet_ids)


class ScanEvent(models.Model):
    """A fact: this piece was scanned so, there and then. Never updated, never deleted; partitioned by month.

    Three times: `device_at` as the device said, `occurred_at` corrected (± `error_ms`), `received_at` by our clock.
    A wrong event is withdrawn by another one that cites it in `corrects`.
    """

    pk = models.CompositePrimaryKey("piece_id", "occurred_at", "event_id")
    event_id = models.UUIDField()
    piece = models.ForeignKey(
        Piece, on_delete=models.DO_NOTHING, related_name="events", db_index=False, db_constraint=False
    )
    kind = models.CharField(max_length=16, choices=ScanKind.choices)
    outlet = models.ForeignKey(
        Outlet, on_delete=models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False
    )
    trip = models.ForeignKey(
        LineHaulTrip, on_delete=models.DO_NOTHING, null=True, related_name="+", db_index=False, db_constraint=False
    )
    device_at = models.DateTimeField()
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    error_ms = models.IntegerField(default=0)
    grade = models.CharField(max_length=1, help_text="Evidence grade A to D (shipments.rules.evidence).")
    corrects = models.UUIDField(null=True)
    source = models.CharField(max_length=40, help_text="partner:<prefix>, user:<id>, import:<id>, replay, demo.")
    detail = models.JSONField(null=True, help_text="What only some kinds have: operator, stops, signer, problem …")

    objects = ScanEventQuerySet.as_manager()

    class Meta:
        ordering = ["occurred_at", "event_id"]
