"""What beat rings for shipments: each task is its clock and a service call. The schedule is in `crm/celery.py`."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from shipments.services.cods import follow_cods
from shipments.services.deliveries import tell_deliveries as tell
from shipments.services.picture_files import sweep_orphans
from shipments.services.points import earn_points as earn
from shipments.services.problem_closing import close_problems
from shipments.services.receipts import follow_receipts
from shipments.services.sign_drafts import forget_drafts
from shipments.services.upload_receipts import forget_uploads


@shared_task
def follow_up() -> None:
    """Every minute: cash on delivery, return receipts and problem pieces follow the scans. Safe to run twice."""
    at = timezone.now()
    follow_cods(at)
    follow_receipts(at)
    close_problems(at)


@shared_task
def tell_deliveries() -> None:
    """Every ten seconds: what was delivered, to those who care for the customers. Safe to run twice."""
    at = timezone.now()
    while tell(at):
        pass


@shared_task
def clear_away() -> None:
    """Every quarter of an hour: what a crash left of pictures, drafts nobody came back for. Safe to run twice."""
    at = timezone.now()
    sweep_orphans(at)
    forget_drafts(at)


@shared_task
def forget_receipts() -> None:
    """Every night: receipts of phones' uploads that are older than SCAN_RECEIPT_DAYS. Safe to run twice."""
    forget_uploads(timezone.now(), days=settings.SCAN_RECEIPT_DAYS)


@shared_task
def earn_points() -> None:
    """Every night: points for the freight of the days before. Safe to run twice."""
    earn(timezone.now())
