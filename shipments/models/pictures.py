from datetime import datetime
from typing import Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from outlets.models import Outlet
from shipments.models.waybills import Waybill


class PictureQuerySet(models.QuerySet["Picture"]):
    def visible_to(self, user: object) -> Self:
        """Who sees the waybill sees its pictures."""
        return self.filter(waybill__in=Waybill.objects.visible_to(user))

    def bytes_of(self, outlet: Outlet, *, since: datetime) -> int:
        """Uses index: picture_by_outlet."""
        return self.filter(outlet=outlet, created_at__gte=since).aggregate(whole=Sum("bytes"))["whole"] or 0


class Picture(models.Model):
    """A picture that proves something about a shipment: a signature, a problem, damage. Never changed, never deleted.

    What is kept was written anew (`crm.shared.pictures`); `original_sha256` tells whether a file somebody shows is
    the one that came in. Rows of one waybill may share a file.
    """

    class Kind(models.TextChoices):
        SIGN = "sign", _("Sign picture")
        PROBLEM = "problem", _("Picture of the problem")
        DAMAGE = "damage", _("Picture of the damage")
        OTHER = "other", _("Other picture")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+", db_index=False)
    waybill = models.ForeignKey(Waybill, on_delete=models.CASCADE, related_name="pictures", db_index=False)
    event_id = models.UUIDField(null=True, blank=True, help_text="The scan event that it proves.")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    file = models.FileField(upload_to="pictures/", max_length=80)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    bytes = models.PositiveIntegerField()
    original_sha256 = models.CharField(max_length=64, help_text="Of the file as it came in, hexadecimal.")
    taken_at = models.DateTimeField(null=True, blank=True, help_text="By the clock of the device, if it told.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("received at"))

    objects = PictureQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["outlet", "created_at"], include=["bytes"], name="picture_by_outlet")]
        constraints = [
            # Also the index by which a waybill's pictures are found.
            models.UniqueConstraint(
                fields=["waybill", "kind", "event_id", "original_sha256"],
                nulls_distinct=False,
                name="picture_once_per_event",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("shipments:picture", args=[self.pk])
