"""Signing for one shipment: who took it, in words, and whether the receiver had agreed."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shipments.rules.signers import LONGEST_NAME, SIGNERS, Consent, Fault, SignEntry, sign_faults

RELATION_LABELS = {
    "101": _("The receiver in person"),
    "116": _("Family or somebody else, by name"),
    "125": _("Pick-up station"),
    "114": _("Front desk"),
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
CONSENT_LABELS = {
    Consent.CALL: _("By telephone"),
    Consent.MESSAGE: _("By message"),
    Consent.IN_PERSON: _("In person"),
    Consent.ORDER: _("With the order or on the waybill"),
    Consent.STANDING: _("Standing consent"),
}
CONSENT_CHOICES = [("", _("Choose")), *((str(how), label) for how, label in CONSENT_LABELS.items())]
FAULTS = {
    "relation_unknown": _("Choose who signed."),
    "signer_missing": _("Somebody else signed: write the name."),
    "signer_no_name": _("This is no name: write who signed, without a telephone number."),
    "consent_missing": _("Nobody else takes it unless the receiver agreed: choose how that was said."),
    "consent_time_missing": _("Write when the receiver agreed."),
    "consent_in_future": _("The receiver cannot have agreed later than now: correct the time."),
    "consent_too_early": _("This waybill did not exist yet: when did the receiver agree to this shipment?"),
}


def fault_words(fault: Fault) -> str:
    return str(FAULTS[fault.code])


class InstantInput(forms.DateTimeInput):
    """Day and time to the minute, in the network's zone."""

    def __init__(self) -> None:
        super().__init__({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class SignForm(forms.Form):
    """`kind` in the data says whether it is a sign entry, or handed over only; then the name may come later.

    entered_at   of the waybill
    """

    relation = forms.ChoiceField(label=_("Signed by"), choices=RELATION_CHOICES, initial="101")
    signer = forms.CharField(label=_("Signer's name"), max_length=LONGEST_NAME, required=False)
    consent = forms.ChoiceField(label=_("The receiver agreed"), choices=CONSENT_CHOICES, required=False)
    consent_at = forms.DateTimeField(label=_("Agreed at"), widget=InstantInput, required=False)
    picture = forms.FileField(
        label=_("Sign picture"),
        required=False,
        widget=forms.FileInput({"accept": "image/*", "capture": "environment", "data-shrink": ""}),
    )
    event_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, entered_at: datetime | None, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entered_at, self.at = entered_at, at

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "relation" in cleaned:
            for fault in sign_faults(self.entry(), entered_at=self.entered_at, at=self.at):
                later = fault.field == "signer" and self.data.get("kind") == "delivered"
                if not later and fault.field not in self.errors:
                    self.add_error(fault.field, fault_words(fault))
        return cleaned

    def entry(self) -> SignEntry:
        given = self.cleaned_data
        return SignEntry(given["relation"], given.get("signer", ""), given.get("consent", ""), given.get("consent_at"))
