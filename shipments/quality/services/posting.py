"""Posting a violation with its fine and ledger row, and taking it back in the open."""

from collections.abc import Sequence
from datetime import datetime

from shipments.quality.models import Fine, LedgerEntry, Violation
from shipments.rules.edition import Edition
from shipments.rules.rates import fine_yuan


def post_violations(violations: Sequence[Violation], editions: dict[int, Edition], *, at: datetime) -> list[Fine]:
    """Write violations that the caller has made sure do not stand yet, each with its fine.

    editions   by key of the RuleEdition row
    writes     quality_violation, quality_fine, quality_ledgerentry
    """
    Violation.objects.bulk_create(violations)
    fines = Fine.objects.bulk_create(
        [
            Fine(
                violation=violation,
                outlet_id=violation.outlet_id,
                yuan=fine_yuan(editions[violation.edition_id], violation.rule),
                posted_at=at,
            )
            for violation in violations
        ]
    )
    _book(fines, LedgerEntry.Kind.FINE, at=at, sign=1)
    return fines


def void_violations(violations: Sequence[Violation], reason: str, *, at: datetime) -> list[Fine]:
    """Take violations back: they stay readable, their fines are void and the ledger gets the reversal.

    writes   quality_violation, quality_fine, quality_ledgerentry
    """
    ids = [violation.pk for violation in violations]
    Violation.objects.filter(pk__in=ids).update(voided_at=at, void_reason=reason)
    fines = list(Fine.objects.filter(violation_id__in=ids))
    Fine.objects.filter(violation_id__in=ids).update(state=Fine.State.VOID)
    _book(fines, LedgerEntry.Kind.REVERSAL, at=at, sign=-1)
    return fines


def _book(fines: Sequence[Fine], kind: str, *, at: datetime, sign: int) -> None:
    LedgerEntry.objects.bulk_create(
        [
            LedgerEntry(fine=fine, outlet_id=fine.outlet_id, kind=kind, yuan=sign * fine.yuan, at=at)
            for fine in fines
            if fine.yuan is not None
        ]
    )
