from typing import Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.urls import reverse

from shipments.models.waybills import Waybill


class ProblemDraftQuerySet(models.QuerySet["ProblemDraft"]):
    def visible_to(self, user: object) -> Self:
        return self.filter(person_id=getattr(user, "pk", None))


class ProblemDraft(models.Model):
    """A problem form that somebody will finish later. It stays on the server: it speaks of people."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="problem_drafts")
    waybill = models.ForeignKey(Waybill, on_delete=models.CASCADE, related_name="+")
    event_id = models.UUIDField(default=uuid4, help_text="Of the event to come; its pictures cite it already.")
    data = models.JSONField(help_text="The form's fields as they were typed.")
    changed_at = models.DateTimeField()

    objects = ProblemDraftQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at"]
        constraints = [
            models.UniqueConstraint(fields=["person", "waybill"], name="problem_draft_once_per_person_and_waybill")
        ]

    def get_absolute_url(self) -> str:
        return reverse("shipments:problem", args=[self.waybill.number])
