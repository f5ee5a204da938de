"""Judging a history that has been taken in: the sweeps at their historical instants, and what came out."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from django.db import connection
from django.db.models import Count, Max, Min, Q, Sum

from crm.home.replay.mapping import Map
from shipments.models import Clock
from shipments.quality.models import Fine, OutletDay, Replay
from shipments.quality.services.sweeping import sweep, sweep_history


def closings(replay: Replay) -> list[datetime]:
    """The historical instants at which one of the replay's monitor days closes."""
    clocks = Clock.objects.filter(outlet__code__in=replay.outlets)
    found = set(clocks.values_list("arrivals_close_at", flat=True)) | set(
        clocks.values_list("runs_close_at", flat=True)
    )
    return sorted(found)


def judge(replay: Replay, instants: Sequence[datetime]) -> Iterator[datetime]:
    """Sweep as of each of these instants; yields each when it is done."""
    with connection.cursor() as cursor:
        # A sweep that a crash takes back is done again, as nothing keeps count of them.
        cursor.execute("SET synchronous_commit = off")
        try:
            yield from sweep_history(instants)
        finally:
            cursor.execute("RESET synchronous_commit")


def conclude(replay: Replay, map_: Map, *, at: datetime) -> Replay:
    """Sweep as of now, work out the judgement and keep it.

    writes   quality_replay, and what `sweep` writes
    """
    sweep(at)
    days = OutletDay.objects.filter(outlet__code__in=replay.outlets)
    fines = Fine.objects.filter(outlet__code__in=replay.outlets).exclude(state=Fine.State.VOID)
    span = days.aggregate(since=Min("day"), until=Max("day"))
    replay.judgement = {
        "title": map_.title,
        "assumption": " ".join(map_.assumption.split()),
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
