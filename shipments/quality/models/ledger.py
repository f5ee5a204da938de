from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from outlets.access import access_of
from outlets.models import Outlet, Region
from shipments.models.duties import DutyQuerySet
from shipments.quality.models.appeals import Appeal
from shipments.quality.models.fines import Fine


class ReliefQuerySet(models.QuerySet["ReliefOrder"]):
    def visible_to(self, user: object) -> Self:
        """Headquarters see all; an outlet what is approved and concerns it."""
        access = access_of(user)
        if access.network:
            return self
        mine = Q(outlet__in=access.outlet_ids) | Q(region__outlets__in=access.outlet_ids)
        return self.filter(mine | Q(outlet=None, region=None), approved=True).distinct()


class ReliefOrder(models.Model):
    """Fines of these charges and business days are waived for an outlet, a region or all (豁免令).

    Proposed by one person, in force once another has approved it; what is fined later for those days is waived too.
    """

    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    since = models.DateField(_("first day"))
    until = models.DateField(_("last day"))
    charges = models.JSONField(_("charges"), default=list, help_text="Values of Violation.Charge; empty: all of them.")
    reason = models.CharField(_("reason"), max_length=300)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(_("proposed at"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    approved = models.BooleanField(_("approved"), null=True, blank=True)
    decision = models.CharField(_("words of the decision"), max_length=300, blank=True)

    objects = ReliefQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="relief_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(decided_by=F("proposed_by")), name="relief_decided_by_another"),
            models.CheckConstraint(condition=Q(outlet=None) | Q(region=None), name="relief_of_one_place"),
        ]

    def __str__(self) -> str:
        return f"{self.since}–{self.until} {self.reason}"

    def get_absolute_url(self) -> str:
        return reverse("quality:relief_order", args=[self.pk])


class Statement(models.Model):
    """An outlet's account with the network over a month, as it was closed (月结单). Never changed.

    An entry belongs to the first statement that is closed after it. closing = opening + the sum of its entries.
    """

    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="statements", db_index=False)
    month = models.DateField(_("month"), help_text="Its first day.")
    opening_yuan = models.DecimalField(_("opening balance"), max_digits=12, decimal_places=2)
    closing_yuan = models.DecimalField(_("closing balance"), max_digits=12, decimal_places=2)
    entries_count = models.PositiveIntegerField(_("entries"))
    closed_at = models.DateTimeField(_("closed at"))

    objects = DutyQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "outlet_id"]
        constraints = [models.UniqueConstraint(fields=["outlet", "month"], name="statement_once_per_outlet_and_month")]

    def __str__(self) -> str:
        return f"{self.outlet} {self.month:%Y-%m}"

    def get_absolute_url(self) -> str:
        return reverse("quality:statement", args=[self.pk])


class LedgerEntry(models.Model):
    """One movement of an outlet's account with the network. Rows are only ever added.

    What is owed for a fine is the sum of its entries: its amount, less what was taken back of it.
    """

    class Kind(models.TextChoices):
        FINE = "fine", _("Fine")
        REVERSAL = "reversal", _("Reversal")
        APPEAL = "appeal", _("Decision of an appeal")
        WAIVER = "waiver", _("Waiver")

    fine = models.ForeignKey(Fine, on_delete=models.CASCADE, related_name="entries", db_index=False)
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="ledger", db_index=False)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    yuan = models.DecimalField(_("yuan"), max_digits=10, decimal_places=2)
    at = models.DateTimeField(_("at"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    appeal = models.ForeignKey(
        Appeal, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    relief = models.ForeignKey(ReliefOrder, on_delete=models.PROTECT, null=True, blank=True, related_name="entries")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, null=True, blank=True, related_name="entries")

    objects = DutyQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["outlet", "-id"], name="ledger_by_outlet"),
            models.Index(fields=["outlet", "id"], name="ledger_to_state", condition=Q(statement=None)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["fine", "kind"], condition=~Q(kind="appeal"), name="ledger_once_per_fine_and_kind"
            ),
            models.UniqueConstraint(fields=["appeal"], name="ledger_once_per_appeal"),
        ]
