from typing import Self

from django.db import models
from django.urls import reverse

from outlets.access import access_of


class ReplayQuerySet(models.QuerySet):
    def visible_to(self, user: object) -> Self:
        """Headquarters' alone: a history is nobody's outlet."""
        return self if access_of(user).network else self.none()


class Replay(models.Model):
    """A foreign history judged by our rule book: how far it has been read, and what came out."""

    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the file and of its map.")
    lines = models.PositiveIntegerField(default=0, help_text="Lines of the file taken in so far.")
    taken = models.PositiveIntegerField(default=0)
    refused = models.JSONField(default=list, help_text="[line, reason] of each refused row.")
    outlets = models.JSONField(default=list, help_text="Codes of the outlets the history was laid on.")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    judgement = models.JSONField(default=dict)

    objects = ReplayQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("quality:replay", args=[self.pk])
