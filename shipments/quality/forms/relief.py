"""Asking for a relief order, and deciding one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from outlets.models import Outlet, Region
from shipments.forms.waybill import OutletField
from shipments.quality.models import Violation
from shipments.quality.rules.relief import Relief


class ReliefForm(forms.Form):
    outlet = OutletField(
        label=_("Outlet"), queryset=Outlet.objects.filter(active=True), required=False, empty_label=_("All of them")
    )
    region = forms.ModelChoiceField(
        label=_("Region"),
        queryset=Region.objects.all(),
        required=False,
        empty_label=_("All of them"),
        help_text=_("Choose an outlet or a region; without either the order is for the whole network."),
    )
    since = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    until = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    charges = forms.MultipleChoiceField(
        label=_("Charges"),
        choices=Violation.Charge.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Without a choice: every charge."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What happened, and how it is known: outlets and auditors read it."),
    )

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        if told.get("outlet") and told.get("region"):
            self.add_error("region", _("Choose an outlet or a region, not both."))
        if told.get("since") and told.get("until") and told["since"] > told["until"]:
            self.add_error("until", _("The first day comes before the last one."))
        return told

    def relief(self) -> Relief:
        told = self.cleaned_data
        return Relief(
            told["since"],
            told["until"],
            outlet=told["outlet"].pk if told["outlet"] else None,
            region=told["region"].pk if told["region"] else None,
            charges=told["charges"],
        )


class ReliefDecisionForm(forms.Form):
    words = forms.CharField(
        label=_("Words of the decision"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
