"""Who has taken how much along."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Count, Sum

from crm.exports.models import Export


def fetched_since(since: datetime, *, kinds: Collection[str] | None = None) -> dict[int, tuple[int, int]]:
    """Person → (files, rows) fetched since then, of these kinds or of all. Uses index export_fetched."""
    rows = Export.objects.filter(state=Export.State.FETCHED, fetched_at__gte=since)
    if kinds is not None:
        rows = rows.filter(kind__in=kinds)
    counted = rows.order_by().values_list("asked_by").annotate(files=Count("id"), rows_=Sum("rows"))
    return {person: (files, total) for person, files, total in counted}
