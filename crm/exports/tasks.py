from celery import shared_task
from django.utils import timezone

from crm.exports.models import Export
from crm.exports.services import exporting


@shared_task
def write_export(export_id: int) -> None:
    """Rung when a file is too long for the request that asked for it. Twice is safe: it is written once."""
    exporting.write(export_id, at=timezone.now())


@shared_task
def write_exports() -> int:
    """Every minute: exports whose worker died, and the end of those that nobody fetched. Twice is safe."""
    waiting = list(Export.objects.unfinished().order_by("id").values_list("id", flat=True))
    written = sum(exporting.write(number, at=timezone.now()) for number in waiting)
    exporting.forget_old(timezone.now())
    return written
