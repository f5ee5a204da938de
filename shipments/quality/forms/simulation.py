from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST = 31


class PeriodForm(forms.Form):
    """Business days that are over; at most a month, since every clock of it is computed anew."""

    since = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    until = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, data: Any = None, *, today: date) -> None:
        last = today - timedelta(days=1)
        super().__init__(data or {"since": last - timedelta(days=6), "until": last})
        for field in self.fields.values():
            field.widget.attrs["max"] = last.isoformat()

    def clean(self) -> dict[str, Any]:
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and not 0 <= (until - since).days < LONGEST:
            message = _("Choose at most %(days)s days, the first one first.") % {"days": LONGEST}
            raise forms.ValidationError(message, code="period")
        return self.cleaned_data
