from django.db import models

from outlets.models import Outlet
from shipments.models.duties import DutyQuerySet


class OutletDay(models.Model):
    """One outlet's figures of one business day, folded from its duties whenever they have changed."""

    outlet = models.ForeignKey(Outlet, on_delete=models.CASCADE, related_name="days", db_index=False)
    day = models.DateField()
    arrivals = models.IntegerField(default=0, help_text="Arrival-scan duties.")
    arrivals_done = models.IntegerField(default=0)
    arrivals_met = models.IntegerField(default=0, help_text="Scanned in time.")
    arrivals_open = models.IntegerField(default=0, help_text="Not scanned, and the monitor day has not closed.")
    deliveries = models.IntegerField(default=0, help_text="Delivery duties not lifted by a problem.")
    deliveries_done = models.IntegerField(default=0)
    deliveries_met = models.IntegerField(default=0)
    deliveries_open = models.IntegerField(default=0)
    signs = models.IntegerField(default=0, help_text="Sign-entry duties not lifted by a problem.")
    signs_done = models.IntegerField(default=0)
    signs_met = models.IntegerField(default=0)
    signs_open = models.IntegerField(default=0)
    problems = models.IntegerField(default=0)
    fines = models.IntegerField(default=0, help_text="Fines standing, by the day of the duty.")
    fines_yuan = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    folded_at = models.DateTimeField()
    revised_at = models.DateTimeField(
        null=True, blank=True, help_text="When late news last changed figures that had been final."
    )

    objects = DutyQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "outlet"]
        indexes = [models.Index(fields=["day"], name="outletday_by_day")]
        constraints = [models.UniqueConstraint(fields=["outlet", "day"], name="outletday_once")]
