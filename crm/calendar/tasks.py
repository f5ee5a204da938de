"""What beat rings about the calendar."""

from celery import shared_task
from django.utils import timezone

from crm.calendar.services import years


@shared_task
def draft_next() -> None:
    """Every night of December: next year's holidays, for a person to confirm. Safe to run twice."""
    years.draft_next(timezone.now())
