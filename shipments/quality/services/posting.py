"""Posting a violation with its fine and ledger row, and taking it back in the open."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from django.db.models import Sum

from shipments.models import DayTouched
from shipments.quality.models import Appeal, Fine, LedgerEntry, Violation
from shipments.rules.edition import Edition
from shipments.rules.rates import fine_yuan


def _nobody(violation: Violation) -> None:
    """The sweep issues by itself."""


def post_violations(
    violations: Sequence[Violation],
    editions: dict[int, Edition],
    *,
    at: datetime,
    issuer: Callable[[Violation], int | None] = _nobody,
) -> list[Fine]:
    """Write violations that the caller has made sure do not stand yet, each with its fine.

    editions   by key of the RuleEdition row
    issuer     key of the person who found the violation; None where the sweep did
    writes     quality_violation, quality_fine, quality_ledgerentry, shipments_daytouched
    """
    Violation.objects.bulk_create(violations)
    touch_days(violations)
    fines = Fine.objects.bulk_create(
        [
            Fine(
                violation=violation,
                outlet_id=violation.outlet_id,
                yuan=fine_yuan(editions[violation.edition_id], violation.rule),
                posted_at=at,
                issuer_id=issuer(violation),
            )
            for violation in violations
        ]
    )
    _book([(fine, fine.yuan) for fine in fines if fine.yuan is not None], LedgerEntry.Kind.FINE, at=at)
    return fines


def void_violations(violations: Sequence[Violation], reason: str, *, at: datetime) -> list[Fine]:
    """Take violations back: they stay readable, their fines are void, and the ledger gives back what is still owed.

    writes   quality_violation, quality_fine, quality_ledgerentry, quality_appeal, shipments_daytouched
    """
    ids = [violation.pk for violation in violations]
    Violation.objects.filter(pk__in=ids).update(voided_at=at, void_reason=reason)
    touch_days(violations)
    fines = list(Fine.objects.select_for_update().filter(violation_id__in=ids).order_by("pk"))
    Fine.objects.filter(violation_id__in=ids).update(state=Fine.State.VOID)
    Appeal.objects.filter(fine__in=fines, state__in=Appeal.WAITING).update(state=Appeal.State.MOOT)
    owed = balances(fines)
    _book([(fine, -owed[fine.pk]) for fine in fines if owed.get(fine.pk)], LedgerEntry.Kind.REVERSAL, at=at)
    return fines


def touch_days(violations: Iterable[Violation]) -> None:
    """The figures of these violations' days are to be counted again.

    writes   shipments_daytouched
    """
    days = {(violation.outlet_id, violation.day) for violation in violations}
    DayTouched.objects.bulk_create([DayTouched(outlet_id=outlet, day=day) for outlet, day in sorted(days)])


def balances(fines: Sequence[Fine]) -> dict[int, Decimal]:
    """What is owed for each of these fines, by key; a fine without entries has none."""
    entries = LedgerEntry.objects.filter(fine__in=fines).order_by()
    return dict(entries.values_list("fine").annotate(owed=Sum("yuan")))


def _book(rows: Iterable[tuple[Fine, Decimal]], kind: str, *, at: datetime) -> None:
    LedgerEntry.objects.bulk_create(
        [LedgerEntry(fine=fine, outlet_id=fine.outlet_id, kind=kind, yuan=yuan, at=at) for fine, yuan in rows]
    )
