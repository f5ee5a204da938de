"""What beat rings in quality control: each task is its clock and one service call."""

from celery import shared_task
from django.utils import timezone

from shipments.quality.services import figures, sweeping


@shared_task
def sweep() -> None:
    """Every minute. Safe to run twice, or on two workers at once: each row is claimed by one of them."""
    sweeping.sweep(timezone.now())


@shared_task
def fold_figures() -> None:
    """Every ten seconds, so that the dashboard follows the scans. Safe to run twice."""
    while figures.fold_figures(timezone.now()):
        pass
