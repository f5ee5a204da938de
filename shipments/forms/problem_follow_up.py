"""What came of asking after a problem piece."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shipments.models import ProblemFollowUp
from shipments.rules.problem_outcomes import CLOSING
from shipments.services.problem_follow_ups import Step


class ReopenForm(forms.Form):
    why = forms.CharField(
        label=gettext_lazy("Why it is opened again"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": "2"}),
        help_text=gettext_lazy("No deadline moves: what was lifted stays lifted, what was late stays late."),
    )


class FollowUpForm(forms.Form):
    outcome = forms.ChoiceField(label=gettext_lazy("What came of it"), choices=ProblemFollowUp.Outcome.choices)
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": "2"}),
        help_text=gettext_lazy("With whom it was agreed, and what. Needed when it closes the problem."),
    )
    next_at = forms.DateTimeField(
        label=gettext_lazy("Ask again at"),
        required=False,
        help_text=gettext_lazy("Left empty: in a day. An outcome that closes the problem asks no more."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "step": "60"}, format="%Y-%m-%dT%H:%M"),
    )
    event_id = forms.UUIDField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("outcome") in CLOSING and not cleaned.get("note", "").strip():
            self.add_error("note", _("Say what was agreed and with whom: it closes the problem."))
        return cleaned

    def step(self) -> Step:
        told = self.cleaned_data
        closes = told["outcome"] in CLOSING
        return Step(told["outcome"], told["note"], None if closes else told["next_at"])
