"""A region's market: the newest figure of each network and kind, ours beside, and one figure's history."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise

from customers.models import Competitor, MarketObservation
from customers.rules.market_courses import Courses, Noted, courses
from outlets.models import Region

Kind = MarketObservation.Kind
#: A figure older than this may have changed.
STALE_DAYS = 180


@dataclass(frozen=True, slots=True)
class Own:
    """A figure of ours that is worked out and not observed: as of which day, from what, and the page behind it."""

    value: Decimal
    on: date
    source: "str | Promise"
    url: str = ""


_own: dict[str, Callable[[Region, datetime], Own | None]] = {}


def know_own(kind: str, figure: Callable[[Region, datetime], Own | None]) -> None:
    """Called once per figure, from a higher app's AppConfig.ready()."""
    _own[kind] = figure


@dataclass(frozen=True, slots=True)
class Bar:
    """One network's newest figure; `width` in per cent of the largest beside it."""

    network: Competitor | None
    value: Decimal
    on: date
    source: "str | Promise"
    width: Decimal
    ours: bool
    stale: bool
    url: str = ""
    computed: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    kind: MarketObservation.Kind
    bars: tuple[Bar, ...]


def newest(rows: QuerySet[MarketObservation], region: Region) -> QuerySet[MarketObservation]:
    """The last figure of each network and kind. Reads index: market_newest_of_region."""
    return (
        rows.filter(region=region, competitor__active=True)
        .select_related("competitor", "outlet")
        .order_by("kind", "competitor_id", "-observed_on", "-id")
        .distinct("kind", "competitor_id")
    )


def comparison(rows: QuerySet[MarketObservation], region: Region, *, at: datetime) -> list[Comparison]:
    """
    rows   observations that somebody may see
    """
    seen: dict[str, list[MarketObservation]] = {}
    for each in newest(rows, region):
        seen.setdefault(each.kind, []).append(each)
    return [Comparison(kind, _bars(seen.get(kind, []), _own_figure(kind, region, at), at)) for kind in Kind]


def _own_figure(kind: str, region: Region, at: datetime) -> Own | None:
    return _own[kind](region, at) if kind in _own else None


def _bars(seen: Sequence[MarketObservation], own: Own | None, at: datetime) -> tuple[Bar, ...]:
    """Ours first; a figure that is worked out stands in for one that was observed."""
    shown = [each for each in seen if not (own and each.competitor.ours)]
    shown.sort(key=lambda each: (not each.competitor.ours, -each.value, each.competitor.name))
    most = max([each.value for each in shown] + ([own.value] if own else []), default=Decimal(0))
    today = timezone.localdate(at)
    bars = [
        Bar(
            each.competitor,
            each.value,
            each.observed_on,
            each.source,
            _width(each.value, most),
            each.competitor.ours,
            (today - each.observed_on).days > STALE_DAYS,
        )
        for each in shown
    ]
    if own:
        bars.insert(0, Bar(None, own.value, own.on, own.source, _width(own.value, most), True, False, own.url, True))
    return tuple(bars)


def _width(value: Decimal, most: Decimal) -> Decimal:
    return (100 * value / most).quantize(Decimal("0.1")) if most else Decimal(0)


def history(rows: QuerySet[MarketObservation], region: Region, kind: str) -> Courses | None:
    """One figure's course in a region, a line for each network."""
    found = rows.filter(region=region, kind=kind, competitor__active=True).select_related("competitor")
    series: dict[Competitor, list[Noted]] = {}
    for each in found.order_by("observed_on", "id"):
        text = f"{each.observed_on.isoformat()} · {each.source}"
        series.setdefault(each.competitor, []).append(Noted(each.observed_on, each.value, text))
    ordered = sorted(series.items(), key=lambda told: (not told[0].ours, told[0].name))
    return courses([(network.name, noted) for network, noted in ordered])
