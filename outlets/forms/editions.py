"""A draft edition proposed for its day."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class ProposeForm(forms.Form):
    starts_on = forms.DateField(
        label=_("Starts on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Clocks that start on this day or later follow the edition; running ones keep theirs."),
    )

    def __init__(self, data: Any = None, *, today: date) -> None:
        tomorrow = today + timedelta(days=1)
        super().__init__(data, initial={"starts_on": tomorrow})
        self.fields["starts_on"].widget.attrs["min"] = tomorrow.isoformat()
