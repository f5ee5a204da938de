from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.imports.registry import importers_for


class UploadForm(forms.Form):
    kind = forms.ChoiceField(label=_("What does the file hold?"))
    file = forms.FileField(
        label=_("CSV file"),
        help_text=_("UTF-8 or GB18030, separated by commas, semicolons or tabs, at most 20 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv"}),
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
