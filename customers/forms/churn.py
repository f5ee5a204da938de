"""The three steps with a customer who is going."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.models import ChurnCase, Competitor


class _Step(forms.Form):
    """The forms stand on one page: each has ids of its own."""

    place: ClassVar[str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": f"{self.place}_%s", **kwargs})


class CauseForm(_Step):
    """Step one: asked and apologised."""

    place = "cause"

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


class MeasureForm(_Step):
    """Step two."""

    place = "measure"

    text = forms.CharField(label=_("What is done"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class GiveUpForm(_Step):
    """Step three by hand."""

    place = "give_up"
    text = forms.CharField(label=_("Why nothing more can be done"), max_length=500)
