"""The one table of periodic work."""

import pytest

from crm.celery import app
from shipments.quality.models import Fine
from shipments.quality.tasks import fold_figures, sweep
from tests import make


def test_beat_rings_tasks_that_exist():
    app.loader.import_default_modules()

    rung = {entry["task"] for entry in app.conf.beat_schedule.values()}

    assert rung <= set(app.tasks)
    assert {"shipments.quality.tasks.sweep", "shipments.quality.tasks.fold_figures"} <= rung
    assert app.conf.beat_schedule["sweep"]["schedule"] <= 60


@pytest.mark.django_db(transaction=True)
def test_the_task_is_the_sweep():
    clock = make.clock(arrivals_closed_at=make.NOON)
    make.arrival(clock, to_judge=True)

    sweep()
    sweep()
    fold_figures()

    assert Fine.objects.count() == 1
    assert clock.outlet.days.get().fines == 1
