"""From a file's lines to what happened: rows that can be played, and rows refused by name."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from crm.home.replay.mapping import Map, MappedEvent, RowFault


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
        return any(event.kind == "problem" for event, _at in self.events)


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
            reader = csv.DictReader(file, delimiter=map_.delimiter, restkey="")
            if not reader.fieldnames:
                raise ValueError(f"{path.name} has no header line")
            for line, row in enumerate(reader, 1):
                if line > after:
                    yield _row(row, line, map_)
    except UnicodeDecodeError as fault:
        raise ValueError(f"{path.name} is not {map_.encoding}: say the encoding in the map") from fault


def _row(row: Mapping[str, str], line: int, map_: Map) -> Played | RefusedRow:
    try:
        told = {**row, "line": line}
        moments = {name: moment.of(row, map_.zone) for name, moment in map_.moments.items()}
        return Played(
            line=line,
            number=map_.text(map_.number, told),
            outlet=map_.text(map_.outlet, told),
            outlet_name=map_.text(map_.outlet_name, told),
            shift=map_.shift(row),
            unloaded_at=moments["unloaded"],
            events=tuple((event, moments[event.at] + event.after) for event in map_.events if event.wanted(row)),
        )
    except RowFault as fault:
        return RefusedRow(line, str(fault))
