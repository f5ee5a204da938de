"""A freight in words: each charge with what it was counted from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext

from shipments.rules.freight import Distance, Freight, Line, LineKind


@dataclass(frozen=True, slots=True)
class LineWords:
    label: str
    detail: str
    yuan: Decimal


def lines_in_words(lines: Iterable[Line]) -> list[LineWords]:
    return [_line(line) for line in lines]


def kept_lines(kept: Iterable[Mapping[str, str]]) -> list[Line]:
    """The lines of a quotation as they were stored."""
    return [
        Line(LineKind(row["kind"]), Decimal(row["yuan"]), Decimal(row["count"]), Decimal(row["rate"])) for row in kept
    ]


def distance_name(distance: Distance) -> str:
    return distance.en if get_language() == "en" else distance.zh


def weight_words(freight: Freight, weight_kg: Decimal) -> str:
    """What is charged for, and why: "3 kg, by volume (2.5 kg against 1 kg on the scales)"."""
    chargeable = {"kg": plain(freight.chargeable_kg), "actual": plain(weight_kg)}
    if freight.by_volume:
        words = gettext("%(kg)s kg, by volume: %(volumetric)s kg against %(actual)s kg on the scales")
        return words % {**chargeable, "volumetric": plain(freight.volumetric_kg or Decimal(0))}
    return gettext("%(kg)s kg, by the scales: %(actual)s kg") % chargeable


def plain(number: Decimal) -> str:
    """Without zeros that say nothing: 3.000 is 3."""
    return f"{number.normalize():f}"


def _line(line: Line) -> LineWords:
    label, detail = _words()[line.kind]
    told = {"count": plain(line.count), "rate": plain(line.rate) if line.kind is LineKind.COD else f"{line.rate:.2f}"}
    return LineWords(label, detail % told, line.yuan)


def _words() -> dict[LineKind, tuple[str, str]]:
    return {
        LineKind.FIRST: (gettext("First weight"), gettext("up to %(count)s kg")),
        LineKind.STEPS: (gettext("Further weight"), gettext("%(count)s steps of ¥%(rate)s")),
        LineKind.MINIMUM: (gettext("Up to the minimum"), gettext("at least ¥%(rate)s")),
        LineKind.SUBS: (gettext("Sub-waybills"), gettext("%(count)s of ¥%(rate)s")),
        LineKind.RECEIPT: (gettext("Return receipt"), gettext("¥%(rate)s")),
        LineKind.COD: (
            gettext("Cash-on-delivery fee"),
            gettext("%(rate)s %% of ¥%(count)s, within its bounds"),
        ),
    }


def answer(priced: Any) -> dict[str, Any]:
    """What `shipments/_freight.html` draws; `priced` is services.quotations.Priced."""
    freight = priced.freight
    return {
        "yuan": freight.yuan,
        "lines": lines_in_words(freight.lines),
        "distance": distance_name(freight.distance),
        "weight": weight_words(freight, priced.asked.weight_kg),
        "table": priced.table.number,
    }
