"""Playing a foreign history through the same services as any day's work, and judging it by our rule book.

Each chunk is one transaction with the place it has reached, so a replay that is killed goes on where it was.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import islice, zip_longest
from pathlib import Path
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Count, Max, Min, Q, Sum

from crm.home.replay.mapping import Map
from crm.home.replay.reading import Played, RefusedRow, rows
from outlets.access import Access
from outlets.models import Hub, Outlet, Region
from outlets.services.network import keep
from shipments.models import Clock, LineHaulTrip
from shipments.quality.models import Fine, OutletDay, Replay
from shipments.quality.services.sweeping import sweep
from shipments.services.scans import Scan, record_scans
from shipments.services.trips import NewTrip, register_trips
from shipments.services.waybills import NewWaybill, Party, enter_waybills

#: Rows a transaction; no more scans at once than `record_scans` takes.
CHUNK = 2000
NETWORK = Access(network=True, outlet_ids=frozenset(), roles=frozenset())
#: The truck is taken to have come this long before it was unloaded.
UNLOADING = timedelta(minutes=20)
_NOBODY = Party("—", "—", "—")
_SPACE = UUID("6f1c5b0e-64d4-4f0e-9a38-6b0f9f5a8c11")


@dataclass(slots=True)
class Stage:
    """The outlets a replay is laid on, and the trips that it has registered there."""

    replay: Replay
    codes: tuple[str, ...]
    outlets: dict[str, Outlet]
    trips: set[str]


def begin(path: Path, map_path: Path, *, codes: Sequence[str], at: datetime) -> Replay:
    """The replay of this file with this map on these outlets, new or the one that was left unfinished."""
    digest = hashlib.sha256(path.read_bytes() + map_path.read_bytes() + ",".join(codes).encode()).hexdigest()
    return Replay.objects.get_or_create(digest=digest, defaults={"name": path.name[:120], "started_at": at})[0]


def play(replay: Replay, path: Path, map_: Map, *, codes: Sequence[str], at: datetime) -> Iterator[Replay]:
    """Take in the file from where the replay stands; yields after each chunk.

    codes    outlets to lay the history on; none: one new outlet for each of the map's keys
    """
    stage = Stage(replay, tuple(codes), {}, set())
    source = rows(path, map_, after=replay.lines)
    while chunk := list(islice(source, CHUNK)):
        with transaction.atomic():
            _play_chunk(stage, chunk, map_, at=at)
        yield replay


def _play_chunk(stage: Stage, chunk: Sequence[Played | RefusedRow], map_: Map, *, at: datetime) -> None:
    replay = stage.replay
    played = [row for row in chunk if isinstance(row, Played)]
    refused = [[row.line, row.reason] for row in chunk if isinstance(row, RefusedRow)]
    _ensure_outlets(stage, played, map_, at=at)
    _ensure_trips(stage, played, at=at)
    entered = enter_waybills([_waybill(stage, row) for row in played], access=NETWORK, at=at)
    for refusal in entered.refused:
        refused.append([played[refusal.index].line, f"{refusal.number}: {refusal.detail}"])
    dropped = {refusal.index for refusal in entered.refused}
    taken = [row for i, row in enumerate(played) if i not in dropped]
    # Rows with a problem apart from the others, and of each group the first scan of every row, then the second …:
    # a batch in which each piece stands once and nothing is odd is one statement.
    for odd in (False, True):
        legs = zip_longest(*(_scans(stage, row) for row in taken if row.is_odd is odd))
        for leg in legs:
            record_scans([scan for scan in leg if scan], source="replay", access=NETWORK, at=at)
    replay.lines += len(chunk)
    replay.taken += len(entered.created)
    replay.refused += sorted(refused)
    replay.save()


def _ensure_outlets(stage: Stage, played: Iterable[Played], map_: Map, *, at: datetime) -> None:
    keys = {row.outlet: row.outlet_name for row in played if row.outlet not in stage.outlets}
    if not keys:
        return
    wanted = {key: _code(stage, key) for key in keys}
    if not stage.codes:
        (region,) = keep([Region(code="REPLAY", name="Replay")], by=None, at=at)
        (hub,) = keep([Hub(code="REPLAY", name="Replay", region=region.row)], by=None, at=at)
        places = [
            Outlet(code=code, name=keys[key][:60], region=region.row, hub=hub.row, kind=map_.outlet_kind)
            for key, code in wanted.items()
        ]
        keep(places, by=None, at=at)
    found = {outlet.code: outlet for outlet in Outlet.objects.filter(code__in=wanted.values())}
    stage.outlets |= {key: found[code] for key, code in wanted.items()}
    stage.replay.outlets = sorted(set(stage.replay.outlets) | set(found))


def _code(stage: Stage, key: str) -> str:
    number = hashlib.sha256(key.encode()).hexdigest()
    if stage.codes:
        return stage.codes[int(number, 16) % len(stage.codes)]
    return f"R{stage.replay.digest[:4]}{number[:8]}".upper()


def _trip_no(stage: Stage, row: Played) -> str:
    return f"{stage.outlets[row.outlet].code}-{row.unloaded_at:%Y%m%d%H%M}"


def _ensure_trips(stage: Stage, played: Iterable[Played], *, at: datetime) -> None:
    wanted = {number: row for row in played if (number := _trip_no(stage, row)) not in stage.trips}
    known = set(LineHaulTrip.objects.filter(trip_no__in=wanted).values_list("trip_no", flat=True))
    new = [
        NewTrip(
            number,
            stage.outlets[row.outlet],
            row.shift,
            planned_at=row.unloaded_at - UNLOADING,
            arrived_at=row.unloaded_at - UNLOADING,
            unloaded_at=row.unloaded_at,
        )
        for number, row in wanted.items()
        if number not in known
    ]
    if new:
        register_trips(new, by=None, at=at)
    stage.trips |= wanted.keys()


def _waybill(stage: Stage, row: Played) -> NewWaybill:
    code = stage.outlets[row.outlet].code
    return NewWaybill(
        row.number, "standard", code, code, _NOBODY, _NOBODY, weight_kg=Decimal(1), entered_at=row.unloaded_at
    )


def _scans(stage: Stage, row: Played) -> Iterator[Scan]:
    """The row's scans, of the best grade: history is judged as if each had been told at once."""
    for index, (event, occurred_at) in enumerate(row.events):
        detail = None
        if event.kind == "problem":
            detail = {"problem": {"occurred_at": occurred_at.isoformat(), **(event.problem or {})}}
        yield Scan(
            uuid5(_SPACE, f"{stage.replay.digest}:{row.line}:{index}"),
            event.kind,
            row.number,
            stage.outlets[row.outlet].code,
            occurred_at,
            trip_no=_trip_no(stage, row) if event.kind in {"arrival", "departure"} else "",
            grade="A",
            detail=detail,
        )


