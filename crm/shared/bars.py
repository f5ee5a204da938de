"""Geometry of bars: counts over time beside each other, and shares of a whole below each other. Templates print it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil


@dataclass(frozen=True, slots=True)
class Bar:
    """`kind` colours it as `fill--<kind>` does; `url` opens what it counts."""

    label: str
    value: int
    kind: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class DrawnBar:
    bar: Bar
    x: float
    y: float
    height: float
    word_x: float
    anchor: str
    labelled: bool


@dataclass(frozen=True, slots=True)
class BarGraph:
    bars: tuple[DrawnBar, ...]
    mean_y: float | None
    top: int
    bar_width: float
    width: int
    height: int
    floor: int
    left: int


def bar_graph(bars: Sequence[Bar], *, mean: Decimal | None = None, width: int = 720, height: int = 180) -> BarGraph:
    """Bars from zero; `mean` is a dashed line to compare them with."""
    left, ceiling, floor = 40, 12, height - 24
    step = (width - left) / max(len(bars), 1)
    every = max(1, ceil(len(bars) * 56 / (width - left)))
    top = max([bar.value for bar in bars] + [ceil(mean or 0), 1])

    def y_of(value: float) -> float:
        return round(floor - value / top * (floor - ceiling), 1)

    drawn = tuple(
        DrawnBar(
            bar=bar,
            x=round(left + (place + 0.15) * step, 1),
            y=y_of(bar.value),
            height=round(floor - y_of(bar.value), 1),
            word_x=round(left + (place + 0.5) * step, 1) if place < len(bars) - 1 else width,
            anchor="middle" if place < len(bars) - 1 else "end",
            labelled=(len(bars) - 1 - place) % every == 0,
        )
        for place, bar in enumerate(bars)
    )
    mean_y = None if mean is None else y_of(float(mean))
    return BarGraph(drawn, mean_y, top, round(step * 0.7, 1), width, height, floor, left)
