from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from outlets.access import access_of
from outlets.rules.call_script import Occasion, Result

OCCASION_LABELS = {
    Occasion.INBOUND: _("Incoming call"),
    Occasion.DELIVERY: _("Appointment for the delivery"),
    Occasion.DELAY: _("Delay"),
    Occasion.REFUSAL: _("Refusal"),
    Occasion.THANKS: _("Thanks"),
    Occasion.CALLBACK: _("Callback"),
}
RESULT_LABELS = {
    Result.REACHED: _("Reached"),
    Result.NO_ANSWER: _("No answer"),
    Result.REFUSED: _("Refused"),
    Result.RESCHEDULE: _("Another time"),
    Result.WRONG_NUMBER: _("Wrong number"),
}


class CallScriptQuerySet(models.QuerySet["CallScript"]):
    def visible_to(self, user: object) -> Self:
        """Everybody reads what is or was in force; drafts are headquarters'."""
        return self if access_of(user).network else self.exclude(published_at=None)

    def in_force(self) -> Self:
        """The newest published version of each occasion."""
        return self.exclude(published_at=None).order_by("occasion", "-version").distinct("occasion")


class CallScript(models.Model):
    """One version of what is said on one occasion, as data for `outlets.rules.call_script.Script`.

    A published version never changes, since calls cite it; it is copied into a draft, which becomes the next one.
    """

    occasion = models.CharField(_("occasion"), max_length=10, choices=list(OCCASION_LABELS.items()))
    version = models.PositiveIntegerField(_("version"))
    steps = models.JSONField(_("steps"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = CallScriptQuerySet.as_manager()

    class Meta:
        ordering = ["occasion", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["occasion", "version"], name="call_script_once_per_version"),
            models.UniqueConstraint(
                fields=["occasion"], condition=Q(published_at=None), name="call_script_one_draft_per_occasion"
            ),
            models.CheckConstraint(condition=Q(occasion__in=list(Occasion)), name="call_script_occasion_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_occasion_display()} {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("outlets:call_script", args=[self.pk])
