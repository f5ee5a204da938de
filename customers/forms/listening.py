"""Writing down a mystery visit, or a focus group."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.shared.fields import LineField
from customers.forms.key_accounts import DayField
from customers.models import Customer
from customers.models.surveys import in_language
from customers.rules.survey_forms import Question
from customers.services.listening import FEWEST, MOST, Group, Visited
from outlets.models import Outlet

SCORES = [("", "—"), *((str(score), str(score)) for score in range(1, 6))]


class VisitForm(forms.Form):
    """One score for each attribute that the surveys ask for, so that both can be read beside each other."""

    outlet = forms.ModelChoiceField(
        label=_("Outlet"), queryset=Outlet.objects.filter(active=True), to_field_name="code", empty_label=None
    )
    on = DayField(label=_("Day"))
    findings = forms.CharField(
        label=_("What was seen"), max_length=3000, widget=forms.Textarea, help_text=_("As seen, without names.")
    )

    def __init__(self, *args: Any, attributes: Mapping[str, Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.attributes = attributes
        for code, question in attributes.items():
            label = in_language(dict(question.text))
            self.fields[f"score_{code}"] = forms.ChoiceField(label=label, choices=SCORES, required=False)
        self.order_fields(["outlet", "on", *(f"score_{code}" for code in attributes), "findings"])

    def visited(self) -> Visited:
        told = self.cleaned_data
        scores = {code: int(told[f"score_{code}"]) for code in self.attributes if told[f"score_{code}"]}
        return Visited(told["outlet"], told["on"], scores, told["findings"])


class GroupForm(forms.Form):
    on = DayField(label=_("Day"))
    topic = LineField(label=_("Topic"), max_length=120)
    place = LineField(label=_("Where"), max_length=120, required=False)
    moderator = LineField(label=_("Moderator"), max_length=60)
    members = forms.CharField(
        label=_("Who came"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Codes of 6 to 12 customers, of every tier, one a line."),
    )
    findings = forms.CharField(
        label=_("What they said"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 8})
    )
    actions = forms.CharField(
        label=_("What follows"), max_length=3000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def clean_members(self) -> list[Customer]:
        codes = self.cleaned_data["members"].split()
        if not FEWEST <= len(set(codes)) <= MOST:
            words = _("A focus group has %(fewest)s to %(most)s customers, not %(number)s.")
            raise forms.ValidationError(words % {"fewest": FEWEST, "most": MOST, "number": len(set(codes))})
        found: dict[str, list[Customer]] = {}
        for row in Customer.objects.current().filter(code__in=codes).select_related("standing"):
            found.setdefault(row.code, []).append(row)
        if unknown := [code for code in codes if len(found.get(code, [])) != 1]:
            words = _("No customer has this code, or several have: %(codes)s.")
            raise forms.ValidationError(words % {"codes": ", ".join(unknown)})
        return [found[code][0] for code in dict.fromkeys(codes)]

    def group(self) -> Group:
        return Group(**self.cleaned_data)
