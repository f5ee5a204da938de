from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from outlets.models import Outlet


class OutletByCodeField(forms.CharField):
    """Any outlet of the network, by its code or its whole name: who offers a file sees no list of rows of others."""

    def clean(self, value: Any) -> Outlet | None:
        told = super().clean(value).strip()
        found = Outlet.objects.filter(code=told).first() or Outlet.objects.filter(name=told).first()
        if told and found is None:
            raise forms.ValidationError(_("There is no outlet with this code or name."))
        return found


class OfferForm(forms.Form):
    to_outlet = OutletByCodeField(label=_("To which outlet"), max_length=60, help_text=_("Its code or its whole name."))
    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("The other outlet reads it before it accepts.")
    )


class AnswerForm(forms.Form):
    answer = forms.CharField(label=_("Why not, in a few words"), max_length=200, required=False)
