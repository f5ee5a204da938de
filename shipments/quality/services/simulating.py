"""The rule simulator (Q7): what an edition would have fined on days gone by, beside what was fined.

Trucks, scans and the words of problem records are as they were; deadlines, amounts and what words mean are the
edition's. What persons have found (a false problem, a spot check, a weight) stays found. Fines are as the sweep
charges them: what was appealed or waived afterwards is not looked at. No live row is written, and a day is read in one
snapshot.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from crm.accounts.models import User
from crm.shared.errors import Refused
from crm.shared.snapshots import one_snapshot
from shipments.models import RuleEdition
from shipments.quality.models import SimulatedFines, Simulation
from shipments.quality.services.tried_clocks import Scope, TriedClocks, tried_clocks
from shipments.quality.services.tried_problems import TriedFine, tried_problem_fines
from shipments.quality.sql import simulated_fines as sql
from shipments.rules.edition import Edition

#: Days that one simulation may cover.
LONGEST = 31
#: Simulations that are kept, the newest ones.
KEPT = 40


@dataclass(frozen=True, slots=True)
class Rates:
    """What a fine costs, by the number of the edition and the rule; None where no rate is set."""

    yuan: dict[tuple[int, str], Decimal | None]
    tried: dict[str, Decimal | None]

    @classmethod
    def read(cls, tried: Edition) -> "Rates":
        book = [Edition.from_data(data) for data in RuleEdition.objects.published().values_list("data", flat=True)]
        yuan = {(edition.number, rate.code): rate.yuan for edition in book for rate in edition.rates}
        return cls(yuan, {rate.code: rate.yuan for rate in tried.rates})

    def both(self, fine: TriedFine) -> tuple[Decimal | None, Decimal | None]:
        """Of one such fine, before and after."""
        return self.yuan.get((fine.edition, fine.was_rule)), self.tried.get(fine.rule)


def ask(edition: RuleEdition, since: date, until: date, *, by: User, at: datetime) -> Simulation:
    """Note that somebody wants to see an edition tried; `advance` then does it, day by day.

    raises   Refused for a period that ends before it begins, is too long, or is not over
    writes   quality_simulation, quality_simulatedfines
    """
    if not 0 <= (until - since).days < LONGEST:
        raise Refused(_("Choose at most %(days)s days, the first one first.") % {"days": LONGEST}, code="period")
    with transaction.atomic():
        for old in Simulation.objects.all()[KEPT - 1 :]:
            old.delete()
        return Simulation.objects.create(
            edition=edition, data=edition.data, since=since, until=until, asked_by=by, asked_at=at
        )


def advance(simulation_id: int, *, at: datetime, days: int | None = None) -> None:
    """Go on with a simulation, so many days at most. Twice at once is safe: a day is taken by one.

    writes   quality_simulatedfines; the position in quality_simulation
    """
    while days is None or days > 0:
        if not _one_day(simulation_id, at=at):
            return
        days = None if days is None else days - 1


def unfinished() -> list[int]:
    """Uses index simulation_running."""
    return list(Simulation.objects.filter(ended_at=None).order_by("id").values_list("id", flat=True))


def _one_day(simulation_id: int, *, at: datetime) -> bool:
    """Whether there was a day left, and nobody else was at it."""
    with one_snapshot():
        waiting = Simulation.objects.select_for_update(skip_locked=True).filter(pk=simulation_id, ended_at=None)
        if (simulation := waiting.first()) is None:
            return False
        day = simulation.next_day
        scope, edition = Scope(day, day), Edition.from_data(simulation.data)
        _keep(simulation, count_fines(edition, scope, at=simulation.asked_at), Rates.read(edition))
        simulation.done += 1
        simulation.duties += _duties(scope)
        simulation.ended_at = at if simulation.done == simulation.days else None
        simulation.save(update_fields=["done", "duties", "ended_at"])
    return simulation.ended_at is None


def _keep(simulation: Simulation, fines: Iterable[TriedFine], rates: Rates) -> None:
    lines = []
    for fine in fines:
        was, is_now = rates.both(fine)
        lines.append(
            SimulatedFines(
                simulation=simulation,
                outlet_id=fine.outlet,
                day=fine.day,
                charge=fine.charge,
                was_rule=fine.was_rule,
                rule=fine.rule,
                count=fine.count,
                was_yuan=None if was is None else was * fine.count,
                yuan=None if is_now is None else is_now * fine.count,
            )
        )
    SimulatedFines.objects.bulk_create(lines, batch_size=2000)


def count_fines(edition: Edition, scope: Scope, *, at: datetime) -> list[TriedFine]:
    """How many fines of which rule there are, and would be: one row for all that are alike."""
    clocks = tried_clocks(edition, scope, at=at)
    counted = [TriedFine(*row) for statement in sql.COUNTS for row in _rows(statement, clocks)]
    alike = Counter[tuple[Any, ...]]()
    for fine in _by_persons_and_problems(edition, clocks, scope):
        alike[fine.charge, fine.outlet, fine.day, fine.edition, fine.was_rule, fine.rule] += 1
    return [*counted, *(TriedFine(*key, count) for key, count in alike.items())]


def list_fines(edition: Edition, scope: Scope, *, at: datetime) -> list[TriedFine]:
    """The same one by one."""
    clocks = tried_clocks(edition, scope, at=at)
    listed = [TriedFine(*row) for statement in sql.LISTS for row in _rows(statement, clocks)]
    return [*listed, *_by_persons_and_problems(edition, clocks, scope)]


def _by_persons_and_problems(edition: Edition, clocks: TriedClocks, scope: Scope) -> Iterator[TriedFine]:
    found = (fine for fine in tried_problem_fines(edition, clocks.by_clock, scope) if fine.was_rule or fine.rule)
    yield from found
    with connection.cursor() as cursor:
        cursor.execute(sql.BY_PERSONS, scope.as_parameters())
        yield from (TriedFine(*row) for row in cursor.fetchall())


def _rows(statement: str, clocks: TriedClocks) -> Sequence[tuple[Any, ...]]:
    if not clocks.by_clock:
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement, clocks.as_parameters())
        return cursor.fetchall()


def _duties(scope: Scope) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql.DUTIES, scope.as_parameters())
        return int(cursor.fetchone()[0])
