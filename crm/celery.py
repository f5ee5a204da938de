"""The Celery app, and the one table of periodic work."""

import os
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import beat_init, worker_init
from kombu.exceptions import OperationalError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")

app = Celery("crm")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

#: What beat rings, and when (Asia/Shanghai). A task is its clock and one service call; twice is always safe.
app.conf.beat_schedule = {
    "sweep": {"task": "shipments.quality.tasks.sweep", "schedule": 60.0, "options": {"expires": 55}},
    "fold_figures": {"task": "shipments.quality.tasks.fold_figures", "schedule": 10.0, "options": {"expires": 9}},
    "fold_volumes": {"task": "customers.tasks.fold_volumes", "schedule": 10.0, "options": {"expires": 9}},
    "send_messages": {"task": "crm.outbox.tasks.send_messages", "schedule": 10.0, "options": {"expires": 9}},
    "follow_up_messages": {
        "task": "crm.outbox.tasks.follow_up_messages",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "tell_deliveries": {"task": "shipments.tasks.tell_deliveries", "schedule": 10.0, "options": {"expires": 9}},
    "thank": {"task": "customers.tasks.thank", "schedule": 10.0, "options": {"expires": 9}},
    "forget_addresses": {"task": "crm.outbox.tasks.forget_addresses", "schedule": crontab(hour=3, minute=50)},
    "refresh_search": {"task": "customers.tasks.refresh_search", "schedule": crontab(hour=4, minute=20)},
    "find_duplicates": {"task": "customers.tasks.find_duplicates", "schedule": crontab(hour=4, minute=40)},
    "follow_up": {"task": "shipments.tasks.follow_up", "schedule": 60.0, "options": {"expires": 55}},
    "clear_away": {"task": "shipments.tasks.clear_away", "schedule": 900.0, "options": {"expires": 600}},
    "forget_receipts": {"task": "shipments.tasks.forget_receipts", "schedule": crontab(hour=3, minute=40)},
    "close_months": {"task": "shipments.quality.tasks.close_months", "schedule": crontab(minute=10, hour=3)},
    "look_at_radar": {"task": "shipments.quality.tasks.look_at_radar", "schedule": crontab(minute=20, hour=3)},
    "score_last_month": {
        "task": "shipments.quality.tasks.score_last_month",
        "schedule": crontab(minute=40, hour=3, day_of_month="1-10"),
    },
    "evaluate_tiers": {
        "task": "customers.tasks.evaluate_tiers",
        "schedule": crontab(minute=0, hour=4, day_of_month="1-10"),
    },
    "draft_next": {
        "task": "crm.calendar.tasks.draft_next",
        "schedule": crontab(minute=30, hour=1, month_of_year=12),
    },
    "end_overrides": {"task": "customers.tasks.end_overrides", "schedule": crontab(minute=5, hour=0)},
    "watch_churn": {"task": "customers.tasks.watch_churn", "schedule": crontab(hour=4, minute=40)},
    "plan_callbacks": {"task": "customers.tasks.plan_callbacks", "schedule": crontab(hour=5, minute=10)},
    "roll_dates": {"task": "customers.tasks.roll_dates", "schedule": crontab(minute=15, hour=0)},
    "earn_points": {"task": "shipments.tasks.earn_points", "schedule": crontab(hour=2, minute=20)},
    "end_points": {"task": "customers.tasks.end_points", "schedule": crontab(hour=3, minute=30)},
    "post_greetings": {"task": "customers.tasks.post_greetings", "schedule": 60.0, "options": {"expires": 55}},
    "draft_next_plans": {
        "task": "customers.tasks.draft_next_plans",
        "schedule": crontab(minute=35, hour=1, month_of_year="11,12"),
    },
    "greet_dates": {"task": "customers.tasks.greet_dates", "schedule": crontab(minute="10,40", hour="7-19")},
    "continue_imports": {"task": "crm.imports.tasks.continue_imports", "schedule": 60.0},
    "write_exports": {"task": "crm.exports.tasks.write_exports", "schedule": 60.0},
    "continue_simulations": {"task": "shipments.quality.tasks.continue_simulations", "schedule": 60.0},
}


@worker_init.connect
@beat_init.connect
def refuse_eviction(**_signal: Any) -> None:
    """An LRU policy drops queued tasks silently: worker and beat do not start on it."""
    try:
        with app.connection_for_write() as link:
            memory = link.default_channel.client.info("memory")
    except OperationalError:
        return  # not there yet: Celery itself says so and tries again
    if (policy := memory.get("maxmemory_policy", "noeviction")) != "noeviction":
        raise SystemExit(f"Redis drops queued tasks under maxmemory-policy {policy}: set noeviction, start again.")
