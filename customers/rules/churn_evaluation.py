"""What the signs of churn would have been worth on a history: precision, recall, lead time. Pure.

A sign is true when its customer sends nothing in the `horizon` days that follow it; a departure is a pause of at least
`horizon` days. What lies nearer to the end of the history than that is not decided and does not count.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import median

from customers.rules.churn import DROP, KNOWN_PARCELS, LAST_WEEKS, WEEKS, Habit, Sign, gap_90, sign

YEAR = timedelta(days=365)
DAY, WEEK = timedelta(days=1), timedelta(days=7)

History = Mapping[date, int]


@dataclass(frozen=True, slots=True)
class Alert:
    """The first day of a sign at one customer; None while the history does not tell.

    true   nothing followed
    low    the next four weeks brought less than half of what its 13-week mean let expect
    """

    customer: str
    sign: Sign
    day: date
    true: bool | None
    low: bool | None


@dataclass(frozen=True, slots=True)
class Departure:
    """A customer with a habit stopped after `last_on`; `alert_on` is the first sign before the horizon was full."""

    customer: str
    last_on: date
    alert_on: date | None


@dataclass(slots=True)
class Evaluation:
    """
    watched     customers with a habit at some time
    quiet       of the shipping days whose next `horizon` days are known, those that nothing followed: the base rate
    """

    horizon: int
    watched: int = 0
    days: int = 0
    quiet: int = 0
    alerts: list[Alert] = field(default_factory=list)
    departures: list[Departure] = field(default_factory=list)

    def precision(self, *signs: Sign) -> tuple[int, int]:
        """(true, decided) alerts of these signs; of all when none is named."""
        decided = [each for each in self.alerts if each.true is not None and (not signs or each.sign in signs)]
        return sum(bool(each.true) for each in decided), len(decided)

    def stayed_low(self) -> tuple[int, int]:
        """Of the drops: (those that went on, those of which the history tells)."""
        decided = [each for each in self.alerts if each.sign is Sign.RISK_DROP and each.low is not None]
        return sum(bool(each.low) for each in decided), len(decided)

    def recall(self) -> tuple[int, int]:
        return sum(each.alert_on is not None for each in self.departures), len(self.departures)

    def lead_days(self) -> float | None:
        """Days between the sign and the day on which the pause was `horizon` long: the median."""
        leads = [
            (each.last_on + timedelta(days=self.horizon) - each.alert_on).days
            for each in self.departures
            if each.alert_on is not None
        ]
        return median(leads) if leads else None


def evaluate(histories: Mapping[str, History], *, horizon: int) -> Evaluation:
    """Walk through every day of every history as the daily sweep would have done.

    histories   customer → day → parcels, each above 0
    horizon     days
    """
    end = max((max(days) for days in histories.values() if days), default=date.min)
    found = Evaluation(horizon)
    for customer in sorted(histories):
        _walk(customer, _Course(histories[customer]), found, end=end)
    return found


class _Course:
    """One customer's shipping days, and what was known on each of the days after."""

    def __init__(self, history: History) -> None:
        self.days: Sequence[date] = sorted(history)
        self.parcels = [history[day] for day in self.days]
        self.sums = [0]
        for parcels in self.parcels:
            self.sums.append(self.sums[-1] + parcels)
        self.gaps = [
            gap_90(self.days[bisect_right(self.days, day - YEAR) : place + 1]) for place, day in enumerate(self.days)
        ]
        self.weeks: Counter[date] = Counter()
        for day, parcels in zip(self.days, self.parcels, strict=True):
            self.weeks[day - timedelta(days=day.weekday())] += parcels

    def habit(self, today: date) -> Habit:
        place = bisect_right(self.days, today) - 1
        monday = today - timedelta(days=today.weekday())
        weeks = [self.weeks[monday - WEEK * back] for back in range(1, WEEKS + 1)]
        return Habit(
            silent_days=(today - self.days[place]).days,
            gap_days=self.gaps[place],
            parcels=self.sums[place + 1],
            last_parcels=sum(weeks[:LAST_WEEKS]),
            weeks_parcels=sum(weeks) if self.days[0] <= monday - WEEK * WEEKS else None,
        )

    def sent(self, since: date, until: date) -> int:
        """Parcels in (since, until]."""
        return self.sums[bisect_right(self.days, until)] - self.sums[bisect_right(self.days, since)]

    def known_on(self) -> date | None:
        """The day on which there is a habit."""
        return next((day for day, sent in zip(self.days, self.sums[1:], strict=True) if sent >= KNOWN_PARCELS), None)

    def pauses(self, *, since: date, end: date) -> Iterator[tuple[date, date]]:
        """(last shipping day, next one or the end of the history) from the habit on."""
        for place, day in enumerate(self.days):
            if day >= since:
                yield day, self.days[place + 1] if place + 1 < len(self.days) else end


def _walk(customer: str, course: _Course, found: Evaluation, *, end: date) -> None:
    since = course.known_on()
    if since is None:
        return
    found.watched += 1
    ahead, signs, before = timedelta(days=found.horizon), {}, None
    for day in (since + DAY * late for late in range((end - since).days + 1)):
        habit = course.habit(day)
        spoken = signs[day] = sign(habit)
        quiet = not course.sent(day, day + ahead) if day + ahead <= end else None
        if quiet is not None and habit.silent_days == 0:
            found.days += 1
            found.quiet += quiet
        if spoken is not None and spoken is not before:
            found.alerts.append(Alert(customer, spoken, day, quiet, _low(course, habit, day, end=end)))
        before = spoken
    for last_on, next_on in course.pauses(since=since, end=end):
        if next_on - last_on >= ahead:
            within = (last_on + DAY * back for back in range(found.horizon))
            found.departures.append(Departure(customer, last_on, next((on for on in within if signs.get(on)), None)))


def _low(course: _Course, habit: Habit, day: date, *, end: date) -> bool | None:
    until = day + WEEK * LAST_WEEKS
    return None if until > end or habit.expected is None else course.sent(day, until) < DROP * habit.expected
