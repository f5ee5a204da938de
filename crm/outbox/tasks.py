"""What beat rings about messages: each task is its clock and one service call."""

from celery import shared_task
from django.utils import timezone

from crm.outbox.services import forgetting, receipts, recovering, sending, stopping


@shared_task
def send_messages() -> None:
    """Every ten seconds, and then for half a minute at most: as many workers as rings overlap.

    Safe to run twice, or on several workers at once: each message is claimed by one of them.
    """
    recovering.recover(timezone.now())
    sending.send_due(at=timezone.now(), seconds=25)


@shared_task
def follow_up_messages() -> None:
    """Every minute: stopped batches set aside, receipts that were quicker than we are brought to their messages,
    messages that no receipt came for labelled. Safe to run twice.
    """
    stopping.move_stopped(timezone.now())
    receipts.catch_up(timezone.now())
    recovering.label_unreceipted(timezone.now())


@shared_task
def forget_addresses() -> None:
    """Every night. Safe to run twice: the first of a day does it."""
    forgetting.forget_addresses(timezone.now())
