"""Forms around points: who redeems, what a reward costs, what a tier earns, a correction."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.shared.fields import LineField, NameField, PlainDecimalField, PlainIntegerField
from customers.models import LoyaltyTerms, Reward
from customers.services.points import MOST
from customers.services.rewards import FIELDS, TERMS


class DeskForm(forms.Form):
    sought = LineField(
        label=_("Phone or name"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "search", "autocomplete": "off", "autofocus": True}),
        help_text=_("The last four digits are enough."),
    )


class RedeemForm(forms.Form):
    """What a button of a reward sends: the reward, what it cost on the page, and the page's own key."""

    reward = forms.ModelChoiceField(queryset=Reward.objects.all())
    points = forms.IntegerField(min_value=1)
    key = forms.UUIDField()


class CorrectForm(forms.Form):
    points = PlainIntegerField(
        label=pgettext_lazy("loyalty", "Points"),
        min_value=-MOST,
        max_value=MOST,
        help_text=_("With a minus to take away."),
    )
    reason = LineField(label=_("Reason"), max_length=200, help_text=_("It stays in the ledger."))
    key = forms.UUIDField(widget=forms.HiddenInput)

    def clean_points(self) -> int:
        points: int = self.cleaned_data["points"]
        if not points:
            raise forms.ValidationError(_("Nothing changes by 0 points."))
        return points


class RewardForm(forms.ModelForm):
    name = NameField(label=_("Reward"), max_length=80)
    name_en = NameField(label=_("In English"), max_length=80, required=False)
    points = PlainIntegerField(label=pgettext_lazy("loyalty", "Points"), min_value=1, max_value=10_000_000)
    stock = PlainIntegerField(
        label=_("Left"), min_value=0, max_value=1_000_000, required=False, help_text=_("Empty: as many as wanted.")
    )

    class Meta:
        model = Reward
        fields = FIELDS

    def changes(self) -> dict[str, Any]:
        """What somebody has typed: a stock that was only looked at is what the counters have left of it by now."""
        return {name: self.cleaned_data[name] for name in FIELDS if name in self.changed_data or not self.instance.pk}


class TermsForm(forms.ModelForm):
    points_a_yuan = PlainDecimalField(
        label=_("Points a yuan"), min_value=0, max_value=100, max_digits=5, decimal_places=2
    )
    months = PlainIntegerField(
        label=_("Hold for … months"),
        min_value=1,
        max_value=60,
        help_text=_("Counted from the month of the waybill; they end on the last day of a month."),
    )

    class Meta:
        model = LoyaltyTerms
        fields = TERMS
