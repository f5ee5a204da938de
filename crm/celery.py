"""The Celery app, and the one table of periodic work."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")

app = Celery("crm")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

#: What beat rings, and when (Asia/Shanghai). A task is its clock and one service call; twice is always safe.
app.conf.beat_schedule = {}
