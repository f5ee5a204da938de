from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.imports.reasons import sentence
from crm.imports.registry import Importer, Outcome, importer_of, importers_for
from crm.imports.rules.decoding import Sheet, decoded_as

OUTCOME_LABELS = {
    Outcome.CREATED: _("Created"),
    Outcome.UPDATED: _("Changed"),
    Outcome.UNCHANGED: _("Unchanged"),
    Outcome.REFUSED: _("Refused"),
}


class ImportFileQuerySet(models.QuerySet["ImportFile"]):
    def visible_to(self, user: object) -> Self:
        """Files of the kinds that this person may import."""
        return self.filter(kind__in=[each.kind for each in importers_for(user)])

    def unfinished(self) -> Self:
        """Uses index import_file_unfinished."""
        return self.filter(state__in=[ImportFile.State.CHECKING, ImportFile.State.COMMITTING])


class ImportFile(models.Model):
    """One uploaded file, kept byte for byte: preview and commit read the same, and its rows are accounted for."""

    class State(models.TextChoices):
        CHECKING = "checking", _("Being checked")
        CHECKED = "checked", _("Checked, not yet imported")
        COMMITTING = "committing", _("Being imported")
        COMMITTED = "committed", _("Imported")

    kind = models.CharField(_("kind"), max_length=30)
    name = models.CharField(_("file name"), max_length=200)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    encoding = models.CharField(_("encoding"), max_length=20)
    delimiter = models.CharField(_("separator"), max_length=1)
    header = models.JSONField()
    sample = models.JSONField(help_text="The first rows as they stand in the file.")
    rows = models.PositiveIntegerField(_("rows"))

    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.CHECKING)
    done = models.PositiveIntegerField(default=0, help_text="Rows judged in this phase; a resumed run goes on here.")
    whole = models.BooleanField(default=False, help_text="True: all rows or none.")
    uploaded_at = models.DateTimeField(_("uploaded at"))
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("uploaded by"),
    )
    committed_at = models.DateTimeField(_("imported at"), null=True, blank=True)
    committed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ImportFileQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-id"]
        indexes = [
            models.Index(fields=["-uploaded_at", "-id"], name="import_file_newest"),
            models.Index(
                fields=["id"], name="import_file_unfinished", condition=Q(state__in=["checking", "committing"])
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(done__lte=models.F("rows")), name="import_file_done_within_rows")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("imports:file", args=[self.pk])

    @property
    def importer(self) -> Importer:
        """raises   LookupError when no installed app knows this kind any more"""
        found = importer_of(self.kind)
        if found is None:
            raise LookupError(f"Nothing imports {self.kind!r}.")
        return found

    @property
    def kind_label(self) -> str:
        known = importer_of(self.kind)
        return str(known.label) if known else self.kind

    @property
    def running(self) -> bool:
        return self.state in {self.State.CHECKING, self.State.COMMITTING}

    def sheet(self) -> Sheet:
        return decoded_as(
            bytes(self.content), encoding=self.encoding, delimiter=self.delimiter, header=tuple(self.header)
        )


class ImportRow(models.Model):
    """What became of one row of a file in the phase it is in: the counts of the report are counts of these."""

    file = models.ForeignKey(ImportFile, on_delete=models.CASCADE, related_name="journal", db_index=False)
    number = models.PositiveIntegerField(help_text="1 is the first row below the header; blank lines do not count.")
    line = models.PositiveIntegerField(_("line"))
    outcome = models.CharField(max_length=10, choices=[(str(each), label) for each, label in OUTCOME_LABELS.items()])
    field = models.CharField(max_length=40, blank=True)
    code = models.CharField(max_length=40, blank=True)
    params = models.JSONField(default=dict)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="import_row_once_per_file"),
            models.CheckConstraint(
                condition=Q(outcome__in=[str(each) for each in Outcome]), name="import_row_outcome_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["file", "number"], name="import_row_refused", condition=Q(outcome="refused")),
        ]

    @property
    def reason(self) -> str:
        return sentence(self.code, self.params, importer=importer_of(self.file.kind))

    @property
    def column(self) -> str:
        """The field's label, or nothing when the row as a whole is refused."""
        importer = importer_of(self.file.kind)
        field = importer.field_called(self.field) if importer else None
        return str(field.label) if field else self.field
