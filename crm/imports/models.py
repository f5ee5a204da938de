from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from crm.imports.reasons import sentence
from crm.imports.registry import Importer, Outcome, importer_of, importers_for
from crm.imports.rules.decoding import Sheet, decoded_as
from crm.imports.rules.headers import Columns, columns_named, columns_of

OUTCOME_LABELS = {
    Outcome.CREATED: _("Created"),
    Outcome.UPDATED: _("Changed"),
    Outcome.UNCHANGED: _("Unchanged"),
    Outcome.REFUSED: _("Refused"),
}


class ImportFileQuerySet(models.QuerySet["ImportFile"]):
    def visible_to(self, user: object) -> Self:
        """Files of the kinds that this person may import; of those that outlets bring too, the outlet's own."""
        found = Q(pk__in=[])
        for kind in importers_for(user):
            scope = kind.scope(user)
            found |= Q(kind=kind.kind, scope=scope) if scope else Q(kind=kind.kind)
        return self.filter(found)

    def unfinished(self) -> Self:
        """Uses index import_file_unfinished."""
        return self.filter(state__in=ImportFile.RUNNING)


class ImportFile(models.Model):
    """One uploaded file, kept byte for byte: preview and commit read the same, and its rows are accounted for."""

    class State(models.TextChoices):
        MAPPING = "mapping", _("Columns to be assigned")
        CHECKING = "checking", _("Being checked")
        CHECKED = "checked", _("Checked, not yet imported")
        COMMITTING = "committing", _("Being imported")
        COMMITTED = "committed", _("Imported")
        UNDOING = "undoing", _("Being undone")
        UNDONE = "undone", _("Undone")

    RUNNING = (State.CHECKING, State.COMMITTING, State.UNDOING)

    kind = models.CharField(_("kind"), max_length=30)
    name = models.CharField(_("file name"), max_length=200)
    scope = models.CharField(max_length=40, blank=True, default="", help_text="Of the importer: whose file this is.")
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    encoding = models.CharField(_("encoding"), max_length=20)
    delimiter = models.CharField(_("separator"), max_length=1)
    header = models.JSONField()
    mapping = models.JSONField(
        null=True, blank=True, help_text="Position of a column → its field, as somebody said; without: by the titles."
    )
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
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ImportFileQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-id"]
        indexes = [
            models.Index(fields=["-uploaded_at", "-id"], name="import_file_newest"),
            models.Index(
                fields=["id"],
                name="import_file_unfinished",
                condition=Q(state__in=["checking", "committing", "undoing"]),
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(done__lte=models.F("rows")), name="import_file_done_within_rows")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("imports:file", args=[self.pk])

    @cached_property
    def importer(self) -> Importer:
        """
        raises   LookupError when no installed app knows this kind any more
        """
        found = importer_of(self.kind)
        if found is None:
            raise LookupError(f"Nothing imports {self.kind!r}.")
        return found.complete()

    @property
    def kind_label(self) -> str:
        known = importer_of(self.kind)
        return str(known.label) if known else self.kind

    @property
    def running(self) -> bool:
        return self.state in self.RUNNING

    @property
    def undoable(self) -> bool:
        known = importer_of(self.kind)
        return self.state == self.State.COMMITTED and known is not None and known.undo is not None

    def columns(self) -> Columns:
        """Which column is which field.

        raises   Unreadable when a column that is needed has not been named
        """
        importer = self.importer
        aliases = importer.aliases()
        if self.mapping is None:
            return columns_of(self.header, aliases, required=importer.required)
        named = {int(place): name for place, name in self.mapping.items()}
        return columns_named(self.header, named, known=aliases, required=importer.required)

    def sheet(self) -> Sheet:
        return decoded_as(
            bytes(self.content), encoding=self.encoding, delimiter=self.delimiter, header=tuple(self.header)
        )


class ImportRow(models.Model):
    """What became of one row of a file in the phase it is in: the counts of the report are counts of these.

    Of what was written it keeps enough to take it back: which object, its version, and what stood there before.
    """

    class Undo(models.TextChoices):
        UNDONE = "undone", _("Undone")
        KEPT = "kept", _("Left as it is")

    file = models.ForeignKey(ImportFile, on_delete=models.CASCADE, related_name="journal", db_index=False)
    number = models.PositiveIntegerField(help_text="1 is the first row below the header; blank lines do not count.")
    line = models.PositiveIntegerField(_("line"))
    outcome = models.CharField(max_length=10, choices=[(str(each), label) for each, label in OUTCOME_LABELS.items()])
    field = models.CharField(max_length=40, blank=True)
    code = models.CharField(max_length=40, blank=True)
    params = models.JSONField(default=dict)
    object_id = models.BigIntegerField(null=True, blank=True, help_text="What the row wrote.")
    version = models.PositiveIntegerField(null=True, blank=True, help_text="Of that object, when it was written.")
    before = models.JSONField(null=True, blank=True, help_text="What stood there before, of an updated one.")
    undo = models.CharField(max_length=8, blank=True, default="", choices=Undo.choices)
    undo_code = models.CharField(max_length=40, blank=True, default="")

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
            models.Index(fields=["file", "number"], name="import_row_kept", condition=Q(undo="kept")),
        ]

    @property
    def reason(self) -> str:
        return sentence(self.code, self.params, importer=self.file.importer)

    @property
    def kept_because(self) -> str:
        return sentence(self.undo_code, {}, importer=self.file.importer)

    @property
    def column(self) -> str:
        """The field's label, or nothing when the row as a whole is refused."""
        field = self.file.importer.field_called(self.field)
        return str(field.label) if field else self.field


class SavedMapping(models.Model):
    """What somebody said about the columns of a header, remembered for the next file that has the same one."""

    kind = models.CharField(max_length=30)
    header = models.CharField(max_length=64, help_text="crm.imports.rules.headers.signature")
    mapping = models.JSONField(help_text="The key of a title → its field.")
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "header", "saved_by"], name="saved_mapping_once_per_header")
        ]
