"""What beat rings about customers: each task is its clock and one service call."""

from celery import shared_task
from django.utils import timezone

from customers.models import GreetingPlan
from customers.services import (
    callbacks,
    churn,
    contacts,
    date_greetings,
    duplicates,
    greetings,
    merging,
    thanks,
    tier_overrides,
    tiering,
    volumes,
)
from customers.services.points_ending import end_points as end
from customers.services.searching import refresh_missing


@shared_task
def fold_volumes() -> None:
    """Every ten seconds, so that a customer's figures follow the waybills. Safe to run twice."""
    while volumes.fold_volumes(timezone.now()):
        pass


@shared_task
def thank() -> None:
    """Every ten seconds, after what was delivered is told. Safe to run twice."""
    at = timezone.now()
    while thanks.thank(at):
        pass
    thanks.mark_called(at)


@shared_task
def refresh_search() -> None:
    """Every night: files that nobody would find, of an older version or written by hand."""
    while refresh_missing():
        pass


@shared_task
def evaluate_tiers() -> None:
    """Every night of a month's first days, until it is done. Safe to run twice."""
    tiering.evaluate_due(timezone.now())


@shared_task
def end_overrides() -> None:
    """Every night: tiers given by persons until yesterday. Safe to run twice."""
    while tier_overrides.end_overrides(timezone.now()):
        pass


@shared_task
def watch_churn() -> None:
    """Every night, before the calls are planned: who is lost is not called back. Safe to run twice."""
    churn.watch_churn(timezone.now())


@shared_task
def plan_callbacks() -> None:
    """Every night, for the working days ahead. Safe to run twice."""
    callbacks.plan_callbacks(timezone.now())


@shared_task
def find_duplicates() -> None:
    """Every night, after the search entries: files that may be the same customer. Twice changes nothing."""
    merging.gather_strays(timezone.now(), within=merging.STRAYS_AT_NIGHT)
    duplicates.find_duplicates(timezone.now())


@shared_task
def roll_dates() -> None:
    """Every night: birthdays and founding days of yesterday come again. Safe to run twice."""
    while contacts.roll_dates(timezone.now()):
        pass


@shared_task
def end_points() -> None:
    """Every night, after points were earned: those of a month end, those of the next are told of. Safe to run twice."""
    end(timezone.now())


@shared_task
def draw_up_plan(pk: int) -> None:
    """The list of a large network's plan, asked for on its page."""
    if plan := GreetingPlan.objects.filter(pk=pk, state=GreetingPlan.State.DRAFT).first():
        greetings.draw_up(plan)


@shared_task
def post_greetings() -> None:
    """Every minute: what plans that were started have not posted yet. Safe to run twice."""
    greetings.post_greetings(timezone.now())


@shared_task
def draft_next_plans() -> None:
    """Every night of the last months, once a year. Safe to run twice."""
    greetings.draft_next_plans(timezone.now())


@shared_task
def greet_dates() -> None:
    """Every half hour of the morning and the day, until it is done. Safe to run twice."""
    date_greetings.greet_dates(timezone.now())
