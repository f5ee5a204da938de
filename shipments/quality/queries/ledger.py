"""What an outlet's account comes to, by what was charged and what was taken back."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, QuerySet, Sum

from shipments.quality.models import LedgerEntry, Statement, Violation

#: The entries of a list or a sheet, each with its fine.
ENTRIES = LedgerEntry.objects.select_related("outlet", "fine__violation__waybill", "fine__violation__piece").defer(
    "fine__violation__evidence"
)
ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class ChargeLine:
    """One charge of a statement: fines, and what was taken back of them, each as count and yuan."""

    charge: Violation.Charge
    fines: int
    fined_yuan: Decimal
    taken_back: int
    taken_back_yuan: Decimal

    @property
    def yuan(self) -> Decimal:
        return self.fined_yuan + self.taken_back_yuan


def by_charge(entries: QuerySet[LedgerEntry]) -> list[ChargeLine]:
    """The entries' sums, a line a charge that has any, in the charges' own order. One query."""
    rows = (
        entries.order_by().values_list("fine__violation__charge", "kind").annotate(count=Count("pk"), yuan=Sum("yuan"))
    )
    found = {(charge, kind == LedgerEntry.Kind.FINE): (0, ZERO) for charge, kind, *_sums in rows}
    for charge, kind, count, yuan in rows:
        key = charge, kind == LedgerEntry.Kind.FINE
        found[key] = found[key][0] + count, found[key][1] + yuan
    return [
        ChargeLine(charge, *found.get((charge, True), (0, ZERO)), *found.get((charge, False), (0, ZERO)))
        for charge in Violation.Charge
        if (charge, True) in found or (charge, False) in found
    ]


def account_balance(outlet_id: int) -> Decimal:
    """What the outlet owes now: its last statement, and what was booked since."""
    last = Statement.objects.filter(outlet=outlet_id).order_by("-month").values_list("closing_yuan", flat=True).first()
    since = LedgerEntry.objects.filter(outlet=outlet_id, statement=None).aggregate(sum=Sum("yuan"))["sum"]
    return (last or ZERO) + (since or ZERO)
