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

    objects = DutyQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["outlet", "-id"], name="fine_by_outlet")]
        constraints = [
            models.CheckConstraint(condition=models.Q(yuan=None) | models.Q(yuan__gt=0), name="fine_is_positive")
        ]

    def __str__(self) -> str:
        return f"{self.violation.rule} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("quality:fine", args=[self.pk])


class LedgerEntry(models.Model):
    """One movement of an outlet's account with the network: a fine, or its reversal. Rows are only ever added."""

    class Kind(models.TextChoices):
        FINE = "fine", _("Fine")
        REVERSAL = "reversal", _("Reversal")

    fine = models.ForeignKey(Fine, on_delete=models.CASCADE, related_name="entries", db_index=False)
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="ledger", db_index=False)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    yuan = models.DecimalField(_("yuan"), max_digits=10, decimal_places=2)
    at = models.DateTimeField(_("at"))
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["fine", "kind"], name="ledger_once_per_fine_and_kind")]
