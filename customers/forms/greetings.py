"""A plan as headquarters write it, and times in which a customer is not greeted."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.outbox.models import Channel, Purpose, Template
from crm.shared.fields import LineField
from customers.models import DoNotGreet, GreetingPlan, Tier
from customers.services.greetings import FIELDS

_STAMP = "%Y-%m-%dT%H:%M"


class PlanForm(forms.Form):
    """Only approved texts that are made for greetings and offers, without variables, are a choice."""

    tiers = forms.MultipleChoiceField(
        label=_("Tiers"),
        choices=Tier.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None: all of them. How each tier is greeted stands in the service levels."),
    )
    shipped_since = forms.DateField(
        label=_("Only who has shipped since"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    sms = forms.ModelChoiceField(Template.objects.none(), label=_("Text of the SMS"), required=False)
    email = forms.ModelChoiceField(
        Template.objects.none(), label=_("E-mail, for whom an SMS cannot reach"), required=False
    )
    script = forms.CharField(
        label=_("What is said in a call"), required=False, max_length=500, widget=forms.Textarea({"rows": 4})
    )
    send_from = forms.DateTimeField(
        label=_("Sent from"),
        input_formats=[_STAMP],
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=_STAMP),
    )
    send_until = forms.DateTimeField(
        label=_("Sent until"),
        input_formats=[_STAMP],
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=_STAMP),
        help_text=_("Greetings go out between 08:00 and 21:00 only, whatever stands here."),
    )

    def __init__(self, *args: Any, plan: GreetingPlan, **kwargs: Any) -> None:
        initial = {name: _shown(getattr(plan, name)) for name in FIELDS}
        super().__init__(*args, **{"initial": initial, **kwargs})
        for name, channel in (("sms", Channel.SMS), ("email", Channel.EMAIL)):
            approved = Template.objects.filter(
                channel=channel, purpose=Purpose.PROMOTION, variables=[], approved_at__isnull=False, retired_at=None
            )
            self.fields[name].queryset = approved
            self.fields[name].empty_label = _("None")
            self.fields[name].label_from_instance = _text_of

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        begins, ends = told.get("send_from"), told.get("send_until")
        if begins and ends and ends <= begins:
            self.add_error("send_until", _("The end comes after the beginning."))
        return told


class SilenceForm(forms.ModelForm):
    note = LineField(label=_("Note"), max_length=200, required=False)

    class Meta:
        model = DoNotGreet
        fields = ("reason", "until", "note")
        widgets = {"until": forms.DateInput({"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "silence_%s", **kwargs})

    def clean_until(self) -> Any:
        until = self.cleaned_data["until"]
        if until is not None and until < timezone.localdate():
            raise forms.ValidationError(_("This day is over."))
        return until


def _shown(value: Any) -> Any:
    return timezone.localtime(value) if isinstance(value, datetime) else value


def _text_of(template: Template) -> str:
    return f"{template.code} {template.version}: {template.text[:40]}"
