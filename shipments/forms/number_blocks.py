"""Giving an outlet the numbers of waybills to come."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.shared.fields import NumberInput, PlainIntegerField
from outlets.models import Outlet
from shipments.forms.waybill import OutletField

LOW, HIGH = 10**11, 10**12 - 1
MOST = 10**6


class NumberBlockForm(forms.Form):
    outlet = OutletField(label=_("Outlet"), queryset=Outlet.objects.none())
    first = PlainIntegerField(
        label=_("First number"),
        min_value=LOW,
        max_value=HIGH,
        widget=NumberInput(whole=True),
        help_text=_("12 digits."),
    )
    last = PlainIntegerField(label=_("Last number"), min_value=LOW, max_value=HIGH, widget=NumberInput(whole=True))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["outlet"].queryset = Outlet.objects.filter(active=True)

    def clean(self) -> dict[str, Any]:
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and not first <= last < first + MOST:
            self.add_error("last", _("The last number follows the first; a block has a million numbers at most."))
        return self.cleaned_data
