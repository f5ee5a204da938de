"""The public form: a few questions, and three that no person sees."""

import time
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from crm.shared.fields import LineField, NameField, PhoneField, PlainIntegerField
from customers.forms.leads import MOST_PARCELS
from customers.models import LeadEvent, Source
from customers.services.leads import NewLead

SALT = "customers.join"
#: Nobody reads and fills it in faster, and nobody leaves it open for longer.
QUICKEST, LONGEST = 3, 12 * 3600


def stamp(now: float | None = None) -> str:
    """When the form was shown, signed."""
    return signing.dumps(int(time.time() if now is None else now), salt=SALT)


class JoinForm(forms.Form):
    """
    website   a person does not see it; what fills it in is no person
    shown     `stamp` of when it was shown
    """

    name = NameField(label=_("Your name"), max_length=60)
    company = NameField(label=_("Company or shop"), max_length=120, required=False)
    phone = PhoneField(label=_("Telephone"))
    address = LineField(
        label=_("Where parcels are collected"),
        max_length=200,
        help_text=_("City, district and town are enough: so the right outlet calls you."),
    )
    parcels_a_month = PlainIntegerField(label=_("Parcels a month"), required=False, min_value=0, max_value=MOST_PARCELS)
    need = LineField(label=_("What do you send, and where to?"), max_length=500, required=False)
    consent = forms.BooleanField(
        label=_("I agree that Yike's outlet calls me about this request and about my shipments."),
        error_messages={"required": _("Without it nobody may call you.")},
    )
    event = forms.IntegerField(required=False, widget=forms.HiddenInput)
    website = forms.CharField(label=_("Leave this field empty"), required=False, max_length=200)
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    AUTOCOMPLETE = {"name": "name", "company": "organization", "phone": "tel", "address": "street-address"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, told in self.AUTOCOMPLETE.items():
            self.fields[name].widget.attrs["autocomplete"] = told
        self.fields["website"].widget.attrs |= {"autocomplete": "off", "tabindex": "-1"}

    def visible(self) -> list[Any]:
        return [field for field in self if not field.is_hidden and field.name != "website"]

    def age(self, now: float) -> float | None:
        """Seconds since the form was shown; None when it was not ours, or not today."""
        try:
            age = now - int(signing.loads(self.cleaned_data.get("shown", ""), salt=SALT))
        except (signing.BadSignature, ValueError, TypeError):
            return None
        return age if age <= LONGEST else None

    def hurried(self, now: float) -> bool:
        """Sent faster than anybody writes, or without having been shown: a person sends it once more."""
        age = self.age(now)
        return age is None or age < QUICKEST

    def wish(self, *, at: Any) -> NewLead:
        told = self.cleaned_data
        event = LeadEvent.objects.select_related("outlet").filter(pk=told["event"]).first() if told["event"] else None
        return NewLead(
            source=Source.WEB,
            **{name: told[name] for name in ("name", "company", "phone", "address", "need", "parcels_a_month")},
            event=event,
            consent_at=at,
        )
