"""Entering one waybill at the counter."""

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from crm.shared.fields import (
    LineField,
    NameField,
    NumberInput,
    PhoneField,
    PlainDecimalField,
    PlainIntegerField,
    YuanField,
)
from customers.models import Customer
from outlets.models import Outlet
from outlets.queries.service_areas import Coverage, coverage_of
from shipments.models import Waybill
from shipments.rules.numbers import clean_number, is_number
from shipments.services.counter import AtCounter
from shipments.services.quotations import Asked
from shipments.services.waybills import NewWaybill, Party

MOST_SUBS = 200
#: Room for "R" and three digits behind it, within the 32 of a piece.
LONGEST_NUMBER = 28
PARTY = ("name", "phone", "address")
_SIDES = re.compile(r"\d+(?:\.\d+)?(?:[x×*]\d+(?:\.\d+)?){2}", re.IGNORECASE)


class OutletField(forms.ModelChoiceField):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"empty_label": "—", **kwargs})

    def label_from_instance(self, outlet: Outlet) -> str:
        return f"{outlet.name} {outlet.code}"


class VolumeField(PlainIntegerField):
    """cm³, or the three sides in cm: 30x20x15."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_value": 1, "max_value": 2**31 - 1, "required": False, **kwargs})

    def to_python(self, value: Any) -> int | None:
        text = "".join(unicodedata.normalize("NFKC", str(value or "")).split())
        if len(text) < 40 and _SIDES.fullmatch(text):
            sides = [Decimal(side) for side in re.split(r"[x×*]", text, flags=re.IGNORECASE)]
            value = str((sides[0] * sides[1] * sides[2]).to_integral_value())
        return super().to_python(value)


class GoodsForm(forms.Form):
    """What is to be carried; the entry and the quotation ask the same."""

    product = forms.ChoiceField(label=_("Product"), choices=Waybill.Product.choices, initial=Waybill.Product.STANDARD)
    weight_kg = PlainDecimalField(
        label=_("Weight in kg"), min_value=Decimal("0.001"), max_digits=8, decimal_places=3, initial=Decimal("1")
    )
    volume_cm3 = VolumeField(label=_("Volume in cm³"), help_text=_("Or the three sides in cm: 30x20x15."))
    subs = PlainIntegerField(
        label=_("Sub-waybills"),
        min_value=0,
        max_value=MOST_SUBS,
        initial=0,
        widget=NumberInput(whole=True),
        help_text=_("Further parcels of this waybill; they get its number and 001, 002 …"),
    )
    cod_yuan = YuanField(label=_("Cash on delivery in yuan"), required=False)
    return_receipt = forms.BooleanField(
        label=_("Return receipt"), required=False, help_text=_("A signed paper travels back: a piece of its own.")
    )

    def asked(self, origin: Outlet, destination: Outlet, *, area: str = "") -> Asked | None:
        """What there is to price, as far as it is filled in without fault; None when something is missing."""
        told = self.cleaned_data
        if any(told.get(name) is None for name in ("product", "weight_kg", "subs")) or any(
            name in self.errors for name in GoodsForm.base_fields
        ):
            return None
        named = ("product", "weight_kg", "volume_cm3", "cod_yuan", "subs", "return_receipt")
        return Asked(origin=origin, destination=destination, area=area, **{name: told[name] for name in named})


class WaybillForm(GoodsForm):
    number = forms.CharField(
        label=_("Waybill number"),
        max_length=64,
        required=False,
        help_text=_("Scan the printed number; empty: the next of this outlet's own."),
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "spellcheck": "false", "autocomplete": "off"}),
    )
    origin = OutletField(label=_("Origin outlet"), queryset=Outlet.objects.none(), empty_label=None)
    destination = OutletField(
        label=_("Destination outlet"),
        queryset=Outlet.objects.none(),
        required=False,
        help_text=_("Empty: who delivers to the receiver's address."),
    )
    customer = forms.CharField(
        label=_("Customer code"),
        max_length=40,
        required=False,
        help_text=_("A sender from the customer file: empty sender fields are filled in from it."),
    )
    sender_name = NameField(label=_("Sender"), max_length=120, required=False)
    sender_phone = PhoneField(label=_("Sender's phone"), required=False)
    sender_address = LineField(label=_("Sender's address"), max_length=200, required=False)
    receiver_name = NameField(label=_("Receiver"), max_length=120)
    receiver_phone = PhoneField(label=_("Receiver's phone"))
    receiver_address = LineField(label=_("Receiver's address"), max_length=200)

    def __init__(self, data: Mapping[str, Any] | None = None, *, outlets: QuerySet[Outlet], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["origin"].queryset = outlets
        self.fields["origin"].initial = outlets.first()
        # Where the network delivers is no secret: every counter sends everywhere.
        self.fields["destination"].queryset = Outlet.objects.filter(active=True)
        for name in ("sender_name", "sender_address", "receiver_name", "receiver_address"):
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def clean_number(self) -> str:
        number = clean_number(self.cleaned_data["number"])
        if number and (not is_number(number) or len(number) > LONGEST_NUMBER):
            raise forms.ValidationError(_("A waybill number has 6 to 28 digits or letters: scan the barcode again."))
        return number

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        customer = self._customer(cleaned)
        for part in PARTY:
            name = f"sender_{part}"
            cleaned[name] = cleaned.get(name) or (getattr(customer, part) if customer else "")
            if not cleaned[name] and name not in self.errors:
                self.add_error(name, _("Fill this in, or name a customer whose file has it."))
        if not cleaned.get("destination") and "destination" not in self.errors:
            cleaned["destination"] = self._delivering()
        return cleaned

    @cached_property
    def coverage(self) -> Coverage | None:
        """Who delivers to the receiver's address, as far as it is typed; asked once."""
        address = getattr(self, "cleaned_data", {}).get("receiver_address") or ""
        return coverage_of(address) if len(address) > 1 else None

    def _delivering(self) -> Outlet | None:
        """Who is faster than the page, or has none of its scripts, gets the outlet that it would have proposed."""
        outlet = self.coverage.outlet if self.coverage else None
        if outlet is None:
            self.add_error(
                "destination", _("Nobody delivers to this address, or it does not say where: choose an outlet.")
            )
        return outlet

    def _customer(self, cleaned: dict[str, Any]) -> Customer | None:
        code, origin = cleaned.get("customer"), cleaned.get("origin")
        return Customer.objects.filter(outlet=origin, code=code).first() if code and origin else None

    def typed(self) -> AtCounter:
        told = self.cleaned_data
        new = NewWaybill(
            number=told["number"],
            product=told["product"],
            origin=told["origin"].code,
            destination=told["destination"].code,
            sender=Party(*(told[f"sender_{part}"] for part in PARTY)),
            receiver=Party(*(told[f"receiver_{part}"] for part in PARTY)),
            weight_kg=told["weight_kg"],
            customer=told["customer"],
            volume_cm3=told["volume_cm3"],
            cod_yuan=told["cod_yuan"],
            return_receipt=told["return_receipt"],
        )
        return AtCounter(new, told["origin"], told["destination"], told["subs"])


class PhoneForm(forms.Form):
    """A phone is looked up whole, and never by an address that a browser remembers."""

    phone = forms.CharField(label=_("Phone"), min_length=6, max_length=30)
