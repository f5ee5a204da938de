"""How a callback ended, or until when it waits."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.models import Callback, Customer
from customers.services.callbacks import Said
from outlets.models import CallScript
from outlets.rules.call_script import Occasion

#: Something to tap: why a call waits.
SNOOZE_REASONS = (_("Asked to be called another day"), _("On holiday"), _("Another talk is under way"))


class OutcomeForm(forms.Form):
    """`outcome` is a button each; the note may stay empty unless somebody is not content."""

    outcome = forms.ChoiceField(
        choices=Callback.Outcome.choices,
        error_messages={"required": _("Choose how the call ended."), "invalid_choice": _("Choose how the call ended.")},
    )
    contact = forms.ModelChoiceField(label=_("Spoken with"), queryset=None, required=False)
    note = forms.CharField(
        label=_("Note"), max_length=500, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    script = forms.ModelChoiceField(
        queryset=CallScript.objects.filter(occasion=Occasion.CALLBACK).exclude(published_at=None),
        required=False,
        widget=forms.HiddenInput,
    )
    steps = forms.CharField(required=False, max_length=700, widget=forms.HiddenInput)

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        contacts = self.fields["contact"]
        contacts.queryset = customer.contacts.filter(left_on=None)
        contacts.empty_label = _("Nobody in particular")

    def said(self) -> Said:
        told = self.cleaned_data
        return Said(told["outcome"], told["note"], told["contact"], told["script"])


class SnoozeForm(forms.Form):
    until = forms.DateField(label=_("Put off until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        widget=forms.TextInput(attrs={"list": "snooze-reasons", "autocomplete": "off"}),
    )
