"""Entering what was seen of the market, and the networks it is about."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.shared.fields import LineField, NameField, PlainDecimalField
from customers.forms.key_accounts import DayField
from customers.models import Competitor, MarketObservation
from customers.services.market import Seen
from outlets.models import Region


class ObservationForm(forms.Form):
    region = forms.ModelChoiceField(
        label=_("Region"), queryset=Region.objects.all(), to_field_name="code", empty_label=None
    )
    competitor = forms.ModelChoiceField(
        label=_("Network"), queryset=Competitor.objects.filter(active=True), to_field_name="code", empty_label=None
    )
    kind = forms.ChoiceField(label=_("Figure"), choices=MarketObservation.Kind.choices)
    value = PlainDecimalField(label=_("Value"), min_value=0, max_digits=10, decimal_places=2)
    observed_on = DayField(label=_("Observed on"))
    source = LineField(
        label=_("Source"),
        max_length=200,
        help_text=_("Where it can be looked up again: a price list, a report and its page, who was asked."),
    )

    def seen(self) -> Seen:
        return Seen(**self.cleaned_data)


class CompetitorForm(forms.ModelForm):
    name = NameField(label=_("Name"), max_length=60)

    class Meta:
        model = Competitor
        fields = ("code", "name", "active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["code"].disabled = True