def closings(replay: Replay) -> list[datetime]:
    """The historical instants at which one of the replay's monitor days closes."""
    clocks = Clock.objects.filter(outlet__code__in=replay.outlets)
    found = set(clocks.values_list("arrivals_close_at", flat=True)) | set(
        clocks.values_list("runs_close_at", flat=True)
    )
    return sorted(found)


def judge(replay: Replay, instants: Iterable[datetime]) -> Iterator[datetime]:
    """Sweep as of each of these instants; yields each when it is done."""
    for instant in instants:
        sweep(instant)
        yield instant


def conclude(replay: Replay, *, at: datetime) -> Replay:
    """Work out the judgement and keep it.

    writes   quality_replay
    """
    days = OutletDay.objects.filter(outlet__code__in=replay.outlets)
    fines = Fine.objects.filter(outlet__code__in=replay.outlets).exclude(state=Fine.State.VOID)
    span = days.aggregate(since=Min("day"), until=Max("day"))
    replay.judgement = {
        "since": str(span["since"]),
        "until": str(span["until"]),
        "network": _figures(days.aggregate(**_SUMS)),
        "outlets": [
            {"code": row.pop("outlet__code"), "name": row.pop("outlet__name"), **_figures(row)}
            for row in days.values("outlet__code", "outlet__name").annotate(**_SUMS).order_by("outlet__code")
        ],
        "fines": [
            {"rule": row["violation__rule"], "count": row["n"], "yuan": str(row["yuan"] or Decimal("0.00"))}
            for row in fines.values("violation__rule")
            .annotate(n=Count("pk"), yuan=Sum("yuan"))
            .order_by("violation__rule")
        ],
        "without_rate": fines.filter(Q(yuan=None)).count(),
    }
    replay.ended_at = at
    replay.save()
    return replay


_COUNTS = ("arrivals", "arrivals_met", "deliveries", "deliveries_met", "signs", "signs_met", "problems", "fines")
_SUMS = {f"{name}_": Sum(name) for name in _COUNTS} | {"yuan_": Sum("fines_yuan")}


def _figures(row: dict[str, int | Decimal | None]) -> dict[str, object]:
    counts = {name: row[f"{name}_"] or 0 for name in _COUNTS}
    rates = {
        f"{kind}_on_time": round(counts[f"{kind}_met"] / counts[kind], 4) if counts[kind] else None
        for kind in ("arrivals", "deliveries", "signs")
    }
    return {**counts, **rates, "yuan": str(row["yuan_"] or Decimal("0.00"))}
