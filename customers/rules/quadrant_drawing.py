"""Geometry of importance against satisfaction. Pure; templates only print it."""

from collections.abc import Mapping
from dataclasses import dataclass

from customers.rules.survey_figures import Corner, Placed, Quadrant

WIDTH, HEIGHT = 560, 380
LEFT, TOP, RIGHT, BOTTOM = 34, 12, 12, 30
INKS = {Corner.ACT: "overdue", Corner.KEEP: "met", Corner.LATER: "soon", Corner.ENOUGH: "open"}
#: Space that is kept around what is drawn, in points of 1 to 5.
MARGIN = 0.25


@dataclass(frozen=True, slots=True)
class Spot:
    """An attribute at its means, with the reach of both intervals as a cross."""

    placed: Placed
    name: str
    ink: str
    x: float
    y: float
    left: float
    right: float
    top: float
    bottom: float
    word_x: float
    word_y: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Drawing:
    spots: tuple[Spot, ...]
    x: float
    y: float
    marks_x: tuple[tuple[str, float], ...]
    marks_y: tuple[tuple[str, float], ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    top: int = TOP
    right: int = WIDTH - RIGHT
    floor: int = HEIGHT - BOTTOM

    @property
    def act_width(self) -> float:
        """Of the corner where something is to be done first, at the top left."""
        return round(self.x - self.left, 1)

    @property
    def act_height(self) -> float:
        return round(self.y - self.top, 1)


def drawing(quadrant: Quadrant, names: Mapping[str, str]) -> Drawing:
    """Satisfaction to the right, importance upwards: what is to be done first stands at the top left."""
    found = [one.attribute for one in quadrant.placed]
    span_x = _span([each.satisfaction for each in found], [each.satisfaction_reach for each in found])
    span_y = _span([each.importance for each in found], [each.importance_reach for each in found])

    def x_of(value: float) -> float:
        return round(LEFT + (value - span_x[0]) / (span_x[1] - span_x[0]) * (WIDTH - LEFT - RIGHT), 1)

    def y_of(value: float) -> float:
        return round(HEIGHT - BOTTOM - (value - span_y[0]) / (span_y[1] - span_y[0]) * (HEIGHT - TOP - BOTTOM), 1)

    def spot(one: Placed) -> Spot:
        each = one.attribute
        x, y = x_of(each.satisfaction), y_of(each.importance)
        right = x < WIDTH * 0.7
        return Spot(
            placed=one,
            name=names.get(each.code, each.code),
            ink=INKS[one.corner],
            x=x,
            y=y,
            left=x_of(max(each.satisfaction - each.satisfaction_reach, span_x[0])),
            right=x_of(min(each.satisfaction + each.satisfaction_reach, span_x[1])),
            top=y_of(min(each.importance + each.importance_reach, span_y[1])),
            bottom=y_of(max(each.importance - each.importance_reach, span_y[0])),
            word_x=x + 9 if right else x - 9,
            word_y=y - 7,
            anchor="start" if right else "end",
        )

    return Drawing(
        tuple(spot(one) for one in quadrant.placed),
        x_of(quadrant.satisfaction),
        y_of(quadrant.importance),
        tuple((f"{mark:.1f}", x_of(mark)) for mark in _marks(*span_x)),
        tuple((f"{mark:.1f}", y_of(mark)) for mark in _marks(*span_y)),
    )


def _span(values: list[float], reaches: list[float]) -> tuple[float, float]:
    """From the lowest to the highest with some room, within 1 to 5, and never of no length."""
    low = min(value - reach for value, reach in zip(values, reaches, strict=True)) - MARGIN
    high = max(value + reach for value, reach in zip(values, reaches, strict=True)) + MARGIN
    return max(low, 1 - MARGIN), min(high, 5 + MARGIN)


def _marks(low: float, high: float) -> list[float]:
    """Halves of a point within the span."""
    return [half / 2 for half in range(2, 11) if low <= half / 2 <= high]
