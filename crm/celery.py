"""The Celery app, and the one table of periodic work."""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, worker_init
from django.conf import settings

from crm.local.eviction import eviction_problem

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")

app = Celery("crm")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

#: What beat rings, and when (Asia/Shanghai). A task is its clock and one service call; twice is always safe.
app.conf.beat_schedule = {}


@worker_init.connect
@beat_init.connect
def refuse_eviction(**_signal: Any) -> None:
    """An LRU policy drops tasks silently: better not to start."""
    if problem := eviction_problem(settings.REDIS_URL):
        raise SystemExit(problem)
