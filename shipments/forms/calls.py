"""How a call ended."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from outlets.models import CallScript
from outlets.models.call_scripts import RESULT_LABELS
from shipments.forms.unmasking import REASONS
from shipments.models import Call
from shipments.services.calls import RETRY_AFTER, CallEnd


class CallForm(forms.Form):
    """`result` is a button each; what stands beside them is optional."""

    result = forms.ChoiceField(
        choices=list(RESULT_LABELS.items()),
        error_messages={"required": _("Choose how the call ended."), "invalid_choice": _("Choose how the call ended.")},
    )
    note = forms.CharField(
        label=_("Note"), max_length=300, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    retry_at = forms.DateTimeField(
        label=_("If nobody answers, call again at"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "step": "60"}, format="%Y-%m-%dT%H:%M"),
    )
    party = forms.ChoiceField(choices=Call.Party.choices, widget=forms.HiddenInput)
    direction = forms.ChoiceField(choices=Call.Direction.choices, widget=forms.HiddenInput)
    script = forms.ModelChoiceField(
        queryset=CallScript.objects.exclude(published_at=None), required=False, widget=forms.HiddenInput
    )
    steps = forms.CharField(max_length=700, required=False, widget=forms.HiddenInput)
    event_id = forms.UUIDField(widget=forms.HiddenInput)

    def clean_steps(self) -> list[str]:
        """The codes of the script's own steps that were gone through; anything else is no step."""
        script = self.cleaned_data.get("script")
        known = {step["code"] for step in script.steps} if script else set()
        return [code for code in self.cleaned_data["steps"].split(",") if code in known][:50]

    def end(self) -> CallEnd:
        """Only a call that nobody answered is made again by itself."""
        told = self.cleaned_data
        names = ("party", "direction", "result", "note", "script", "steps", "event_id")
        again = told["retry_at"] if told["result"] == "no_answer" else None
        return CallEnd(**{name: told[name] for name in names}, retry_at=again)


class DialForm(forms.Form):
    party = forms.ChoiceField(label=_("Whose data"), choices=Call.Party.choices, widget=forms.HiddenInput)
    reason = forms.ChoiceField(label=_("Reason"), choices=REASONS, widget=forms.RadioSelect)


def first_retry(at: datetime) -> datetime:
    return (at + RETRY_AFTER).replace(second=0, microsecond=0)
