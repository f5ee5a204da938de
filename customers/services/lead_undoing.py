"""An import of leads taken back. It only ever opens leads, so what is undone goes, with its first step."""

from collections.abc import Sequence
from dataclasses import dataclass

from customers.models import Lead


@dataclass(frozen=True, slots=True)
class Opened:
    """A row of an import, and the lead's version when it was opened."""

    lead_id: int
    version: int


def take_back(rows: Sequence[Opened]) -> list[str]:
    """Undo these rows in the caller's transaction. For each "" or why it was left: edited_since, gone_since.

    writes   customers_lead, customers_leadstep
    """
    held = Lead.objects.select_for_update().filter(pk__in=[row.lead_id for row in rows]).order_by("pk")
    versions = dict(held.values_list("pk", "version"))
    codes = [_untouched(row, versions.get(row.lead_id)) for row in rows]
    Lead.objects.filter(pk__in=[row.lead_id for row, code in zip(rows, codes, strict=True) if not code]).delete()
    return codes


def _untouched(row: Opened, version: int | None) -> str:
    """Every step, correction and handing over gives a lead another version."""
    if version is None:
        return "gone_since"
    return "" if version == row.version else "edited_since"
