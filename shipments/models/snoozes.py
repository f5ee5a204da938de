from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from outlets.models import Outlet
from shipments.models.duties import DeliveryRun, DutyQuerySet


class DutySnooze(models.Model):
    """An open duty put aside until a time, with its reason. It comes back by itself; its deadline never moves."""

    class Reason(models.TextChoices):
        AGREED = "agreed", _("Time agreed with the receiver")
        SECOND_ROUND = "second_round", _("Second round")
        WAITS = "waits", _("Waits for papers or money")
        OTHER = "other", _("Another reason")

    run = models.ForeignKey(DeliveryRun, on_delete=models.CASCADE, related_name="snoozes")
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+", db_index=False)
    reason = models.CharField(_("reason"), max_length=12, choices=Reason.choices)
    note = models.CharField(_("note"), max_length=120, blank=True)
    until = models.DateTimeField(_("until"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = DutyQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["outlet", "until"], name="snooze_by_outlet")]
        constraints = [models.CheckConstraint(condition=Q(until__gte=F("at")), name="snooze_ends_after_it_begins")]
