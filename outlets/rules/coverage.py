"""Which row of the service-range table an address falls under.

Pure. Names are read from the left: city, then district, then town or street; of several towns that an address
names the longest written out counts, and a town's name as part of a road's (虎门大道) does not.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

_ENDS = re.compile(
    r"(?:特别行政区|维吾尔自治区|壮族自治区|回族自治区|自治区|自治州|自治县|地区|街道|[省市区县镇乡盟旗])$"
)
_BLANKS = re.compile(r"[\s,，、·]+")
_ROAD = re.compile(r"^(?:[东西南北中一二三四五六]{0,2}(?:路|大道|街(?!道)|巷|桥|广场|大厦|花园))")
LONGEST = 400


class State(StrEnum):
    COVERED = "covered"
    OUT_OF_AREA = "out_of_area"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Area:
    """One row of the table. An empty town is the rest of the district, an empty district the rest of the city."""

    key: int
    province: str
    city: str
    district: str
    town: str
    served: bool


@dataclass(frozen=True, slots=True)
class Found:
    """
    area         the row that answers, or None
    candidates   rows among which the address does not decide
    """

    state: State
    area: Area | None = None
    candidates: tuple[Area, ...] = ()


@dataclass(frozen=True, slots=True)
class _Named:
    """Where a name stands in a text: `whole` with its 市, 区 or 镇."""

    name: str
    start: int
    end: int
    whole: bool


def plain(address: str) -> str:
    """The address as it is compared: narrow letters, no blanks, no commas, and no more than is needed."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", address[:LONGEST]))


def stem(name: str) -> str:
    """东莞市 → 东莞, 虎门镇 → 虎门; what would leave a single character stays whole."""
    cut = _ENDS.sub("", name)
    return cut if len(cut) > 1 else name


def find(address: str, areas: Sequence[Area]) -> Found:
    """The answer for an address, from those rows whose city, district or town it may name."""
    text = plain(address)
    for area in areas:
        if area.province and text.startswith(area.province):
            text = text.removeprefix(area.province)
            break
    city = _first(text, {area.city for area in areas})
    scope = [area for area in areas if city is None or area.city == city.name]
    text = text[city.end :] if city else text
    district = _first(text, {area.district for area in scope if area.district})
    if district:
        scope = [area for area in scope if area.district == district.name]
        text = text[district.end :]
    return _answer(text, scope, city=city is not None, district=district is not None)


def _answer(text: str, scope: list[Area], *, city: bool, district: bool) -> Found:
    towns = _best_towns(text, [area for area in scope if area.town])
    if len(towns) == 1:
        return _of(towns[0])
    if towns:
        return Found(State.UNKNOWN, candidates=tuple(towns))
    rest = [area for area in scope if not area.town and (area.district if district else city and not area.district)]
    if len(rest) == 1:
        return _of(rest[0])
    return Found(State.UNKNOWN, candidates=tuple(scope) if city or district else ())


def _of(area: Area) -> Found:
    return Found(State.COVERED if area.served else State.OUT_OF_AREA, area)


def _first(text: str, names: Iterable[str]) -> _Named | None:
    """The name that stands first in full; short of its ending it counts only where the text begins."""
    whole = [_Named(name, at, at + len(name), True) for name in names if (at := text.find(name)) >= 0]
    if whole:
        return min(whole, key=lambda found: (found.start, -found.end))
    short = [name for name in names if text.startswith(stem(name)) and not _ROAD.match(text[len(stem(name)) :])]
    best = max(short, key=len, default=None)
    return _Named(best, 0, len(stem(best)), False) if best else None


def _best_towns(text: str, areas: list[Area]) -> list[Area]:
    """The rows of the town that is named best: in full, then longest, then first. Several when they share its name."""
    found = [(named, area) for area in areas if (named := _town(text, area.town))]
    if not found:
        return []
    best = min(_rank(named) for named, _area in found)
    return [area for named, area in found if _rank(named) == best]


def _rank(named: _Named) -> tuple[bool, int, int]:
    return not named.whole, named.start - named.end, named.start


def _town(text: str, town: str) -> _Named | None:
    for name in dict.fromkeys((town, stem(town))):
        at = text.find(name)
        while at >= 0:
            if not _ROAD.match(text[at + len(name) :]):
                return _Named(town, at, at + len(name), name == town)
            at = text.find(name, at + 1)
    return None
