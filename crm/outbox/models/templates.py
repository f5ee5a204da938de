from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.outbox.models.messages import Channel, Purpose
from outlets.access import access_of


class TemplateQuerySet(models.QuerySet["Template"]):
    def visible_to(self, user: object) -> Self:
        """Everybody reads what is or was in force; drafts are headquarters'."""
        return self if access_of(user).network else self.exclude(approved_at=None)

    def in_force(self) -> Self:
        return self.filter(approved_at__isnull=False, retired_at=None)


class Template(models.Model):
    """A text in one version: used only when another person has approved it, and never changed afterwards."""

    code = models.SlugField(_("code"), max_length=40)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    channel = models.CharField(_("channel"), max_length=5, choices=Channel.choices)
    purpose = models.CharField(_("purpose"), max_length=9, choices=Purpose.choices)
    title = models.CharField(_("title"), max_length=120, blank=True, help_text=_("Of an e-mail."))
    text = models.TextField(_("text"), max_length=1000, help_text=_("With {variables} as the use allows them."))
    variables = ArrayField(models.CharField(max_length=30), default=list, blank=True, verbose_name=_("variables"))
    provider_code = models.CharField(
        _("code at the provider"), max_length=40, blank=True, help_text=_("As registered: SMS_123456789.")
    )
    written_at = models.DateTimeField(_("written at"))
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    proposed_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = TemplateQuerySet.as_manager()

    class Meta:
        ordering = ["code", "channel", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "channel", "version"], name="template_version_once"),
            models.UniqueConstraint(
                fields=["code", "channel"],
                condition=Q(approved_at__isnull=False, retired_at=None),
                name="template_one_in_force",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("written_by")), name="template_approved_by_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("outbox:template", args=[self.pk])
