from django.conf import settings
from django.db import models
from django.db.models import Q

#: Personal data shown whole, refused beyond the limit, or taken along: what `customers.queries.looks` counts.
LOOKED = Q(action__endswith=".unmask") | Q(action__endswith=".unmask_refused") | Q(action="export.fetch")


class AuditEntry(models.Model):
    """Who changed what: one row per act, never edited."""

    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    partner = models.CharField(max_length=80, blank=True, help_text="Name of the partner key, when no person acted.")
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=120, help_text="Model label and natural key, as in shipments.trip:T123.")
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["subject", "-id"], name="audit_by_subject"),
            # What somebody did on a day: shipments.queries.day_log.
            models.Index(fields=["actor", "at"], name="audit_by_actor"),
            models.Index(fields=["at", "actor"], name="audit_looked", condition=LOOKED),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"
