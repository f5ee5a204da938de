"""Small values that pages show everywhere: a state, a share, a figure that opens its rows.

Views and tables build them; `parts/_badge.html`, `_bar.html` and `_stat.html` draw them.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_FLOOR, Decimal

from django.utils.functional import Promise

#: What a state looks like: its shape. Its colour is `.state--<kind>` in state.css, its word the caller's.
KIND_ICONS = {
    "open": "circle-dashed",
    "soon": "clock-exclamation",
    "overdue": "alert-octagon",
    "late": "alert-octagon",
    "met": "circle-check",
    "review": "eye",
    "fined": "coin-yuan",
    "void": "ban",
    "refused": "circle-x",
    "warn": "alert-triangle",
    "still": "minus",
}


@dataclass(frozen=True, slots=True)
class Badge:
    """A state in shape, word and colour. `kind` is a key of KIND_ICONS."""

    kind: str
    word: "str | Promise"

    @property
    def icon(self) -> str:
        return KIND_ICONS.get(self.kind, "minus")


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole`; `goal` in per cent decides whether it looks well."""

    part: int
    whole: int
    goal: Decimal | None = None

    @property
    def percent(self) -> Decimal | None:
        """One decimal, rounded down: 99.96 % is not yet 100. None when there is nothing to share."""
        if not self.whole:
            return None
        return (Decimal(100) * self.part / self.whole).quantize(Decimal("0.1"), ROUND_FLOOR)

    @property
    def kind(self) -> str:
        if self.percent is None or self.goal is None:
            return "open"
        return "met" if self.percent >= self.goal else "soon" if self.percent >= self.goal - 5 else "overdue"


@dataclass(frozen=True, slots=True)
class Change:
    """Against an earlier value; `text` says it in words ("+1.2 since last week")."""

    text: "str | Promise"
    up: bool
    better: bool


@dataclass(frozen=True, slots=True)
class Stat:
    """A figure, its definition, what it is a part of, when it was true, and the rows behind it."""

    label: "str | Promise"
    figure: object
    url: str = ""
    unit: "str | Promise" = ""
    kind: str = ""
    definition: "str | Promise" = ""
    whole: "str | Promise" = ""
    as_of: datetime | None = None
    change: Change | None = None

    @property
    def icon(self) -> str:
        return KIND_ICONS.get(self.kind, "")
