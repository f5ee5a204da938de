"""What a spot check draws, and what is found of one item."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from outlets.models import Membership
from shipments.quality.models import Verdict
from shipments.quality.services.reviews import JUDGES, Finding
from shipments.quality.services.spot_checks import MOST


class DrawForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=120)
    size = forms.IntegerField(label=_("How many to draw"), min_value=1, max_value=MOST, initial=50)
    inspectors = forms.ModelMultipleChoiceField(
        label=_("Who works it off"),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They take turns in the order of drawing."),
    )
    seed = forms.IntegerField(
        label=_("Seed"),
        min_value=0,
        max_value=2**62,
        help_text=_("The same seed draws the same rows: whoever doubts the sample can draw it again."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        judges = Membership.objects.filter(role__in=JUDGES, user__is_active=True).values("user")
        self.fields["inspectors"].queryset = User.objects.filter(pk__in=judges).order_by("name", "pk")


class ItemForm(forms.Form):
    verdict = forms.ChoiceField(label=_("Verdict"), choices=Verdict.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("What you found"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("For false and improper; the outlet reads it beside the fine."),
    )

    def finding(self) -> Finding:
        return Finding(self.cleaned_data["verdict"], self.cleaned_data["reason"])
