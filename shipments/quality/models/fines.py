from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from outlets.models import Outlet
from shipments.models.duties import DutyQuerySet
from shipments.quality.models.violations import Violation


class Fine(models.Model):
    """What a violation costs the outlet, in yuan; NULL where the rule book has set no rate."""

    class State(models.TextChoices):
        POSTED = "posted", _("Posted")
        ANNOUNCED = "announced", _("Announced")
        REPLIED = "replied", _("Replied")
        APPEALED = "appealed", _("Appealed")
        SUSTAINED = "sustained", _("Sustained")
        REDUCED = "reduced", _("Reduced")
        OVERTURNED = "overturned", _("Overturned")
        WAIVED = "waived", _("Waived")
        VOID = "void", _("Void")
        SETTLED = "settled", _("Settled")

    #: States in which nothing is owed any more.
    GONE = frozenset({State.OVERTURNED, State.WAIVED, State.VOID})

    violation = models.OneToOneField(Violation, on_delete=models.CASCADE, related_name="fine")
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="fines", db_index=False)
    yuan = models.DecimalField(_("yuan"), max_digits=10, decimal_places=2, null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.POSTED)
    posted_at = models.DateTimeField(_("posted at"))
    issuer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        help_text="Who found the violation; nobody: the sweep.",
    )
    notice = models.ForeignKey(
        "quality.FineNotice", on_delete=models.PROTECT, null=True, blank=True, related_name="fines"
    )

    objects = DutyQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["outlet", "-id"], name="fine_by_outlet"),
            models.Index(fields=["posted_at"], name="fine_to_announce", condition=models.Q(state="posted")),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(yuan=None) | models.Q(yuan__gt=0), name="fine_is_positive")
        ]

    def __str__(self) -> str:
        return f"{self.violation.rule} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("quality:fine", args=[self.pk])


class FineReply(models.Model):
    """What the outlet, or headquarters in return, say about a fine. Never changed."""

    fine = models.ForeignKey(Fine, on_delete=models.CASCADE, related_name="replies")
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+", db_index=False)
    text = models.CharField(_("text"), max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    objects = DutyQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
