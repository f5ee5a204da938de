"""What was agreed with a customer about a late shipment."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shipments.models import Call, Negotiation, Waybill
from shipments.services.negotiations import Agreement


class CallChoice(forms.ModelChoiceField):
    def label_from_instance(self, call: Call) -> str:
        called = timezone.localtime(call.called_at).strftime("%m-%d %H:%M")
        return f"{called} · {call.get_party_display()} · {call.get_result_display()}"


class NegotiationForm(forms.Form):
    partner = forms.ChoiceField(
        label=gettext_lazy("Agreed with"), choices=Negotiation.Partner.choices, initial=Negotiation.Partner.RECEIVER
    )
    contact = forms.CharField(label=gettext_lazy("Name"), max_length=60, required=False)
    call = CallChoice(
        label=gettext_lazy("By which call"),
        queryset=Call.objects.none(),
        required=False,
        empty_label=gettext_lazy("By other means"),
    )
    agreed = forms.ChoiceField(
        label=gettext_lazy("What was agreed"), choices=Negotiation.Agreed.choices, initial=Negotiation.Agreed.DELIVER
    )
    promised_at = forms.DateTimeField(
        label=gettext_lazy("Promised for"),
        help_text=gettext_lazy("The time that the customer was told. It is followed; no deadline of the rules moves."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "step": "60"}, format="%Y-%m-%dT%H:%M"),
    )
    remark = forms.CharField(
        label=gettext_lazy("Remark"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": "2"})
    )
    event_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None = None, *, waybill: Waybill, at: datetime, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.at = at
        self.fields["call"].queryset = waybill.calls.order_by("-called_at", "-id")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("partner") == Negotiation.Partner.OTHER and not cleaned.get("contact"):
            self.add_error("contact", _("Somebody else: write the name."))
        if cleaned.get("promised_at") and cleaned["promised_at"] <= self.at:
            self.add_error("promised_at", _("Promise a time that is still to come, within 30 days."))
        return cleaned

    def agreement(self) -> Agreement:
        return Agreement(**{name: value for name, value in self.cleaned_data.items() if name != "event_id"})
