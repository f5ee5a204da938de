"""A price table as one form: a field for every figure, named by its path; an empty price is a product not offered."""

from collections.abc import Iterable, Iterator
from copy import deepcopy
from decimal import Decimal
from itertools import count
from itertools import product as pairs
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from crm.shared.fields import PlainDecimalField, PlainIntegerField
from shipments.forms.waybill import GoodsForm
from shipments.models import PriceTable, Waybill
from shipments.rules.freight import Product

HEADINGS = {
    "first_kg": _("First weight in kg"),
    "first_yuan": _("Its price"),
    "step_kg": _("Step in kg"),
    "step_yuan": _("Price of a step"),
    "minimum_yuan": _("Minimum"),
}
PARTS = tuple(HEADINGS)
NEW_GROUP = ("zh", "en", "cities")
PRODUCT_LABELS = dict(Waybill.Product.choices)


class FigureField(PlainDecimalField):
    """A decimal that the table keeps as text."""

    def __init__(self, *, places: int, most: str, least: str = "0", **kwargs: Any) -> None:
        super().__init__(min_value=Decimal(least), max_value=Decimal(most), decimal_places=places, **kwargs)
        self.places = places

    def clean(self, value: Any) -> str | None:
        number = super().clean(value)
        return None if number is None else f"{number:.{self.places}f}"


