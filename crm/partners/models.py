from django.contrib.postgres.fields import ArrayField
from django.db import models


class PartnerKey(models.Model):
    """A key of a partner's system: shown once, kept as a hash, limited to scopes and outlets."""

    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12, unique=True, help_text="The visible beginning of the key.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the whole key, hexadecimal.")
    scopes = ArrayField(models.CharField(max_length=40), default=list)
    outlet_codes = ArrayField(models.CharField(max_length=20), default=list, help_text="Empty: every outlet.")
    requests_per_minute = models.PositiveIntegerField(null=True, blank=True, help_text="Empty: the default.")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class IdempotentCall(models.Model):
    """The first answer to a POST that carried an Idempotency-Key, kept so that a repeat gets the same."""

    partner_key = models.ForeignKey(PartnerKey, on_delete=models.CASCADE, related_name="calls")
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of method, path and body.")
    started_at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Empty while it is running.")
    answer = models.TextField(blank=True, help_text="The body of the answer, as it was sent.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partner_key", "key"], name="idempotency_key_once_per_partner")]
