from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.exports.registry import Exporter, exporter_of, exporters_for


class ExportQuerySet(models.QuerySet["Export"]):
    def visible_to(self, user: object) -> Self:
        """One's own, and those of others that wait for one's decision or were decided by one."""
        decides = [each.kind for each in exporters_for(user) if each.decides(user)]
        waiting = Q(kind__in=decides, state=Export.State.WAITING)
        return self.filter(Q(asked_by=user.pk) | waiting | Q(decided_by=user.pk))

    def unfinished(self) -> Self:
        """Uses index export_to_write."""
        return self.filter(state=Export.State.ORDERED)


class Export(models.Model):
    """Somebody's wish to take a list along: who asked, why, who agreed, how much it was, and when it was fetched.

    Moves: waiting → refused, or → ordered → ready → fetched; what nobody fetches is forgotten.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits for approval")
        REFUSED = "refused", _("Refused")
        ORDERED = "ordered", _("Being written")
        READY = "ready", _("Ready to be fetched")
        FETCHED = "fetched", _("Fetched")
        FORGOTTEN = "forgotten", _("Never fetched")

    class Format(models.TextChoices):
        CSV = "csv", "CSV"
        XLSX = "xlsx", "XLSX"

    kind = models.CharField(_("kind"), max_length=30)
    filters = models.JSONField(default=dict, help_text="As the form of the kind takes them.")
    format = models.CharField(_("format"), max_length=4, choices=Format.choices, default=Format.XLSX)
    whole = models.BooleanField(_("with names and telephones in full"), default=False)
    reason = models.CharField(_("reason"), max_length=200)
    language = models.CharField(max_length=10)
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    rows = models.PositiveIntegerField(_("rows"), help_text="When it was asked for; as written once it is ready.")
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    content = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    ready_at = models.DateTimeField(null=True, blank=True)
    link_until = models.DateTimeField(null=True, blank=True)
    fetched_at = models.DateTimeField(null=True, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["asked_by", "-id"], name="export_newest_of_person"),
            models.Index(fields=["kind", "-id"], name="export_to_decide", condition=Q(state="waiting")),
            models.Index(fields=["id"], name="export_to_write", condition=Q(state="ordered")),
            models.Index(fields=["ready_at"], name="export_to_forget", condition=Q(state="ready")),
            models.Index(fields=["asked_by", "fetched_at"], name="export_fetched", condition=Q(state="fetched")),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(decided_by=F("asked_by")), name="export_decided_by_another"),
            models.CheckConstraint(
                condition=Q(state="ready", content__isnull=False) | (~Q(state="ready") & Q(content=None)),
                name="export_kept_until_fetched",
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("exports:export", args=[self.pk])

    @property
    def exporter(self) -> Exporter:
        """
        raises   LookupError when no installed app knows this kind any more
        """
        found = exporter_of(self.kind)
        if found is None:
            raise LookupError(f"Nothing exports {self.kind!r}.")
        return found

    @property
    def kind_label(self) -> str:
        known = exporter_of(self.kind)
        return str(known.label) if known else self.kind
