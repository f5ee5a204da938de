"""What an inspector finds of a problem piece, and how the call-back ended."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from outlets.models.call_scripts import RESULT_LABELS
from shipments.quality.models import ProblemReview, Verdict
from shipments.quality.services.reviews import Finding
from shipments.rules.lateness import Verdict as Timeliness
from shipments.rules.problem_ruling import Ruling

RULINGS = (
    (Ruling.IV2.value, _("IV2: a forbidden phrase is the reason")),
    (Ruling.IV1.value, _("IV1: an element is missing")),
    (Ruling.LATE.value, _("Registered too late")),
)


class VerdictForm(forms.Form):
    verdict = forms.ChoiceField(label=_("Verdict"), choices=Verdict.choices, widget=forms.RadioSelect)
    ruling = forms.ChoiceField(label=_("If improper"), choices=RULINGS, required=False)
    reason = forms.CharField(
        label=_("What you found"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("For false and improper; the outlet reads it beside the fine."),
    )

    def __init__(self, *args: Any, review: ProblemReview, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        problem = review.problem
        first = Ruling.IV2 if problem.phrases else Ruling.IV1
        offered = [one for one in RULINGS if one[0] != Ruling.LATE or problem.timeliness == Timeliness.REVIEW]
        if review.why == "time":
            first = Ruling.LATE
        self.fields["ruling"].choices = offered
        self.fields["ruling"].initial = first.value

    def finding(self) -> Finding:
        told = self.cleaned_data
        return Finding(told["verdict"], told["reason"], told["ruling"])


class CallBackForm(forms.Form):
    """`result` is a button each."""

    result = forms.ChoiceField(choices=list(RESULT_LABELS.items()))
    note = forms.CharField(
        label=_("What the receiver said"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    event_id = forms.UUIDField(widget=forms.HiddenInput)
