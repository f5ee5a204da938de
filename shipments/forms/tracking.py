"""The tracking box: one field for whatever the customer can tell."""

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST = 4000


class TrackForm(forms.Form):
    sought = forms.CharField(
        label=_("Number, phone or name"),
        max_length=LONGEST,
        widget=forms.Textarea(
            attrs={
                "rows": "2",
                "autofocus": "",
                "spellcheck": "false",
                "autocomplete": "off",
                "placeholder": _("Waybill numbers, the last 4 digits of a phone, a whole phone, or a name"),
                "data-search": "",
                "data-track": "",
            }
        ),
    )
