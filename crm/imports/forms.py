from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.imports.models import ImportFile
from crm.imports.registry import Field, importers_for

#: So much of a cell is enough to know a column by.
EXAMPLE = 24


class UploadForm(forms.Form):
    kind = forms.ChoiceField(label=_("What does the file hold?"))
    file = forms.FileField(
        label=_("CSV or Excel file"),
        help_text=_("XLSX, or text in UTF-8 or GB18030 separated by commas, semicolons or tabs; at most 20 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv,.xlsx"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(each.kind, each.label) for each in importers_for(user)]


class CommitForm(forms.Form):
    whole = forms.BooleanField(
        required=False,
        label=_("All rows or none"),
        help_text=_("One refused row, and nothing is imported."),
    )


class MappingForm(forms.Form):
    """One choice a column of the file: which field it is, or none.

    taken   the field of each column as it is understood now, or None
    told    True for whoever brought the file: two cells of each column as an example
    """

    #: Each column may be left out; the page says beside them which fields are needed.
    all_optional = True

    def __init__(self, *args: Any, file: ImportFile, taken: Sequence[Field | None], told: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields = file.importer.fields
        choices = [("", _("— not imported —")), *((field.name, field.label) for field in fields)]
        for place, title in enumerate(file.header):
            known = taken[place]
            told_cells = _example(file, place) if told else ""
            label = title or _("Column %(number)s") % {"number": place + 1}
            chosen = known.name if known else ""
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=label, choices=choices, required=False, initial=chosen, help_text=told_cells
            )

    @property
    def mapping(self) -> dict[int, str]:
        """Position of a column → its field."""
        return {int(name.partition("_")[2]): field for name, field in self.cleaned_data.items() if field}


def _example(file: ImportFile, place: int) -> str:
    """What stands in the column, for whoever brought the file has it before them."""
    found = [row[place] for row in file.sample if place < len(row) and row[place].strip()]
    return " · ".join(cell[:EXAMPLE] for cell in found[:2])
