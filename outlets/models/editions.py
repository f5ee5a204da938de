from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class EditionQuerySet(models.QuerySet):
    def published(self) -> Self:
        return self.exclude(published_at=None)

    def in_force_on(self, day: date) -> Self:
        """The newest published edition that has started by `day` comes first."""
        return self.published().filter(starts_on__lte=day).order_by("-starts_on", "-number")


class DatedEdition(models.Model):
    """Rules or prices as data, in force from a day on; a trigger refuses any change once it is published.

    Two persons put it in force: one proposes the draft for a day, another publishes it.
    """

    number = models.PositiveIntegerField(_("number"), unique=True)
    starts_on = models.DateField(_("starts on"))
    data = models.JSONField(_("rules"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    proposed_at = models.DateTimeField(_("proposed at"), null=True, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = EditionQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(condition=~Q(published_by=F("proposed_by")), name="%(class)s_published_by_another")
        ]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def waiting(self) -> bool:
        """Proposed for its day, and for a second person to publish."""
        return self.published_at is None and self.proposed_at is not None
