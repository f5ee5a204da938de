from datetime import datetime
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from outlets.models import Outlet
from shipments.models.clocks import Clock
from shipments.models.duties import DeliveryRun, DutyQuerySet
from shipments.models.waybills import Piece, Waybill
from shipments.rules.problem_ruling import Ruling


class ProblemQuerySet(DutyQuerySet):
    def open(self) -> Self:
        return self.filter(closed_at=None, withdrawn=False)

    def due(self, at: datetime) -> Self:
        """Open, and to be asked after by now. Uses index: problem_to_follow."""
        return self.open().filter(follow_up_at__lte=at)


class ProblemRecord(models.Model):
    """One registered problem piece (问题件), judged for its time and its wording, followed until it is closed."""

    class Category(models.TextChoices):
        DELIVERY = "delivery", _("Delivery problem")
        DAMAGE = "damage", _("Damaged or not received")
        TRANSFER = "transfer", _("Out of area or mis-sorted")
        OTHER = "other", _("Other problem")

    class Remark(models.TextChoices):
        VALID = "valid", _("Proper")
        IV1 = "IV1", _("An element is missing")
        IV2 = "IV2", _("A forbidden phrase is the reason")
        REVIEW = "review", _("To be reviewed")

    event_id = models.UUIDField(unique=True)
    waybill = models.ForeignKey(Waybill, on_delete=models.CASCADE, related_name="problems")
    piece = models.ForeignKey(Piece, on_delete=models.CASCADE, related_name="problems")
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+")
    run = models.ForeignKey(DeliveryRun, on_delete=models.SET_NULL, null=True, blank=True, related_name="problems")
    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    category = models.CharField(_("category"), max_length=10, choices=Category.choices)
    reason = models.ForeignKey(
        "shipments.ProblemReason",
        models.PROTECT,
        to_field="code",
        db_column="reason",
        db_index=False,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reason"),
    )
    occurred_at = models.DateTimeField(_("occurred at"), null=True, blank=True)
    contact = models.CharField(_("contact"), max_length=60, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    matter = models.CharField(_("matter"), max_length=500, blank=True)
    registered_at = models.DateTimeField(_("registered at"))
    error_ms = models.IntegerField(default=0)
    grade = models.CharField(max_length=1)
    due_at = models.DateTimeField(null=True, blank=True)
    rule = models.CharField(max_length=6, blank=True)
    occurred_by = models.DateTimeField(null=True, blank=True)
    timeliness = models.CharField(
        max_length=6, blank=True, help_text="met, late or review by shipments.rules.lateness; empty without a clock."
    )
    remark = models.CharField(max_length=6, choices=Remark.choices)
    missing = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    phrases = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    ruling = models.CharField(
        max_length=5,
        blank=True,
        default="",
        db_default="",
        choices=[(ruling.value, ruling.value) for ruling in Ruling],
        help_text="What a person has ruled where no rule may judge; the machine's verdicts follow it.",
    )
    withdrawn = models.BooleanField(default=False)
    proven_false_at = models.DateTimeField(null=True, blank=True)
    proven_false_by = models.CharField(max_length=80, blank=True)
    to_judge = models.BooleanField(default=True)
    follow_up_at = models.DateTimeField(
        _("follow up"), null=True, blank=True, help_text="When it is to be asked after next; empty once it is closed."
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        help_text="Who closed it by a follow-up; nobody, when the parcel was delivered, signed for or returned.",
    )

    objects = ProblemQuerySet.as_manager()

    class Meta:
        ordering = ["registered_at", "event_id"]
        indexes = [
            models.Index(fields=["outlet", "-registered_at"], name="problem_by_outlet"),
            models.Index(fields=["id"], name="problem_to_judge", condition=Q(to_judge=True)),
            # What a person has to judge and nobody has yet: the review queue is filled from it.
            models.Index(
                fields=["id"],
                name="problem_to_review",
                condition=(Q(remark="review") | Q(remark="valid", timeliness="review"))
                & Q(ruling="", withdrawn=False, proven_false_at=None),
            ),
            models.Index(
                fields=["outlet", "follow_up_at"],
                name="problem_to_follow",
                condition=Q(closed_at=None, withdrawn=False),
            ),
            # What the scans have closed and may open again: the sweep looks a week back.
            models.Index(
                fields=["closed_at"],
                name="problem_closed_by_scans",
                condition=Q(closed_at__isnull=False, closed_by=None),
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("shipments:shipment", args=[self.waybill.number])

    def get_record_url(self) -> str:
        """Where it is followed up."""
        return reverse("shipments:problem_record", args=[self.pk])
