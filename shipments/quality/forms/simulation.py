from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from outlets.models import Outlet
from shipments.quality.models import Simulation
from shipments.rules.rates import RATES


class PeriodForm(forms.Form):
    """Business days that are over; how many at most is the service's to say."""

    since = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    until = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, data: Any = None, *, today: date) -> None:
        self.last = today - timedelta(days=1)
        super().__init__(data, initial={"since": self.last - timedelta(days=6), "until": self.last})
        for field in self.fields.values():
            field.widget.attrs["max"] = self.last.isoformat()

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if until > self.last:
            raise forms.ValidationError(_("Choose days that are over."), code="not_over")
        return until


class PlaceForm(forms.Form):
    """What of a simulation is looked at: a rule, a day, an outlet."""

    rule = forms.ChoiceField(required=False, choices=[("", "—"), *((rate.code, rate.code) for rate in RATES)])
    day = forms.DateField(required=False)
    outlet = forms.ModelChoiceField(queryset=Outlet.objects.all(), required=False)

    def __init__(self, data: Any, *, simulation: Simulation) -> None:
        super().__init__(data)
        self.simulation = simulation

    def clean_day(self) -> date | None:
        day: date | None = self.cleaned_data["day"]
        if day and not self.simulation.since <= day <= self.simulation.until:
            raise forms.ValidationError(_("This day was not looked at."), code="other_day")
        return day
