"""Receipts of phones' uploads go when nobody disputes them any more; what was scanned stays."""

from datetime import datetime, timedelta

from shipments.models import ScanUpload

#: As many as one statement removes: each holds some 100 kB.
TOGETHER = 500


def forget_uploads(at: datetime, *, days: int) -> int:
    """Remove the receipts of more than `days` days ago, in batches; 0 keeps all. Safe to stop, and to run twice.

    A batch that is sent again after that is recorded as before: its scans are known by their own ids.

    returns   how many
    writes    shipments_scanupload; uses upload_newest
    """
    if not days:
        return 0
    old = ScanUpload.objects.filter(received_at__lt=at - timedelta(days=days)).order_by("received_at", "id")
    removed = 0
    while batch := ScanUpload.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:TOGETHER])).delete()[0]:
        removed += batch
    return removed