class CitiesField(forms.CharField):
    """Cities apart by blanks or lines."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 3}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else " ".join(value or ())

    def clean(self, value: Any) -> list[str]:
        return list(dict.fromkeys(super().clean(value).replace("、", " ").replace("，", " ").split()))


def named(row: dict[str, Any]) -> str:
    return row["en"] if get_language() == "en" else row["zh"]


class PriceTableForm(forms.Form):
    """Every figure of the table; beside them one more group of cities, groups and products to leave out, and products
    to offer like another one. Distances are not for a form to change.
    """

    seen = forms.CharField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("Note"), max_length=200, required=False, help_text=_("Why these prices: readers see it.")
    )

    def __init__(self, data: Any = None, *, edition: PriceTable, seen: str) -> None:
        self.book: dict[str, Any] = edition.data
        super().__init__(data, initial={"seen": seen, "note": edition.note})
        for name, field, value in self._all_fields():
            self.fields[name] = field
            self.initial[name] = value

    def _all_fields(self) -> Iterable[tuple[str, forms.Field, Any]]:
        for name, field in _plain_fields().items():
            group, _dot, key = name.partition(".")
            yield name, field, self.book[group][key] if key else self.book[name]
        distances = [(each["code"], named(each)) for each in self.book["distances"]]
        yield "same_city", forms.ChoiceField(label=_("Within one city"), choices=distances), self.book["same_city"]
        for place, group in enumerate(self.book["groups"][:-1]):
            yield f"groups[{place}].cities", CitiesField(label=named(group)), group["cities"]
            yield f"groups[{place}].leave_out", _leave_out(named(group)), False
        yield from ((name, field, "") for name, field in _new_group_fields().items())
        groups = {each["code"]: named(each) for each in self.book["groups"]}
        for place, route in enumerate(self.book["routes"]):
            label = " – ".join((groups[route["one"]], groups[route["other"]]))
            yield f"routes[{place}].distance", forms.ChoiceField(label=label, choices=distances), route["distance"]
        offered = [str(product) for product in Product if self._is_offered(product)]
        for product in map(str, Product):
            if product in offered:
                yield f"{product}.leave_out", _leave_out(PRODUCT_LABELS[product]), False
            else:
                yield f"{product}.like", _like_field(product, offered), ""
        for product, distance in self._cells():
            row = self._row(product, distance) or {}
            for part, field in _price_fields(product, distance):
                yield f"{product}.{distance['code']}.{part}", field, row.get(part)

    def _cells(self) -> Iterable[tuple[str, dict[str, Any]]]:
        yield from pairs([str(product) for product in Product], self.book["distances"])

    def _is_offered(self, product: str) -> bool:
        return any(row["product"] == product for row in self.book["prices"])

    def _row(self, product: str, distance: dict[str, Any]) -> dict[str, Any] | None:
        rows = (row for row in self.book["prices"] if (row["product"], row["distance"]) == (product, distance["code"]))
        return next(rows, None)

    def clean(self) -> dict[str, Any]:
        """A price is whole or absent."""
        for product, distance in self._cells():
            names = [f"{product}.{distance['code']}.{part}" for part in PARTS]
            told = [self.cleaned_data.get(name) for name in names]
            for name, value in zip(names, told, strict=True):
                if any(told) and value is None and name not in self.errors:
                    self.add_error(name, _("Fill in the whole price, or leave all of it empty."))
        self._clean_new_group()
        return self.cleaned_data

    def _clean_new_group(self) -> None:
        new = {part: self.cleaned_data.get(f"new_group.{part}") for part in NEW_GROUP}
        for part, value in new.items():
            if any(new.values()) and not value and f"new_group.{part}" not in self.errors:
                self.add_error(f"new_group.{part}", _("A group has both names and its cities."))

    def to_data(self) -> dict[str, Any]:
        told, data = self.cleaned_data, deepcopy(self.book)
        for name in (*_plain_fields(), "same_city"):
            group, _dot, key = name.partition(".")
            if key:
                data[group][key] = told[name]
            else:
                data[name] = told[name]
        for place, group in enumerate(data["groups"][:-1]):
            group["cities"] = told[f"groups[{place}].cities"]
        for place, route in enumerate(data["routes"]):
            route["distance"] = told[f"routes[{place}].distance"]
        data["prices"] = list(self._prices())
        self._without_groups(data)
        if told["new_group.zh"]:
            _add_group(data, **{part: told[f"new_group.{part}"] for part in NEW_GROUP})
        return data

    def _prices(self) -> Iterator[dict[str, Any]]:
        told = self.cleaned_data
        for product, distance in self._cells():
            like = told.get(f"{product}.like") or product
            cell = {part: told[f"{like}.{distance['code']}.{part}"] for part in PARTS}
            if cell["first_kg"] is not None and not told.get(f"{product}.leave_out"):
                yield {"product": product, "distance": distance["code"], **cell}

    def _without_groups(self, data: dict[str, Any]) -> None:
        """What is left out belongs to everywhere else from then on."""
        kept = [
            group
            for place, group in enumerate(data["groups"])
            if not self.cleaned_data.get(f"groups[{place}].leave_out")
        ]
        codes = {group["code"] for group in kept}
        data["groups"] = kept
        data["routes"] = [route for route in data["routes"] if {route["one"], route["other"]} <= codes]

    def sections(self) -> dict[str, Any]:
        return {
            "plain": [self[name] for name in _plain_fields()],
            "routes": [self["same_city"], *(self[name] for name in self.fields if name.startswith("routes["))],
            "groups": [
                (self[f"groups[{place}].cities"], self[f"groups[{place}].leave_out"])
                for place in range(len(self.book["groups"]) - 1)
            ],
            "new_group": [self[f"new_group.{part}"] for part in NEW_GROUP],
            "products": [
                self[name] for name in self.fields if name.endswith((".leave_out", ".like")) and "[" not in name
            ],
            "prices": [
                {
                    "product": PRODUCT_LABELS[product],
                    "distance": named(distance),
                    "fields": [(HEADINGS[part], self[f"{product}.{distance['code']}.{part}"]) for part in PARTS],
                }
                for product, distance in self._cells()
            ],
        }

    def add_faults(self, faults: Iterable[tuple[str, str]]) -> None:
        for path, words in faults:
            self.add_error(path if path in self.fields else None, f"{path}: {words}")


def _leave_out(name: str) -> forms.BooleanField:
    return forms.BooleanField(label=_("Leave out: %(name)s") % {"name": name}, required=False)


def _like_field(product: str, offered: Iterable[str]) -> forms.ChoiceField:
    choices = [("", _("Not offered")), *((each, PRODUCT_LABELS[each]) for each in offered)]
    label = _("Offer %(product)s at the prices of") % {"product": PRODUCT_LABELS[product]}
    return forms.ChoiceField(label=label, choices=choices, required=False)


def _new_group_fields() -> dict[str, forms.Field]:
    return {
        "new_group.zh": forms.CharField(label=_("New group, Chinese name"), max_length=20, required=False),
        "new_group.en": forms.CharField(label=_("New group, English name"), max_length=40, required=False),
        "new_group.cities": CitiesField(label=_("Its cities"), required=False),
    }


def _add_group(data: dict[str, Any], *, zh: str, en: str, cities: list[str]) -> None:
    """Before everywhere else, and as far from every group as everywhere else is; within itself too."""
    taken = {group["code"] for group in data["groups"]}
    code = next(code for number in count(1) if (code := f"group{number}") not in taken)
    elsewhere = data["groups"][-1]["code"]
    far = {
        other: route["distance"]
        for route in data["routes"]
        for one, other in ((route["one"], route["other"]), (route["other"], route["one"]))
        if one == elsewhere
    }
    data["routes"] += [{"one": code, "other": other, "distance": distance} for other, distance in far.items()]
    data["routes"].append({"one": code, "other": code, "distance": far[elsewhere]})
    data["groups"].insert(-1, {"code": code, "zh": zh, "en": en, "cities": cities})


def _plain_fields() -> dict[str, forms.Field]:
    return {
        "volumetric_divisor": PlainIntegerField(
            label=_("cm³ that count as a kilogram"), min_value=1000, max_value=20000
        ),
        "cod.per_cent": FigureField(label=_("Cash-on-delivery fee in per cent"), places=2, most="100"),
        "cod.least_yuan": FigureField(label=_("Cash-on-delivery fee at least"), places=2, most="99999"),
        "cod.most_yuan": FigureField(label=_("Cash-on-delivery fee at most"), places=2, most="99999"),
        "receipt_yuan": FigureField(label=_("For a return receipt"), places=2, most="99999"),
        "sub_yuan": FigureField(label=_("For every sub-waybill"), places=2, most="99999"),
        "remit_hours": PlainIntegerField(
            label=_("Hours until collected cash is handed in"), min_value=1, max_value=720
        ),
        "settle_days": PlainIntegerField(label=_("Days from then until the sender is paid"), min_value=1, max_value=60),
        "receipt_days": PlainIntegerField(
            label=_("Days from the signature until the return receipt is back"), min_value=1, max_value=60
        ),
    }


def _price_fields(product: str, distance: dict[str, Any]) -> Iterable[tuple[str, forms.Field]]:
    about = f"{PRODUCT_LABELS[product]}, {named(distance)}"
    labels = {
        "first_kg": _("%(about)s: first weight in kg"),
        "first_yuan": _("%(about)s: price of the first weight"),
        "step_kg": _("%(about)s: step in kg"),
        "step_yuan": _("%(about)s: price of a step"),
        "minimum_yuan": _("%(about)s: minimum"),
    }
    for part, words in labels.items():
        weight = {"places": 3, "most": "1000", "least": "0.001"}
        kind = weight if part.endswith("_kg") else {"places": 2, "most": "99999"}
        yield part, FigureField(label=words % {"about": about}, required=False, **kind)


class PricePreviewForm(GoodsForm):
    """One shipment under a table, and under another one beside it."""

    origin = forms.ChoiceField(label=_("From"))
    destination = forms.ChoiceField(label=_("To"))
    table = forms.ModelChoiceField(
        label=_("Price table"), queryset=PriceTable.objects.none(), to_field_name="number", empty_label=None
    )
    compare = forms.ModelChoiceField(
        label=_("Compared with"), queryset=PriceTable.objects.none(), to_field_name="number", required=False,
        empty_label="—",
    )  # fmt: skip
    field_order = (
        *("table", "compare", "origin", "destination", "product", "weight_kg", "volume_cm3"),
        *("subs", "cod_yuan", "return_receipt"),
    )

    def __init__(self, data: Any = None, *, tables: Any, cities: Iterable[str]) -> None:
        super().__init__(data)
        choices = [*((city, city) for city in cities), ("-", _("Anywhere else"))]
        for name in ("origin", "destination"):
            self.fields[name].choices = choices
        for name in ("table", "compare"):
            self.fields[name].queryset = tables
