"""The fields that headquarters added: as fields of a form, and the form that adds them."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.shared.fields import LineField, PlainDecimalField
from customers.forms.masked import MaskedLineField
from customers.models import CustomField
from customers.rules.custom_fields import LONGEST, PLACES, WHOLE, said
from customers.services.files import CUSTOM

YES_NO = (("", "—"), ("是", _("Yes")), ("否", _("No")))


def as_kept(value: Any) -> Any:
    """What a field of `fields_for` has cleaned, as the file keeps it."""
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    if isinstance(value, date):
        return value.isoformat()
    return None if value == "" else value


def fields_for(values: dict[str, Any]) -> dict[str, forms.Field]:
    """A form field for each custom field in use, by its flat name.

    values   flat name → value as it is kept
    """
    rows = CustomField.objects.filter(active=True)
    return {CUSTOM + row.code: _field(row, values.get(CUSTOM + row.code)) for row in rows}


def _field(row: CustomField, value: Any) -> forms.Field:
    more: dict[str, Any] = {"label": str(row), "help_text": row.help_text, "required": row.required}
    text = said(row.spec(), value)
    if row.personal and row.type == CustomField.Type.TEXT:
        return MaskedLineField(whole=text, max_length=LONGEST, **more)
    more["initial"] = text
    match row.type:
        case CustomField.Type.NUMBER:
            return PlainDecimalField(max_digits=WHOLE + PLACES, decimal_places=PLACES, **more)
        case CustomField.Type.DAY:
            return forms.DateField(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **more)
        case CustomField.Type.CHOICE:
            # What stands there stays a choice, also when headquarters have taken it out of the list.
            choices = dict.fromkeys([*row.choices, *([text] if text else [])])
            return forms.ChoiceField(choices=[("", "—"), *((each, each) for each in choices)], **more)
        case CustomField.Type.YES_NO:
            return forms.TypedChoiceField(choices=YES_NO, coerce=lambda word: word == "是", empty_value=None, **more)
    return LineField(max_length=LONGEST, **more)


class CustomFieldForm(forms.ModelForm):
    choices = forms.CharField(
        label=_("Choices"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("One a line; only for the type Choice."),
    )

    class Meta:
        model = CustomField
        fields = (
            *("label", "label_en", "code", "type", "choices", "help_text"),
            *("required", "personal", "order", "active"),
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = _(
            "What files and partners call it: Latin letters, digits and -. Never changed."
        )
        self.fields["personal"].help_text = _("Masked on every page; taken away when a file is made anonymous.")
        self.fields["order"].help_text = _("Smaller numbers stand first.")
        self.initial["choices"] = "\n".join(self.instance.choices)
        if self.instance.pk:
            self.fields["code"].disabled = self.fields["type"].disabled = True

    def clean_choices(self) -> list[str]:
        lines = re.split(r"[\r\n]+", self.cleaned_data["choices"])
        return list(dict.fromkeys(line.strip() for line in lines if line.strip()))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        choice = cleaned.get("type") == CustomField.Type.CHOICE
        if choice and not cleaned.get("choices") and "choices" not in self.errors:
            self.add_error("choices", _("Name at least one choice."))
        if not choice:
            cleaned["choices"] = []
        if any(len(each) > LONGEST for each in cleaned.get("choices", ())):
            self.add_error("choices", _("A choice has 200 characters at most."))
        if cleaned.get("personal") and cleaned.get("type") not in (None, CustomField.Type.TEXT):
            self.add_error("personal", _("Only a text can be masked."))
        return cleaned
