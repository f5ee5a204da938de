"""Geometry of two drawings: a customer's weeks with its tiers below them, and who holds how much of the volume."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

WIDTH, HEIGHT, LEFT, TOP = 720, 200, 40, 12
FLOOR, STRIP = 140, 28
#: What the chart is called after: this share of the parcels.
PARETO = 0.8


@dataclass(frozen=True, slots=True)
class WeekBar:
    week: date
    parcels: int
    x: float
    y: float
    height: float
    labelled: bool


@dataclass(frozen=True, slots=True)
class TierSpan:
    """A stretch of weeks in one tier, as evaluated."""

    tier: str
    x: float
    width: float
    word_x: float


@dataclass(frozen=True, slots=True)
class WeekGraph:
    bars: tuple[WeekBar, ...]
    spans: tuple[TierSpan, ...]
    marks: tuple[tuple[int, float], ...]
    bar_width: float
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    floor: int = FLOOR
    strip: int = STRIP


def week_graph(first: date, weeks: int, parcels: Mapping[date, int], tiers: Sequence[tuple[date, str]]) -> WeekGraph:
    """
    first     Monday of the first week drawn
    parcels   Monday → parcels
    tiers     (first day of the month, tier), the oldest first
    """
    step, most = (WIDTH - LEFT) / weeks, max([*parcels.values(), 1])
    mondays = [first + timedelta(weeks=place) for place in range(weeks)]
    every = max(1, weeks // 6)
    bars = []
    for place, monday in enumerate(mondays):
        count = parcels.get(monday, 0)
        height = round((FLOOR - TOP) * count / most, 1)
        x = round(LEFT + place * step + step * 0.15, 1)
        bars.append(WeekBar(monday, count, x, round(FLOOR - height, 1), height, place % every == 0))

    def x_of(day: date) -> float:
        return round(min(max(LEFT + (day - first).days / 7 * step, LEFT), WIDTH), 1)

    ends = [day for day, _tier in tiers[1:]] + [first + timedelta(weeks=weeks)]
    spans = []
    for (since, tier), until in zip(tiers, ends, strict=True) if tiers else ():
        x, end = x_of(since), x_of(until)
        if end > x:
            spans.append(TierSpan(tier, x, round(end - x - 1, 1), round((x + end) / 2, 1)))
    marks = tuple((round(most * part), round(FLOOR - (FLOOR - TOP) * part, 1)) for part in (0, 0.5, 1))
    return WeekGraph(tuple(bars), tuple(spans), marks, round(step * 0.7, 1))


@dataclass(frozen=True, slots=True)
class CourseGraph:
    course: str
    x: float
    y: float
    width: int = 480
    height: int = 260
    left: int = LEFT
    floor: int = 230
    top: int = TOP


def course_graph(course: Sequence[tuple[float, float]], holders: float) -> CourseGraph:
    """
    course    (share of the customers, share of the parcels), ascending, both 0 to 1
    holders   the share of the customers that holds `PARETO` of the parcels
    """
    empty = CourseGraph("", 0, 0)

    def point(customers: float, parcels: float) -> tuple[float, float]:
        return (
            round(LEFT + customers * (empty.width - LEFT), 1),
            round(empty.floor - parcels * (empty.floor - TOP), 1),
        )

    x, y = point(holders, PARETO)
    return CourseGraph(" ".join(f"{x},{y}" for x, y in (point(*each) for each in course)), x, y)
