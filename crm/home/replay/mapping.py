"""How a foreign file's columns become waybills, trips and scans: a small TOML file, checked before the first row.

Framework-free. Every text may use the row's columns and `{line}` in braces; see docs/replay/ for whole examples.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Self
from zoneinfo import ZoneInfo

EVENT_KINDS = ("departure", "arrival", "out_for_delivery", "delivered", "signed", "problem", "hold", "returned")


class RowFault(ValueError):
    """One row cannot be used; the message names the column and what it says."""


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant of a row: a date column, and a time of day that is fixed or given by numbered slots.

    hours      the time of day of each slot
    slot, add  columns with the slot's number (modulo `modulo`) and with slots to count on from it
    """

    column: str
    format: str
    hours: tuple[time, ...]
    slot: str = ""
    modulo: int = 0
    add: str = ""

    def of(self, row: Mapping[str, str], zone: ZoneInfo) -> datetime:
        """raises RowFault when a column is missing, empty or not of the form"""
        text = _cell(row, self.column).strip()
        day = _day(text, self.format)
        if day is None:
            raise RowFault(f"{self.column}: {text!r} is no date like {self.format}")
        index = self.slot_of(row) + (_number(row, self.add) if self.add else 0)
        days, index = divmod(index, len(self.hours))
        return _instant(day, days, self.hours[index], zone)

    @property
    def columns(self) -> tuple[str, ...]:
        """Those that it is read from."""
        return tuple(filter(None, (self.column, self.slot, self.add)))

    def slot_of(self, row: Mapping[str, str]) -> int:
        if not self.slot:
            return 0
        number = _number(row, self.slot)
        return number % self.modulo if self.modulo else number


@dataclass(frozen=True, slots=True)
class MappedEvent:
    """A scan of every row, or of those whose column `only` says `says`."""

    kind: str
    at: str
    after: timedelta = timedelta(0)
    only: str = ""
    says: str = ""
    problem: Mapping[str, str] | None = None

    def wanted(self, row: Mapping[str, str]) -> bool:
        return not self.only or _cell(row, self.only).strip() == self.says


@dataclass(frozen=True, slots=True)
class Map:
    """
    outlet     key of the outlet a row was delivered by; one replay outlet is made for each
    shifts     the shift, or one for each slot of the moment `unloaded`
    """

    title: str
    assumption: str
    encoding: str
    delimiter: str
    zone: ZoneInfo
    number: str
    outlet: str
    outlet_name: str
    outlet_kind: str
    shifts: tuple[str, ...]
    moments: Mapping[str, Moment]
    events: tuple[MappedEvent, ...]

    @classmethod
    def read(cls, path: Path) -> Self:
        """raises ValueError that says what is wrong with the file"""
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
            source, waybill, trip = data["source"], data["waybill"], data["trip"]
            found = cls(
                title=data["title"],
                assumption=data.get("assumption", ""),
                encoding=source.get("encoding", "utf-8-sig"),
                delimiter=source.get("delimiter", ","),
                zone=ZoneInfo(source.get("zone", "Asia/Shanghai")),
                number=waybill["number"],
                outlet=waybill["outlet"],
                outlet_name=waybill.get("outlet_name", waybill["outlet"]),
                outlet_kind=waybill.get("outlet_kind", "same_day"),
                shifts=tuple(trip["shifts"]),
                moments={name: _moment(told) for name, told in data["moments"].items()},
                events=tuple(_event(told) for told in data["events"]),
            )
        except tomllib.TOMLDecodeError as fault:
            raise ValueError(f"{path.name} is not TOML: {fault}") from fault
        except KeyError as missing:
            raise ValueError(f"{path.name} lacks {missing}") from missing
        found._check(path.name)
        return found

    def _check(self, name: str) -> None:
        if "unloaded" not in self.moments:
            raise ValueError(f"{name} lacks the moment 'unloaded', which starts the clocks")
        for event in self.events:
            if event.kind not in EVENT_KINDS:
                raise ValueError(f"{name}: an event cannot be of the kind {event.kind!r}")
            if event.at not in self.moments:
                raise ValueError(f"{name}: the event {event.kind!r} happens at {event.at!r}, which is no moment")

    def text(self, template: str, told: Mapping[str, str | int]) -> str:
        """raises RowFault when the template names what is not told"""
        try:
            return template.format_map(told)
        except KeyError as missing:
            raise RowFault(f"there is no column {missing}") from missing

    def shift(self, row: Mapping[str, str]) -> str:
        if len(self.shifts) == 1:
            return self.shifts[0]
        return self.shifts[self.moments["unloaded"].slot_of(row) % len(self.shifts)]


def _moment(told: Mapping[str, Any]) -> Moment:
    hours = told["hours"] if "hours" in told else [told["time"]]
    return Moment(
        told["date"],
        told["format"],
        tuple(time.fromisoformat(hour) for hour in hours),
        told.get("slot", ""),
        told.get("modulo", 0),
        told.get("add", ""),
    )


def _event(told: Mapping[str, Any]) -> MappedEvent:
    return MappedEvent(
        told["kind"],
        told["at"],
        timedelta(minutes=told.get("after_minutes", 0)),
        told.get("only", ""),
        str(told.get("says", "")),
        told.get("problem"),
    )


# A history has few days and many rows.
@lru_cache(maxsize=8192)
def _instant(day: date, days: int, hour: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day + timedelta(days=days), hour, zone)


@lru_cache(maxsize=8192)
def _day(text: str, written: str) -> date | None:
    try:
        return datetime.strptime(text, written).replace(tzinfo=UTC).date()
    except ValueError:
        return None


def _cell(row: Mapping[str, str], column: str) -> str:
    try:
        return row[column] or ""
    except KeyError as missing:
        raise RowFault(f"there is no column {missing}") from missing


def _number(row: Mapping[str, str], column: str) -> int:
    text = _cell(row, column).strip()
    try:
        return int(text)
    except ValueError as fault:
        raise RowFault(f"{column}: {text!r} is no whole number") from fault
