"""What is asked before labels go to the printer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.shared.fields import NameField
from shipments.rules.numbers import numbers_in

MOST = 200


class PrintForm(forms.Form):
    reason = NameField(
        label=_("Why once more"),
        max_length=200,
        required=False,
        help_text=_("Needed as soon as one of the labels was printed before."),
    )
    whole = forms.BooleanField(label=_("Personal data in full"), required=False, help_text=_("Such a print is logged."))


class ManyLabelsForm(PrintForm):
    numbers = forms.CharField(
        label=_("Waybill or piece numbers"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "autocapitalize": "characters"}),
        help_text=_("One a line, pasted or scanned; a waybill's number means all its pieces."),
    )

    def clean_numbers(self) -> list[str]:
        numbers = list(numbers_in(self.cleaned_data["numbers"]))
        if len(numbers) > MOST:
            raise forms.ValidationError(_("At most 200 numbers at once."))
        return numbers

    field_order: Any = ("numbers", "reason", "whole")
