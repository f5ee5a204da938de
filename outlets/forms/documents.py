import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.accounts.roles import OUTLET_ROLES, Role
from outlets.models import Document, Outlet
from outlets.services.addressed import Audience
from outlets.services.documents import NewVersion

ROLES = [(role.value, role.label) for role in Role if role in OUTLET_ROLES]


class OutletCodesField(forms.CharField):
    """Outlets by their codes, as one writes them down: `440305A, 440306B`."""

    def clean(self, value: Any) -> list[Outlet]:
        codes = list(dict.fromkeys(re.split(r"[\s,;，；、]+", super().clean(value).strip())))
        known = Outlet.objects.in_bulk([code for code in codes if code], field_name="code")
        if unknown := [code for code in codes if code and code not in known]:
            raise forms.ValidationError(
                _("There is no outlet with this code: %(codes)s") % {"codes": ", ".join(unknown)}
            )
        return list(known.values())


class CoverForm(forms.ModelForm):
    """What a document is called and who has to read it."""

    roles = forms.MultipleChoiceField(
        label=_("Who has to read it"),
        choices=ROLES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Without a choice: for all roles."),
    )
    outlets = OutletCodesField(
        label=_("Only at these outlets"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Outlet codes, separated by commas. Empty: at all outlets."),
    )

    class Meta:
        model = Document
        fields = ("kind", "title", "roles")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("Choose")), *Document.Kind.choices]
        if self.instance.pk:
            codes = self.instance.outlets.order_by("code").values_list("code", flat=True)
            self.initial["outlets"] = ", ".join(codes)

    def audience(self) -> Audience:
        return Audience(self.cleaned_data["outlets"], self.cleaned_data["roles"])


class VersionForm(forms.Form):
    """`seen`: the number of the version that stood beside the form."""

    text = forms.CharField(
        label=_("Text"),
        required=False,
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("# heading, - list, 1. list, **bold**, | table | with bars |"),
    )
    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("PDF, XLSX, DOCX or a picture, at most 15 MB."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.xlsx,.docx,.jpg,.jpeg,.png,.webp"}),
    )
    note = forms.CharField(label=_("What has changed"), max_length=200, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)

    def version(self) -> NewVersion:
        given = self.cleaned_data
        return NewVersion(given["text"], given["file"], given["note"])


class NewDocumentForm(CoverForm):
    """Cover and first version on one page."""

    text = VersionForm.base_fields["text"]
    file = VersionForm.base_fields["file"]

    class Meta(CoverForm.Meta):
        pass

    def version(self) -> NewVersion:
        return NewVersion(self.cleaned_data["text"], self.cleaned_data["file"])


class ReadForm(forms.Form):
    version = forms.IntegerField(min_value=1)
