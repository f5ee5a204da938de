from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.accounts.roles import Role
from outlets.access import access_of
from outlets.models import Membership, Outlet


class ScanDeviceQuerySet(models.QuerySet["ScanDevice"]):
    def visible_to(self, user: object) -> Self:
        """A manager sees the phones of the own outlet's people, everybody the own ones."""
        access = access_of(user)
        if access.network:
            return self
        managed = [outlet for role, outlet in access.posts if role == Role.MANAGER]
        staff = Membership.objects.filter(outlet_id__in=managed).values("user_id")
        return self.filter(Q(user_id=getattr(user, "pk", None)) | Q(user_id__in=staff))


class ScanDevice(models.Model):
    """A phone somebody scans with: known by an id it made itself, trusted by a token that is kept as a hash.

    Token, device and person belong together; what the person may do is read anew at every upload.
    """

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="scan_devices")
    name = models.CharField(_("phone"), max_length=60)
    token_digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the token, hexadecimal.")
    token_until = models.DateTimeField(help_text="A log-in on the phone page renews the token.")
    registered_at = models.DateTimeField(_("registered at"))
    last_seen_at = models.DateTimeField(_("last seen"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    last_number = models.PositiveIntegerField(default=0, help_text="The highest scan number that came from it.")
    last_reading = models.JSONField(null=True, blank=True, help_text="Both clocks of the phone at that scan.")

    objects = ScanDeviceQuerySet.as_manager()

    class Meta:
        ordering = ["-registered_at", "id"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("shipments:phone_device", kwargs={"pk": self.pk})


class ScanUploadQuerySet(models.QuerySet["ScanUpload"]):
    def visible_to(self, user: object) -> Self:
        access = access_of(user)
        if access.network:
            return self
        return self.filter(device__in=ScanDevice.objects.visible_to(user))


class ScanUpload(models.Model):
    """One batch of scans as a phone sent it: a receipt for both sides of a dispute. Never updated.

    clocks   what both clocks and the anchor of each scan said, as they came
    answer   what the phone was told, and is told again when the same batch comes again
    """

    receipt = models.CharField(_("receipt"), max_length=20, unique=True)
    device = models.ForeignKey(ScanDevice, on_delete=models.CASCADE, related_name="uploads")
    batch_id = models.UUIDField()
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField(_("received at"))
    new = models.PositiveIntegerField(_("new"))
    duplicate = models.PositiveIntegerField(_("duplicate"))
    withdrawn = models.PositiveIntegerField(_("withdrawn"))
    refused = models.PositiveIntegerField(_("not taken"))
    clocks = models.JSONField()
    answer = models.JSONField()

    objects = ScanUploadQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["device", "batch_id"], name="upload_once_per_batch")]
        indexes = [models.Index(fields=["-received_at", "-id"], name="upload_newest")]

    def __str__(self) -> str:
        return self.receipt
