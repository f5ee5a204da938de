"""Signing for one shipment: who took it, in words."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shipments.rules.signers import SIGNERS, needs_name

RELATION_LABELS = {
    "101": _("The receiver in person"),
    "116": _("Somebody else, by name"),
    "114": _("Front desk"),
    "125": _("Pick-up station"),
    "102": _("Guard"),
    "121": _("Colleague"),
    "124": _("Property management"),
    "107": _("Hive Box locker"),
    "111": _("Locker"),
    "127": _("Corner shop"),
    "128": _("School station"),
    "134": _("Shop"),
}
RELATION_CHOICES = [(signer.code, RELATION_LABELS[signer.code]) for signer in SIGNERS]


class SignForm(forms.Form):
    """`entry` False: handed over only, the sign entry comes later."""

    relation = forms.ChoiceField(label=_("Signed by"), choices=RELATION_CHOICES, initial="101")
    signer = forms.CharField(label=_("Signer's name"), max_length=60, required=False)
    event_id = forms.UUIDField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if needs_name(cleaned.get("relation", "")) and not cleaned.get("signer", "").strip():
            self.add_error("signer", _("Somebody else signed: write the name."))
        return cleaned
