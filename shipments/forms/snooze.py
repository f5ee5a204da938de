"""Putting an open duty aside for a while."""

from django import forms
from django.utils.translation import gettext_lazy as _

from shipments.models import DutySnooze


class SnoozeForm(forms.Form):
    reason = forms.ChoiceField(label=_("Why"), choices=DutySnooze.Reason.choices)
    note = forms.CharField(label=_("Note"), max_length=120, required=False)
    until = forms.DateTimeField(
        label=_("Back at"),
        help_text=_("It comes back by itself, a quarter of an hour before the deadline at the latest."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "step": "60"}, format="%Y-%m-%dT%H:%M"),
    )
