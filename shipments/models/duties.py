from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from outlets.access import access_of
from outlets.models import Outlet
from shipments.models.clocks import Clock
from shipments.models.trips import LineHaulTrip
from shipments.models.waybills import Piece, Waybill


class DutyQuerySet(models.QuerySet):
    def visible_to(self, user: object) -> Self:
        access = access_of(user)
        return self if access.network else self.filter(outlet_id__in=access.outlet_ids)


# The keys of these hot rows carry no database constraint: ingest joins them from the rows themselves, and a key
# check per column and scan would cost more than the scan. `doctor` looks for orphans.
def _hot(to: type[models.Model], **options: object) -> models.ForeignKey:
    return models.ForeignKey(to, on_delete=models.CASCADE, db_constraint=False, db_index=False, **options)


class PieceArrival(models.Model):
    """The duty to scan one piece's arrival at one outlet (到件扫描); due times stand on its clock."""

    piece = _hot(Piece, related_name="arrivals")
    outlet = _hot(Outlet, related_name="+")
    trip = _hot(LineHaulTrip, null=True, blank=True, related_name="arrivals")
    clock = _hot(Clock, related_name="arrivals")
    scanned_at = models.DateTimeField(null=True, blank=True)
    scan_error_ms = models.IntegerField(default=0)
    scan_grade = models.CharField(max_length=1, blank=True)
    dropped = models.BooleanField(default=False, help_text="True: later news showed that there was no such duty.")
    rescanned = models.BooleanField(default=False, help_text="True: a better scan took the place of the first.")

    objects = DutyQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["clock"], name="arrival_by_clock")]
        constraints = [
            models.UniqueConstraint(
                fields=["piece", "outlet", "trip"], nulls_distinct=False, name="arrival_once_per_piece_and_trip"
            )
        ]

    def get_absolute_url(self) -> str:
        return reverse("shipments:shipment", args=[self.piece.number])


class ArrivalToJudge(models.Model):
    """Append-only note that an arrival-scan duty waits for judgement; the sweep reads and removes it."""

    arrival = _hot(PieceArrival, related_name="+")


class DeliveryRun(models.Model):
    """The duty to deliver one waybill from one outlet and to enter its signature; due times stand on its clock."""

    waybill = _hot(Waybill, related_name="runs")
    outlet = _hot(Outlet, related_name="+")
    trip = _hot(LineHaulTrip, null=True, blank=True, related_name="runs")
    clock = _hot(Clock, related_name="runs")
    delivers = models.BooleanField(help_text="False at an outlet that is not to deliver the waybill.")
    out_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    delivered_error_ms = models.IntegerField(default=0)
    delivered_grade = models.CharField(max_length=1, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_error_ms = models.IntegerField(default=0)
    signed_grade = models.CharField(max_length=1, blank=True)
    lifted_at = models.DateTimeField(
        null=True, blank=True, help_text="A valid problem record in time lifts delivery and sign entry."
    )
    doubtful = models.BooleanField(default=False, help_text="A problem record is under review: no fine by machine.")
    dropped = models.BooleanField(default=False, help_text="True: later news showed that there was no such run.")
    posted = models.BooleanField(default=False, help_text="True while a violation of this run stands.")
    to_judge = models.BooleanField(default=False, help_text="True: the next sweep looks at it.")

    objects = DutyQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["clock"], name="run_by_clock"),
            models.Index(fields=["id"], name="run_to_judge", condition=Q(to_judge=True)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["waybill", "outlet", "trip"], nulls_distinct=False, name="run_once_per_waybill_and_trip"
            )
        ]

    def get_absolute_url(self) -> str:
        return reverse("shipments:shipment", args=[self.waybill.number])


class DayTouched(models.Model):
    """Append-only note that an outlet's figures of a day have changed; the fold reads and removes it."""

    outlet = models.ForeignKey(Outlet, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="+")
    day = models.DateField()


class DeliveriesTold(models.Model):
    """Append-only note of what one batch of scans delivered: a row a batch, read and taken away by the next fold.

    The two lists go together; a waybill that is delivered and signed for in two scans stands in two notes.
    """

    waybills = ArrayField(models.BigIntegerField())
    delivered = ArrayField(models.DateTimeField())
