"""A price before there is a waybill."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from crm.shared.fields import LineField
from outlets.models import Outlet
from shipments.forms.waybill import GoodsForm, OutletField


class QuotationForm(GoodsForm):
    origin = OutletField(label=_("From"), queryset=Outlet.objects.none(), empty_label=None)
    address = LineField(
        label=_("To the address"),
        max_length=200,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "autofocus": ""}),
        help_text=_("City, district and town are enough; it is not kept."),
    )
    destination = OutletField(
        label=_("Or to the outlet"),
        queryset=Outlet.objects.none(),
        required=False,
        help_text=_("Empty: who delivers to the address."),
    )
    field_order = (
        *("origin", "address", "destination", "product", "weight_kg", "volume_cm3"),
        *("subs", "cod_yuan", "return_receipt"),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, origins: QuerySet[Outlet], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["origin"].queryset = origins
        self.fields["origin"].initial = origins.first()
        self.fields["destination"].queryset = Outlet.objects.filter(active=True)

    def clean(self) -> dict[str, Any]:
        if not self.cleaned_data.get("address") and not self.cleaned_data.get("destination") and not self.errors:
            self.add_error("address", _("Where to? An address or an outlet."))
        return self.cleaned_data
