from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from outlets.models import Outlet
from shipments.models import DeliveryRun, Piece, PieceArrival, ProblemRecord, RuleEdition, Waybill
from shipments.models.duties import DutyQuerySet


class Violation(models.Model):
    """A fact: this duty was not done in time, or a problem record was improper or false.

    At most one stands per duty; the evidence is frozen as it was when the violation was found.
    """

    class Charge(models.TextChoices):
        ARRIVAL = "arrival", _("Arrival scan")
        DELAY = "delay", _("Delay")
        SIGN = "sign", _("Sign entry")
        DAMAGE = "damage", _("Damage report")
        FALSE = "false", _("False problem")
        SPOT = "spot", _("Operations spot check")
        WEIGHT = "weight", _("Weight mismatch")

    class VoidReason(models.TextChoices):
        IN_TIME = "in_time", _("Done in time, as later news proved")
        MOVED = "moved", _("Not due then: the deadline has moved")
        DROPPED = "dropped", _("There was no such duty")
        LIFTED = "lifted", _("Lifted by a valid problem record")
        WITHDRAWN = "withdrawn", _("The problem record was withdrawn")

    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="violations", db_index=False)
    waybill = models.ForeignKey(Waybill, on_delete=models.CASCADE, related_name="violations")
    piece = models.ForeignKey(Piece, on_delete=models.CASCADE, null=True, blank=True, related_name="+", db_index=False)
    arrival = models.ForeignKey(
        PieceArrival, on_delete=models.CASCADE, null=True, blank=True, related_name="violations", db_index=False
    )
    run = models.ForeignKey(
        DeliveryRun, on_delete=models.CASCADE, null=True, blank=True, related_name="violations", db_index=False
    )
    problem = models.ForeignKey(
        ProblemRecord, on_delete=models.CASCADE, null=True, blank=True, related_name="violations", db_index=False
    )
    weight_check = models.ForeignKey(
        "quality.WeightCheck",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="violations",
        db_index=False,
    )
    spot_item = models.ForeignKey(
        "quality.SpotCheckItem",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="violations",
        db_index=False,
    )
    charge = models.CharField(_("charge"), max_length=8, choices=Charge.choices)
    rule = models.CharField(_("rule"), max_length=6)
    edition = models.ForeignKey(RuleEdition, on_delete=models.PROTECT, related_name="violations", db_index=False)
    day = models.DateField(_("day"), help_text="The network's business day of the duty.")
    due_at = models.DateTimeField(_("due at"), null=True, blank=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    found_at = models.DateTimeField(_("found at"))
    evidence = models.JSONField(encoder=DjangoJSONEncoder)
    voided_at = models.DateTimeField(_("voided at"), null=True, blank=True)
    void_reason = models.CharField(max_length=10, choices=VoidReason.choices, blank=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["day", "outlet"], name="violation_by_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["arrival"],
                condition=Q(voided_at=None, arrival__isnull=False),
                name="violation_once_per_arrival",
            ),
            models.UniqueConstraint(
                fields=["run", "charge"],
                condition=Q(voided_at=None, run__isnull=False, charge__in=["delay", "sign"]),
                name="violation_once_per_run_and_charge",
            ),
            models.UniqueConstraint(
                fields=["problem", "charge"],
                condition=Q(voided_at=None, problem__isnull=False),
                name="violation_once_per_problem_and_charge",
            ),
            models.UniqueConstraint(
                fields=["weight_check"],
                condition=Q(voided_at=None, weight_check__isnull=False),
                name="violation_once_per_weight_check",
            ),
            models.UniqueConstraint(
                fields=["spot_item"],
                condition=Q(voided_at=None, spot_item__isnull=False),
                name="violation_once_per_spot_item",
            ),
        ]
