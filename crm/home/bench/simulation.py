"""BQ: an edition tried on the network's month."""

import os
from dataclasses import replace

from django.db import connection
from django.utils import timezone

from crm.accounts.models import User
from crm.home.bench.effort import Effort
from crm.home.bench.meters import Take, backends, cpu_a_million, rate, timed
from crm.home.bench.outcome import Outcome
from crm.home.bench.scratch import Scratch
from crm.home.sql import bench_legs as sql
from shipments.models import RuleEdition
from shipments.quality.models import Simulation
from shipments.quality.services.simulating import LONGEST, advance, ask
from shipments.rules.edition import EDITION_1
from shipments.rules.walltime import WallTime

#: A month of four hundred outlets, and what it may take.
MONTH, LIMIT = 15_000_000, 120
ROUNDS = 3


def month(scratch: Scratch, effort: Effort) -> Outcome:
    """A month of 15 M duties, one processor's seconds by what a million of the bench's cost, of two minutes.

    The edition is stricter by five minutes, so that a tenth of the arrival scans become late, and judges every problem
    piece's words anew: one waybill in fifty has one.
    """
    plan = scratch.use(effort.pieces)
    edition, by = _edition(), _person()
    with connection.cursor() as cursor:
        # Workers of a parallel plan are gone before their seconds can be read.
        cursor.execute("SET max_parallel_workers_per_gather = 0")
        cursor.execute(sql.SOME_PROBLEMS)
        cursor.execute("ANALYZE shipments_problemrecord")
        cursor.execute(sql.DUTIES)
        (duties,) = cursor.fetchone()
    first = max(plan.first_day, plan.last_day.fromordinal(plan.last_day.toordinal() - LONGEST + 1))

    def leg() -> Take:
        Simulation.objects.all().delete()
        at = timezone.now()
        asked = ask(edition, first, plan.last_day, by=by, at=at)
        return timed(lambda: _counted(asked, duties), processes=lambda: [os.getpid(), *backends()])

    takes = [leg() for _ in range(ROUNDS)]
    cost = cpu_a_million(takes)
    figures = {"duties_s": rate(takes), "cpu_s_a_million": cost, "month_cpu_s": cost * MONTH / 1e6}
    return Outcome(cost * MONTH / 1e6 / LIMIT, figures | {"duties": duties})


def _counted(asked: Simulation, duties: int) -> int:
    advance(asked.pk, at=timezone.now())
    return duties


def _edition() -> RuleEdition:
    first, *others = EDITION_1.arrival_scan
    data = replace(
        EDITION_1,
        number=99,
        arrival_scan=(replace(first, by=WallTime.of("08:55")), *others),
        matter_letters=EDITION_1.matter_letters + 1,
    ).to_data()
    found, _made = RuleEdition.objects.get_or_create(
        number=99, defaults={"starts_on": EDITION_1.starts_on, "data": data}
    )
    return found


def _person() -> User:
    return User.objects.get_or_create(username="bench", defaults={"name": "bench"})[0]
