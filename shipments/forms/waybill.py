"""Entering one waybill at the counter."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from customers.models import Customer
from outlets.models import Outlet
from shipments.models import Piece, Waybill
from shipments.rules.numbers import clean_number, is_number
from shipments.services.waybills import NewPiece, NewWaybill, Party

MOST_SUBS = 200
PARTY = ("name", "phone", "address")


class OutletField(forms.ModelChoiceField):
    def label_from_instance(self, outlet: Outlet) -> str:
        return f"{outlet.name} {outlet.code}"


class WaybillForm(forms.Form):
    number = forms.CharField(
        label=_("Waybill number"),
        max_length=32,
        help_text=_("Scan the printed number; the network's own have 12 digits."),
        widget=forms.TextInput(attrs={"autofocus": "", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    product = forms.ChoiceField(label=_("Product"), choices=Waybill.Product.choices, initial=Waybill.Product.STANDARD)
    origin = OutletField(label=_("Origin outlet"), queryset=Outlet.objects.none(), empty_label=None)
    destination = OutletField(label=_("Destination outlet"), queryset=Outlet.objects.none())
    customer = forms.CharField(
        label=_("Customer code"),
        max_length=40,
        required=False,
        help_text=_("A sender from the customer file: empty sender fields are filled in from it."),
    )
    sender_name = forms.CharField(label=_("Sender"), max_length=120, required=False)
    sender_phone = forms.CharField(label=_("Sender's phone"), max_length=30, required=False)
    sender_address = forms.CharField(label=_("Sender's address"), max_length=200, required=False)
    receiver_name = forms.CharField(label=_("Receiver"), max_length=120)
    receiver_phone = forms.CharField(label=_("Receiver's phone"), max_length=30)
    receiver_address = forms.CharField(label=_("Receiver's address"), max_length=200)
    weight_kg = forms.DecimalField(
        label=_("Weight in kg"), min_value=Decimal("0.001"), max_digits=8, decimal_places=3, initial=Decimal("1")
    )
    volume_cm3 = forms.IntegerField(label=_("Volume in cm³"), min_value=1, max_value=2**31 - 1, required=False)
    cod_yuan = forms.DecimalField(
        label=_("Cash on delivery in yuan"), min_value=Decimal("0.01"), max_digits=10, decimal_places=2, required=False
    )
    subs = forms.IntegerField(
        label=_("Sub-waybills"),
        min_value=0,
        max_value=MOST_SUBS,
        initial=0,
        help_text=_("Further parcels of this waybill; they get its number and 001, 002 …"),
    )
    return_receipt = forms.BooleanField(
        label=_("Return receipt"), required=False, help_text=_("A signed paper travels back: a piece of its own.")
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, outlets: QuerySet[Outlet], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["origin"].queryset = outlets
        self.fields["origin"].initial = outlets.first()
        # Where the network delivers is no secret: every counter sends everywhere.
        self.fields["destination"].queryset = Outlet.objects.filter(active=True)

    def clean_number(self) -> str:
        number = clean_number(self.cleaned_data["number"])
        if not is_number(number) or len(number) > 28:
            raise forms.ValidationError(_("A waybill number has 6 to 28 digits or letters: scan the barcode again."))
        return number

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        customer = self._customer(cleaned)
        for part in PARTY:
            name = f"sender_{part}"
            cleaned[name] = cleaned.get(name) or (getattr(customer, part) if customer else "")
            if not cleaned[name] and name not in self.errors:
                self.add_error(name, _("Fill this in, or name a customer whose file has it."))
        return cleaned

    def _customer(self, cleaned: dict[str, Any]) -> Customer | None:
        code, origin = cleaned.get("customer"), cleaned.get("origin")
        return Customer.objects.filter(outlet=origin, code=code).first() if code and origin else None

    def waybill(self) -> NewWaybill:
        told = self.cleaned_data
        return NewWaybill(
            number=told["number"],
            product=told["product"],
            origin=told["origin"].code,
            destination=told["destination"].code,
            sender=Party(*(told[f"sender_{part}"] for part in PARTY)),
            receiver=Party(*(told[f"receiver_{part}"] for part in PARTY)),
            weight_kg=told["weight_kg"],
            pieces=tuple(pieces_of(told["number"], subs=told["subs"], receipt=told["return_receipt"])),
            customer=told["customer"],
            volume_cm3=told["volume_cm3"],
            cod_yuan=told["cod_yuan"],
            return_receipt=told["return_receipt"],
        )


def pieces_of(number: str, *, subs: int, receipt: bool) -> list[NewPiece]:
    """The master bears the waybill's number; subs count on from it, the receipt ends in R."""
    pieces = [NewPiece(number, Piece.Kind.MASTER)]
    pieces += [NewPiece(f"{number}{place:03d}", Piece.Kind.SUB) for place in range(1, subs + 1)]
    return pieces + ([NewPiece(f"{number}R", Piece.Kind.RECEIPT)] if receipt else [])


class PhoneForm(forms.Form):
    """A phone is looked up whole, and never by an address that a browser remembers."""

    phone = forms.CharField(label=_("Phone"), min_length=6, max_length=30)
