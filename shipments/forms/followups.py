"""Which rows take which step."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shipments.models import CashOnDelivery

MOST = 500
COD_ACTS = ("collect", "remit", "settle", "step_back")
RECEIPT_ACTS = ("take_in", "hand_over")


class StepForm(forms.Form):
    """`one` is a row's own button ("collect 17"); `act` with `row`s the batch."""

    act = forms.CharField(max_length=20, required=False)
    one = forms.CharField(max_length=40, required=False)
    method = forms.ChoiceField(
        label=_("Paid how"),
        required=False,
        choices=[choice for choice in CashOnDelivery.Method.choices if choice[0] != CashOnDelivery.Method.SIGNED],
    )

    def __init__(self, data: Any = None, *, acts: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.acts = acts

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        act, _blank, row = (cleaned.get("one") or "").partition(" ")
        rows = [row] if row else self.data.getlist("row")
        cleaned["act"] = act or cleaned.get("act")
        cleaned["rows"] = list({int(pk) for pk in rows if pk.isascii() and pk.isdigit() and len(pk) < 19})
        cleaned["method"] = cleaned.get("method") or CashOnDelivery.Method.CASH
        if cleaned["act"] not in self.acts:
            raise forms.ValidationError(_("Choose what has been done."))
        if not cleaned["rows"] or len(cleaned["rows"]) > MOST:
            raise forms.ValidationError(_("Tick the rows that it was done with, 500 at most."))
        return cleaned
