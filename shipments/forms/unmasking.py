"""Why somebody wants to see personal data whole."""

from django import forms
from django.utils.translation import gettext_lazy as _

REASONS = (
    ("delivery_call", _("Call before the delivery")),
    ("problem", _("Clear up a problem")),
    ("address", _("Find the address")),
    ("complaint", _("Answer a complaint")),
    ("check", _("Quality check")),
)
PARTIES = (("receiver", _("Receiver")), ("sender", _("Sender")))


class UnmaskForm(forms.Form):
    party = forms.ChoiceField(label=_("Whose data"), choices=PARTIES, initial="receiver")
    reason = forms.ChoiceField(label=_("Reason"), choices=REASONS)
