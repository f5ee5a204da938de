"""Geometry of two drawings: a course of days, and evidence on a line of time. Templates only print it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Day:
    """One day: `value` in per cent, or None when there was nothing to measure."""

    label: str
    value: Decimal | None
    url: str = ""
    text: "str | Promise" = ""


@dataclass(frozen=True, slots=True)
class Point:
    """A measured day. `reach` is the left edge of the field that answers to the pointer."""

    day: Day
    x: float
    y: float
    reach: float
    word_x: float
    anchor: str
    labelled: bool
    missed: bool


@dataclass(frozen=True, slots=True)
class DayGraph:
    points: tuple[Point, ...]
    course: str
    marks: tuple[tuple[str, float], ...]
    goal_y: float | None
    step: float
    width: int
    height: int
    floor: int
    left: int

    @property
    def wide(self) -> bool:
        """Too wide for a phone: it keeps its size there and is moved sideways."""
        return self.width > 400


def day_graph(
    days: Sequence[Day],
    *,
    goal: Decimal | None = None,
    width: int = 720,
    height: int = 180,
) -> DayGraph:
    """A course of daily per cents. The scale begins at a round figure below the worst day, and says so."""
    left, top, floor = 40, 12, height - 24
    step = (width - left) / max(len(days), 1)
    every = max(1, math.ceil(len(days) * 48 / (width - left)))
    lowest = min((day.value for day in days if day.value is not None), default=Decimal(90))
    bottom = max(Decimal(0), (lowest - 1) // 10 * 10)

    def y_of(value: Decimal) -> float:
        return round(floor - float((value - bottom) / (100 - bottom)) * (floor - top), 1)

    points = tuple(
        Point(
            day=day,
            x=round(left + (place + 0.5) * step, 1),
            y=y_of(min(day.value, Decimal(100))),
            reach=round(left + place * step, 1),
            word_x=round(left + (place + 0.5) * step, 1) if place < len(days) - 1 else width,
            anchor="middle" if place < len(days) - 1 else "end",
            labelled=(len(days) - 1 - place) % every == 0,
            missed=goal is not None and day.value < goal,
        )
        for place, day in enumerate(days)
        if day.value is not None
    )
    return DayGraph(
        points=points,
        course=" ".join(f"{point.x},{point.y}" for point in points),
        marks=tuple((f"{mark}%", y_of(mark)) for mark in (Decimal(100), (100 + bottom) / 2, bottom)),
        goal_y=y_of(goal) if goal is not None and goal >= bottom else None,
        step=round(step, 1),
        width=width,
        height=height,
        floor=floor,
        left=left,
    )


@dataclass(frozen=True, slots=True)
class Band:
    """An instant, or what is known of it: from `since` to `until`."""

    label: "str | Promise"
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class DrawnBand:
    band: Band
    x: float
    width: float
    word_x: float
    anchor: str
    y: int
    late: bool


@dataclass(frozen=True, slots=True)
class BandGraph:
    due_at: datetime
    due_x: float
    due_word_x: float
    bands: tuple[DrawnBand, ...]
    width: int
    height: int


def band_graph(*, due_at: datetime, marks: Sequence[Band], width: int = 640) -> BandGraph:
    """The deadline and each piece of evidence on one scale; one lane each, so that no words collide.

    Words stand on the side of their mark that has more room.
    """
    ends = [due_at, *(mark.since for mark in marks), *(mark.until for mark in marks if mark.until)]
    span = max(max(ends) - min(ends), timedelta(minutes=10))
    start = min(ends) - span * 0.08
    scale = width / (span * 1.16).total_seconds()

    def x_of(instant: datetime) -> float:
        return round((instant - start).total_seconds() * scale, 1)

    def drawn(mark: Band, lane: int) -> DrawnBand:
        x, end = x_of(mark.since), max(x_of(mark.until or mark.since), x_of(mark.since) + 6)
        left = x > width - end
        return DrawnBand(
            band=mark,
            x=x,
            width=round(end - x, 1),
            word_x=round(x - 8 if left else end + 8, 1),
            anchor="end" if left else "start",
            y=34 + lane * 26,
            late=mark.since > due_at,
        )

    bands = tuple(drawn(mark, lane) for lane, mark in enumerate(marks))
    word_x = min(max(x_of(due_at), 64.0), width - 64.0)
    return BandGraph(due_at, x_of(due_at), word_x, bands, width, 40 + 26 * len(bands))
