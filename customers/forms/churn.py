"""The three steps with a customer who is going."""

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.models import ChurnCase, Competitor


class CauseForm(forms.Form):
    """Step one: asked and apologised."""

    cause = forms.ChoiceField(label=_("Why does it go?"), choices=ChurnCase.Cause.choices, widget=forms.RadioSelect)
    competitor = forms.ModelChoiceField(
        label=_("To whom?"),
        queryset=Competitor.objects.filter(active=True, ours=False),
        required=False,
        empty_label=_("Not known"),
    )
    text = forms.CharField(
        label=_("What it said, and our apology"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class StepForm(forms.Form):
    """Step two or three in words."""

    text = forms.CharField(label=_("What is done"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class GiveUpForm(forms.Form):
    text = forms.CharField(label=_("Why nothing more can be done"), max_length=500)
