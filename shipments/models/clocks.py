from django.db import models
from django.db.models import Q

from outlets.models import Outlet
from shipments.models.rulebook import RuleEdition
from shipments.models.trips import LineHaulTrip


class Clock(models.Model):
    """The frozen deadlines of everything that came to an outlet together: computed once, shared by thousands.

    A trip's pieces share the trip's clock; pieces scanned without a trip share one for their scan's instant.
    Never-done duties are charged when the monitor day closes: `…_close_at` says when, `…_closed_at` that it was done.
    """

    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+", db_index=False)
    trip = models.OneToOneField(
        LineHaulTrip, on_delete=models.CASCADE, null=True, blank=True, related_name="clock"
    )
    edition = models.ForeignKey(RuleEdition, on_delete=models.PROTECT, related_name="clocks")
    inputs = models.JSONField(help_text="What the rule functions were given: kinds and ISO instants.")
    shift = models.CharField(max_length=8)
    received_at = models.DateTimeField(help_text="When the pieces were in the outlet's hands (r of the rules).")
    estimated = models.BooleanField(help_text="True while the unloading is not reported: r comes from arrival or plan.")
    started = models.BooleanField(help_text="True once the truck is known to have come; only then are pieces missed.")
    day = models.DateField(help_text="The network's business day these duties belong to.")

    arrival_due_at = models.DateTimeField()
    arrival_rule = models.CharField(max_length=6)
    delivery_due_at = models.DateTimeField()
    delivery_rule = models.CharField(max_length=6)
    delivery_review = models.BooleanField(help_text="True: a late delivery goes to review, never to a fine (DL4).")
    sign_due_at = models.DateTimeField()
    sign_rule = models.CharField(max_length=6)
    problem_dues = models.JSONField(help_text="Per category: due_at, rule, occurred_by.")

    arrivals_close_at = models.DateTimeField()
    arrivals_closed_at = models.DateTimeField(null=True, blank=True)
    runs_close_at = models.DateTimeField()
    runs_closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["outlet", "day"], name="clock_by_outlet_day"),
            # The closing sweep reads these two and nothing else.
            models.Index(
                fields=["arrivals_close_at"],
                name="clock_arrivals_to_close",
                condition=Q(arrivals_closed_at=None, started=True),
            ),
            models.Index(
                fields=["runs_close_at"], name="clock_runs_to_close", condition=Q(runs_closed_at=None, started=True)
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["outlet", "shift", "received_at"],
                condition=Q(trip=None),
                name="clock_once_per_instant_without_trip",
            )
        ]
