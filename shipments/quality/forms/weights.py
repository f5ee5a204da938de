"""What the scales say."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shipments.quality.queries.weights import weighable
from shipments.rules.numbers import clean_number


class WeightForm(forms.Form):
    """Cleans `number` to the waybill of that number, or of that piece."""

    number = forms.CharField(
        label=_("Waybill or piece number"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True, "inputmode": "text"}),
    )
    weighed_kg = forms.DecimalField(
        label=_("Weighed, kg"), max_digits=8, decimal_places=3, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )

    def clean_number(self) -> Any:
        number = clean_number(self.cleaned_data["number"])
        waybill = weighable([number]).get(number)
        if waybill is None:
            raise forms.ValidationError(_("There is no waybill with this number."))
        return waybill
