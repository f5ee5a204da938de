"""What beat rings in quality control: each task is its clock and one service call."""

from celery import shared_task
from django.utils import timezone

from shipments.quality.services import figures, performance, radar, simulating, statements, sweeping


@shared_task
def sweep() -> None:
    """Every minute. Safe to run twice, or on two workers at once: each row is claimed by one of them."""
    sweeping.sweep(timezone.now())


@shared_task
def fold_figures() -> None:
    """Every ten seconds, so that the dashboard follows the scans. Safe to run twice."""
    while figures.fold_figures(timezone.now()):
        pass


@shared_task
def continue_simulation(simulation_id: int) -> None:
    """Rung when a simulation is too long for the request that asked for it. Twice is safe: a day is taken by one."""
    simulating.advance(simulation_id, at=timezone.now())


@shared_task
def continue_simulations() -> None:
    """Every minute: simulations whose worker died. Twice is safe."""
    for simulation_id in simulating.unfinished():
        simulating.advance(simulation_id, at=timezone.now())


@shared_task
def close_months() -> None:
    """Every night: the statements of each month that is over. Safe to run twice."""
    statements.close_months(timezone.now())


@shared_task
def look_at_radar() -> None:
    """Every night, when the day is closed. Safe to run twice."""
    radar.look(timezone.now())


@shared_task
def score_last_month() -> None:
    """Every night of a month's first days, while appeals still change the month before. Safe to run twice."""
    performance.score_last_month(timezone.now())
