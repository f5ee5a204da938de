from celery import shared_task
from django.utils import timezone

from crm.imports.models import ImportFile
from crm.imports.services.running import advance


@shared_task
def continue_import(file_id: int) -> None:
    """Rung when a file is too long for the request that brought it. Twice is safe: chunks are taken once."""
    advance(file_id, at=timezone.now())


@shared_task
def continue_imports() -> int:
    """Every minute: files whose worker died. Twice is safe: chunks are taken once."""
    waiting = list(ImportFile.objects.unfinished().order_by("id").values_list("id", flat=True))
    for file_id in waiting:
        advance(file_id, at=timezone.now())
    return len(waiting)
