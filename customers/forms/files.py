"""The customer file as forms: the whole of it in its blocks, and the few fields that are enough at the counter."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import models
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.accounts.models import User
from crm.shared.fields import LineField, NameField, PhoneField, PlainDecimalField, PlainIntegerField
from customers.forms.custom_fields import as_kept, fields_for
from customers.forms.masked import MaskedAddressField, MaskedNameField, MaskedPhoneField
from customers.forms.seen import SeenForm
from customers.models import Customer, Profile, Source
from customers.services.files import CARD, CUSTOM
from outlets.access import Access
from outlets.models import Outlet

BLOCKS: tuple[tuple[str, "str | Promise", tuple[str, ...]], ...] = (
    ("basic", gettext_lazy("The customer"), CARD),
    (
        "business",
        gettext_lazy("The business"),
        ("registered_capital", "employees", "finances", "plans", "potential", "strengths", "weaknesses"),
    ),
    (
        "logistics",
        gettext_lazy("What it needs moved, kept and packed"),
        (
            *("storage_needs", "transit_needs", "transport_needs", "packaging_needs", "feedback_needs"),
            *("current_logistics", "monthly_cost", "bottlenecks"),
        ),
    ),
    ("safety", gettext_lazy("Safety agreement"), ("safety_agreement_on", "safety_agreement_until")),
)


@dataclass(frozen=True, slots=True)
class Block:
    """`open`: the page shows it unfolded, for there is something in it."""

    key: str
    heading: "str | Promise"
    fields: tuple[BoundField, ...]

    @property
    def open(self) -> bool:
        return self.key in {"basic", "custom"} or any(field.errors or field.value() for field in self.fields)


class FileForm(SeenForm):
    """A customer's file.

    values   flat name → value, as `customers.services.files.values_of` gives it
    keepers  who may care for the customer: people of its outlet
    """

    def __init__(self, *args: Any, customer: Customer, values: dict[str, Any], keepers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= {**_card(values, keepers), **_profile(values), **fields_for(values)}
        self.remember(values, version=customer.version)

    def blocks(self, *, without: frozenset[str] = frozenset()) -> Iterator[Block]:
        """Fields together as they are read; those `without` stand elsewhere on the page."""
        for key, heading, names in BLOCKS:
            yield Block(key, heading, tuple(self[name] for name in names if name not in without))
        if custom := [name for name in self.fields if name.startswith(CUSTOM)]:
            yield Block("custom", _("More"), tuple(self[name] for name in custom if name not in without))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("safety_agreement_on"), cleaned.get("safety_agreement_until")
        if until and (since is None or until < since):
            self.add_error("safety_agreement_until", _("It ends on the day it was signed at the earliest."))
        return cleaned

    def kept(self, name: str) -> Any:
        value = self.cleaned_data[name]
        return as_kept(value) if name.startswith(CUSTOM) else value


class QuickForm(forms.Form):
    """Somebody new at the counter or on the line: a name and a number are enough."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=Customer.Kind.choices,
        initial=Customer.Kind.PERSON,
        widget=forms.RadioSelect,
    )
    name = NameField(label=gettext_lazy("Name"), max_length=120)
    phone = PhoneField(label=gettext_lazy("Telephone"))
    address = LineField(label=gettext_lazy("Address"), max_length=200, required=False)
    goods = LineField(
        label=gettext_lazy("Goods"),
        max_length=200,
        required=False,
        widget=forms.TextInput({"placeholder": gettext_lazy("Such as clothes, lamps")}),
    )
    source = forms.ChoiceField(label=gettext_lazy("Came by"), choices=Source.choices, initial=Source.COUNTER)
    code = forms.RegexField(
        r"^[0-9A-Za-z][0-9A-Za-z._/#-]*\Z",
        label=gettext_lazy("Code"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Empty: the network gives one."),
    )

    def __init__(self, *args: Any, access: Access, user: object, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.only_outlet = None if access.only_outlet_id is None else Outlet.objects.get(pk=access.only_outlet_id)
        if self.only_outlet is None or access.network:
            self.only_outlet = None
            self.fields["outlet"] = _OutletField(user)
        self.fields["name"].widget.attrs |= {"autofocus": True, "autocomplete": "off"}
        self.fields["source"].choices = [each for each in Source.choices if each[0] not in {"import", "api"}]

    def outlet(self) -> Outlet:
        found: Outlet = self.only_outlet or self.cleaned_data["outlet"]
        return found

    def main_fields(self) -> list[BoundField]:
        names = [*(["outlet"] if "outlet" in self.fields else []), "name", "phone", "kind"]
        return [self[name] for name in names]

    def more_fields(self) -> list[BoundField]:
        return [self[name] for name in ("address", "goods", "source", "code")]


class _OutletField(forms.CharField):
    """An outlet that the writer may see, by its code."""

    def __init__(self, user: object) -> None:
        super().__init__(label=gettext_lazy("Outlet"), max_length=20, help_text=gettext_lazy("Its code."))
        self.user = user

    def clean(self, value: Any) -> Outlet:
        found = Outlet.objects.visible_to(self.user).filter(code=super().clean(value).strip()).first()
        if found is None:
            raise forms.ValidationError(gettext_lazy("There is no outlet with this code."), code="unknown_outlet")
        return found


def _card(values: Mapping[str, Any], keepers: Any) -> dict[str, forms.Field]:
    person = values["kind"] == Customer.Kind.PERSON
    name: forms.Field = (
        MaskedNameField(whole=values["name"], max_length=120)
        if person
        else NameField(max_length=120, initial=values["name"])
    )
    fields: dict[str, forms.Field] = {
        "kind": forms.ChoiceField(choices=Customer.Kind.choices, initial=values["kind"]),
        "name": name,
        "phone": MaskedPhoneField(whole=values["phone"], required=False),
        "address": MaskedAddressField(whole=values["address"], max_length=200, required=False),
        **{each: _plain(Customer, each, values[each]) for each in ("industry", "goods", "interests")},
        "credit": forms.ChoiceField(choices=Customer.Credit.choices, required=False, initial=values["credit"]),
        "source": forms.ChoiceField(choices=Source.choices, initial=values["source"]),
        "keeper": forms.ModelChoiceField(keepers, required=False, empty_label="—", initial=values["keeper"]),
    }
    for each, field in fields.items():
        field.label = _label(Customer, each)
    return fields


def _profile(values: Mapping[str, Any]) -> dict[str, forms.Field]:
    names = [name for _key, _heading, names in BLOCKS[1:] for name in names]
    return {name: _plain(Profile, name, values[name]) for name in names}


def _plain(model: type[models.Model], name: str, value: Any) -> forms.Field:
    """The form field of a model field that holds nothing personal."""
    kept: Any = model._meta.get_field(name)
    more: dict[str, Any] = {"label": _label(model, name), "required": False, "initial": value}
    match kept:
        case models.DecimalField():
            return PlainDecimalField(
                max_digits=kept.max_digits, decimal_places=kept.decimal_places, min_value=0, **more
            )
        case models.IntegerField():
            return PlainIntegerField(min_value=0, max_value=2**31 - 1, **more)
        case models.DateField():
            return forms.DateField(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **more)
    if kept.max_length > 200:
        return LineField(max_length=kept.max_length, widget=forms.Textarea({"rows": 2}), **more)
    return LineField(max_length=kept.max_length, **more)


def _label(model: type[models.Model], name: str) -> str:
    verbose = str(model._meta.get_field(name).verbose_name)
    return verbose[:1].upper() + verbose[1:]


def keepers_of(outlet: Outlet) -> Any:
    return User.objects.filter(memberships__outlet=outlet, is_active=True).distinct().order_by("name", "pk")
