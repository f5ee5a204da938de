from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from outlets.models import Hub, Outlet
from shipments.models import LineHaulTrip
from shipments.services.trips import TIMES


class InstantInput(forms.DateTimeInput):
    """To the second: what was reported must come back as it was, or it would count as changed."""

    def __init__(self) -> None:
        super().__init__(attrs={"type": "datetime-local", "step": "1"}, format="%Y-%m-%dT%H:%M:%S")


class TripForm(forms.ModelForm):
    class Meta:
        model = LineHaulTrip
        fields = ("trip_no", "outlet", "origin_hub", "shift", "vehicle", "planned_at", "arrived_at", "unloaded_at")
        widgets = {name: InstantInput() for name in TIMES}
        help_texts = {"arrived_at": _("Empty until it is reported."), "unloaded_at": _("Empty until it is reported.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outlet"].queryset = Outlet.objects.filter(active=True)


class TripCorrectionForm(forms.Form):
    """What may still be changed: deadlines follow the times, number, outlet and shift stay what they were."""

    planned_at = forms.DateTimeField(label=_("planned arrival"), widget=InstantInput())
    arrived_at = forms.DateTimeField(label=_("arrived at"), required=False, widget=InstantInput())
    unloaded_at = forms.DateTimeField(label=_("unloaded at"), required=False, widget=InstantInput())
    origin_hub = forms.ModelChoiceField(
        label=_("origin hub"), required=False, queryset=Hub.objects.all(), empty_label="—"
    )
    vehicle = forms.CharField(label=_("vehicle"), required=False, max_length=20)

    @classmethod
    def of(cls, trip: LineHaulTrip, data: Any = None) -> "TripCorrectionForm":
        names = (*TIMES, "origin_hub", "vehicle")
        return cls(data, initial={name: getattr(trip, name) for name in names})

    @property
    def changed_times(self) -> dict[str, datetime | None]:
        return {name: self.cleaned_data[name] for name in TIMES if name in self.changed_data}
