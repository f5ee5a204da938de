from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from outlets.models.addressed import Addressed, Reading


class Document(Addressed):
    """Something of the network's library that outlet staff must know: rules, prices, material, contacts."""

    class Kind(models.TextChoices):
        RULES = "rules", _("Network rules")
        PRICE_TABLE = "price_table", _("Price table")
        MATERIAL_TABLE = "material_table", _("Material table")
        CONTACT_LIST = "contact_list", _("Contact list")
        OTHER = "other", _("Other document")

    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=120)
    current = models.OneToOneField(
        "DocumentVersion", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta(Addressed.Meta):
        ordering = ["title", "id"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("outlets:document", args=[self.pk])


class DocumentVersion(models.Model):
    """What a document says from one publication to the next; never changed."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    text = models.TextField(_("text"), blank=True)
    note = models.CharField(_("what changed"), max_length=200, blank=True)
    file = models.FileField(_("file"), upload_to="documents/", blank=True, max_length=120)
    file_name = models.CharField(max_length=120, blank=True, help_text="As it was called where it came from.")
    file_type = models.CharField(max_length=100, blank=True, help_text="Media type, found in its content.")
    file_bytes = models.PositiveIntegerField(default=0)
    file_sha256 = models.CharField(max_length=64, blank=True)
    published_at = models.DateTimeField(_("published at"))
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="document_version_once"),
            models.CheckConstraint(condition=~Q(text="", file=""), name="document_version_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.document} v{self.number}"


class DocumentReading(Reading):
    version = models.ForeignKey(DocumentVersion, on_delete=models.CASCADE, related_name="readings")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "user"], name="document_read_once")]
