"""From a file's lines to what happened: rows that can be played, and rows refused by name."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import zip_longest
from operator import itemgetter
from pathlib import Path
from zoneinfo import ZoneInfo

from crm.home.replay.mapping import Map, MappedEvent, Moment, RowFault

#: Texts of each moment whose instants are kept at hand.
REMEMBERED = 100_000


@dataclass(frozen=True, slots=True)
class Played:
    """One delivery of the history.

    outlet   the map's key of it; `events` as (event, instant) in the map's order
    """

    line: int
    number: str
    outlet: str
    outlet_name: str
    shift: str
    unloaded_at: datetime
    events: tuple[tuple[MappedEvent, datetime], ...]

    @property
    def is_odd(self) -> bool:
        """Whether it has a problem record, whose waybill is folded from all its events."""
        return "problem" in [event.kind for event, _at in self.events]


@dataclass(frozen=True, slots=True)
class RefusedRow:
    line: int
    reason: str


def rows(path: Path, map_: Map, *, after: int = 0) -> Iterator[Played | RefusedRow]:
    """The rows behind line `after`, counted from 1 for the first row below the header.

    raises   ValueError when the file is not in the map's encoding or has no header
    """
    try:
        with path.open(encoding=map_.encoding, newline="") as file:
            lines = csv.reader(file, delimiter=map_.delimiter)
            names = next(lines, [])
            if not names:
                raise ValueError(f"{path.name} has no header line")
            read = _Reader(map_)
            for line, cells in enumerate(filter(None, lines), 1):
                if line > after:
                    yield read.row(dict(zip_longest(names, cells[: len(names)])), line)
    except UnicodeDecodeError as fault:
        raise ValueError(f"{path.name} is not {map_.encoding}: say the encoding in the map") from fault


class _Reader:
    """What a map makes of rows. Instants are worked out once for each text of their cells: a history has few of them
    and many rows, which then share them.
    """

    def __init__(self, map_: Map) -> None:
        self.map = map_
        self._unloaded = _Instants(map_.moments["unloaded"], timedelta(0), map_.zone)
        self._moments = [_Instants(moment, timedelta(0), map_.zone) for moment in map_.moments.values()]
        self._events = [(event, _Instants(map_.moments[event.at], event.after, map_.zone)) for event in map_.events]

    def row(self, row: dict[str, str | None], line: int) -> Played | RefusedRow:
        try:
            for instants in self._moments:
                instants.of(row)
            events = [(event, instants.of(row)) for event, instants in self._events if event.wanted(row)]
            shift, unloaded_at = self.map.shift(row), self._unloaded.of(row)
            row["line"] = line
            return Played(
                line=line,
                number=self.map.text(self.map.number, row),
                outlet=self.map.text(self.map.outlet, row),
                outlet_name=self.map.text(self.map.outlet_name, row),
                shift=shift,
                unloaded_at=unloaded_at,
                events=tuple(events),
            )
        except RowFault as fault:
            return RefusedRow(line, str(fault))


class _Instants:
    """A moment, so much later, by the texts that it is read from."""

    def __init__(self, moment: Moment, after: timedelta, zone: ZoneInfo) -> None:
        self.moment, self.after, self.zone = moment, after, zone
        self._texts = itemgetter(*moment.columns)
        self._known: dict[object, datetime] = {}

    def of(self, row: Mapping[str, str]) -> datetime:
        """raises RowFault when a column is missing, empty or not of the form"""
        try:
            return self._known[self._texts(row)]
        except KeyError:
            found = self.moment.of(row, self.zone) + self.after
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        return self._known.setdefault(self._texts(row), found)
