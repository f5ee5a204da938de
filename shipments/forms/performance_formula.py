"""The performance formula within the form of an edition: fields named by their paths, "performance.lines[0].weight"."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shipments.tables.performance_formula import MEASURE_LABELS

PATH = "performance"
#: Empty lines for vetoes to come.
NEW_VETOES = 2
LINE_PARTS = ("weight", "target", "floor")
VETO_PARTS = ("rule", "grade")


class MarkField(forms.DecimalField):
    """A rate or a number per so many, as the codec keeps it: one decimal, as text."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.NumberInput(attrs={"step": "0.1", "inputmode": "decimal"})
        super().__init__(
            min_value=Decimal(0), max_value=Decimal(1000), max_digits=5, decimal_places=1, widget=widget, **kwargs
        )

    def clean(self, value: Any) -> str | None:
        mark = super().clean(value)
        return None if mark is None else f"{mark:.1f}"


def formula_fields(formula: Mapping[str, Any], rules: Iterable[str]) -> Iterable[tuple[str, forms.Field]]:
    """Which measures and grades there are is not for a form to change; their numbers are, and the vetoes.

    rules    the codes that can be broken
    """
    for place, line in enumerate(formula["lines"]):
        yield from _line_fields(f"{PATH}.lines[{place}]", MEASURE_LABELS[line["code"]])
    for place, grade in enumerate(formula["grades"][:-1]):
        label = _("Grade %(grade)s from so many points on") % {"grade": grade["grade"]}
        yield f"{PATH}.grades[{place}].points", forms.IntegerField(label=label, min_value=1, max_value=100)
    for place in range(len(formula["vetoes"]) + NEW_VETOES):
        codes = [("", "—"), *((code, code) for code in rules)]
        grades = [("", "—"), *((one["grade"], one["grade"]) for one in formula["grades"])]
        rule = forms.ChoiceField(label=_("Grave violation"), choices=codes, required=False)
        grade = forms.ChoiceField(label=_("Best grade then"), choices=grades, required=False)
        yield from (
            (f"{PATH}.vetoes[{place}].{part}", field) for part, field in zip(VETO_PARTS, (rule, grade), strict=True)
        )
    for name, label in (
        ("outlet_minimum", _("Outlets are ranked from so many waybills a month on")),
        ("courier_minimum", _("Couriers are ranked from so many waybills a month on")),
    ):
        yield f"{PATH}.{name}", forms.IntegerField(label=label, min_value=0, max_value=10**6)


def formula_sections(form: forms.BaseForm, formula: Mapping[str, Any]) -> dict[str, Any]:
    """The bound fields as the page lays them out."""
    return {
        "lines": [
            (MEASURE_LABELS[line["code"]], [form[f"{PATH}.lines[{place}].{part}"] for part in LINE_PARTS])
            for place, line in enumerate(formula["lines"])
        ],
        "plain": [
            *(form[f"{PATH}.grades[{place}].points"] for place in range(len(formula["grades"]) - 1)),
            form[f"{PATH}.outlet_minimum"],
            form[f"{PATH}.courier_minimum"],
        ],
        "vetoes": [
            [form[f"{PATH}.vetoes[{place}].{part}"] for part in VETO_PARTS]
            for place in range(len(formula["vetoes"]) + NEW_VETOES)
        ],
    }


def _line_fields(path: str, label: Any) -> Iterable[tuple[str, forms.Field]]:
    words = {"measure": label}
    yield (
        f"{path}.weight",
        forms.IntegerField(label=_("%(measure)s: points") % words, min_value=1, max_value=100),
    )
    yield f"{path}.target", MarkField(label=_("%(measure)s: all points at") % words)
    yield f"{path}.floor", MarkField(label=_("%(measure)s: no points at") % words)
