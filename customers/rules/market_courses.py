"""Geometry of a figure's history: a course for each network, on one scale of days and one of values.

Pure. Templates only print it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

#: Kinds of ink, in their order; our own network has the first.
INKS = ("open", "soon", "met", "review", "fined", "overdue")
LEFT, TOP, RIGHT, WORDS = 44, 12, 12, 24


@dataclass(frozen=True, slots=True)
class Noted:
    """What was seen of one network on one day."""

    on: date
    value: Decimal
    text: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    noted: Noted
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Course:
    name: str
    ink: str
    points: tuple[Drawn, ...]
    line: str


@dataclass(frozen=True, slots=True)
class Courses:
    courses: tuple[Course, ...]
    marks: tuple[tuple[str, float], ...]
    days: tuple[tuple[str, float, str], ...]
    width: int
    height: int
    left: int
    floor: int


def courses(series: Sequence[tuple[str, Sequence[Noted]]], *, width: int = 720, height: int = 220) -> Courses | None:
    """
    series   name and what was noted, oldest first; None when nothing was noted at all
    """
    told = [noted for _name, all_ in series for noted in all_]
    if not told:
        return None
    first, last = min(noted.on for noted in told), max(noted.on for noted in told)
    span, top = max((last - first).days, 1), _round_up(max(noted.value for noted in told))
    floor = height - WORDS

    def drawn(noted: Noted) -> Drawn:
        x = LEFT + (noted.on - first).days / span * (width - LEFT - RIGHT) if first != last else (LEFT + width) / 2
        return Drawn(noted, round(x, 1), round(floor - float(noted.value / top) * (floor - TOP), 1))

    lines = []
    for place, (name, all_) in enumerate(series):
        points = tuple(drawn(noted) for noted in all_)
        line = " ".join(f"{point.x},{point.y}" for point in points)
        lines.append(Course(name, INKS[place % len(INKS)], points, line))
    marks = tuple((_word(value), round(floor - float(value / top) * (floor - TOP), 1)) for value in (top, top / 2))
    ends = ((first.isoformat(), float(LEFT), "start"), (last.isoformat(), float(width), "end"))
    return Courses(
        tuple(lines), (*marks, ("0", float(floor))), ends if first != last else ends[1:], width, height, LEFT, floor
    )


def _round_up(value: Decimal) -> Decimal:
    """The next of 1, 2, 5, 10, 20, 50 … above a value."""
    step = Decimal(1).scaleb(value.adjusted()) if value > 0 else Decimal(1)
    return next(step * factor for factor in (1, 2, 5, 10) if value <= step * factor)


def _word(value: Decimal) -> str:
    return f"{value.normalize():f}"
