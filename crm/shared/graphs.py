"""Geometry of two drawings: days side by side, and evidence on a line of time. Templates only print it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Day:
    """One column: `value` in per cent, or None when there was nothing to measure."""

    label: str
    value: Decimal | None
    url: str = ""
    text: "str | Promise" = ""


@dataclass(frozen=True, slots=True)
class Column:
    day: Day
    x: float
    y: float
    width: float
    height: float
    middle: float
    labelled: bool
    kind: str


@dataclass(frozen=True, slots=True)
class DayGraph:
    columns: tuple[Column, ...]
    width: int
    height: int
    floor: int
    goal_y: float | None


def day_graph(
    days: Sequence[Day],
    *,
    goal: Decimal | None = None,
    bottom: Decimal = Decimal(50),
    width: int = 720,
    height: int = 180,
) -> DayGraph:
    """Columns from `bottom` per cent up to 100; only every few have a label, so that none touch."""
    floor, step = height - 24, width / max(len(days), 1)
    every = max(1, -(-len(days) * 48 // width))

    def y_of(value: Decimal) -> float:
        part = max(Decimal(0), min(value, Decimal(100)) - bottom) / (100 - bottom)
        return round(floor - float(part) * (floor - 8), 1)

    columns = tuple(
        Column(
            day=day,
            x=round(place * step + step * 0.15, 1),
            y=y_of(day.value) if day.value is not None else floor,
            width=round(step * 0.7, 1),
            height=round(floor - y_of(day.value), 1) if day.value is not None else 0,
            middle=round((place + 0.5) * step, 1),
            labelled=(len(days) - 1 - place) % every == 0,
            kind="soon" if goal is not None and day.value is not None and day.value < goal else "open",
        )
        for place, day in enumerate(days)
    )
    return DayGraph(columns, width, height, floor, y_of(goal) if goal is not None else None)


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
    y: int
    late: bool


@dataclass(frozen=True, slots=True)
class BandGraph:
    due_at: datetime
    due_x: float
    bands: tuple[DrawnBand, ...]
    width: int
    height: int


def band_graph(*, due_at: datetime, marks: Sequence[Band], width: int = 640) -> BandGraph:
    """The deadline and each piece of evidence on one scale; one lane each, so that no words collide."""
    ends = [due_at, *(mark.since for mark in marks), *(mark.until for mark in marks if mark.until)]
    span = max(max(ends) - min(ends), timedelta(minutes=10))
    start = min(ends) - span * 0.08
    scale = (width - 180) / (span * 1.16).total_seconds()

    def x_of(instant: datetime) -> float:
        return round((instant - start).total_seconds() * scale, 1)

    bands = tuple(
        DrawnBand(
            band=mark,
            x=x_of(mark.since),
            width=max(6.0, round(x_of(mark.until or mark.since) - x_of(mark.since), 1)),
            word_x=round(max(x_of(mark.until or mark.since), x_of(mark.since) + 6) + 8, 1),
            y=34 + lane * 26,
            late=mark.since > due_at,
        )
        for lane, mark in enumerate(marks)
    )
    return BandGraph(due_at, x_of(due_at), bands, width, 40 + 26 * len(bands))
