"""Two people at once: one wins, the other is told. A sample in every run; all of them:

RACES=200 python3 manage.py test tests/shipments/quality/services/test_appeal_races.py
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.db import connection

from crm.accounts.roles import Role
from crm.shared.errors import Refused
from shipments.quality.models import Appeal, LedgerEntry
from shipments.quality.services.appeals import Ruling, decide
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)
RACES = int(os.environ.get("RACES", "20"))


def at_once(*deeds: Callable[[], object]) -> list[str]:
    """What became of each: "done", or the code of its refusal."""
    barrier = Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> str:
        barrier.wait()
        try:
            deed()
        except Refused as refusal:
            return refusal.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def test_of_two_deciders_one_wins():
    judges, outlet = [make.user(Role.INSPECTOR), make.user(Role.APPEALS_SUPERVISOR)], make.outlet()
    by = make.user(Role.MANAGER, outlet)
    clock, rulings = make.clock(outlet), [Ruling("overturned", "线车晚到"), Ruling("sustained", "AS1")]

    for _race in range(RACES):
        fine = make.announced(make.fine(make.run(clock), yuan="100.00"))
        appeal = make.appeal(fine, by=by)
        pairs = zip(judges, rulings, strict=True)
        ends = at_once(*(partial(decide, appeal, ruling, by=judge, at=make.NOON) for judge, ruling in pairs))

        decided = Appeal.objects.get(pk=appeal.pk)
        assert sorted(ends) == ["done", "not_open"]
        assert decided.decided_by_id == judges[ends.index("done")].pk
        assert LedgerEntry.objects.filter(fine=fine).count() == (2 if decided.state == "overturned" else 1)


def test_of_two_appeals_one_is_lodged():
    outlet = make.outlet()
    people = [make.user(Role.MANAGER, outlet), make.user(Role.SERVICE_CLERK, outlet)]
    clock = make.clock(outlet)

    for _race in range(RACES):
        fine = make.announced(make.fine(make.run(clock), yuan="100.00"))
        ends = at_once(*(partial(make.appeal, fine, by=by) for by in people))

        assert sorted(ends) == ["appeal_open", "done"]
        assert Appeal.objects.filter(fine=fine).count() == 1
