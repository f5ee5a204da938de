"""How far the scanning of one trip has come."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q

from shipments.models import Clock, LineHaulTrip, PieceArrival

#: So many missing numbers are listed; the rest is behind the link.
LISTED = 200


@dataclass(frozen=True, slots=True)
class TripTally:
    """`late`: scanned after the deadline, or missing now that it has passed."""

    trip: LineHaulTrip
    clock: Clock
    expected: int
    scanned: int
    late: int
    missing_numbers: tuple[str, ...]

    @property
    def missing(self) -> int:
        return self.expected - self.scanned

    @property
    def unlisted(self) -> int:
        return max(0, self.missing - LISTED)

    @property
    def listed(self) -> tuple[str, ...]:
        return self.missing_numbers[:LISTED]


def trip_tally(trip: LineHaulTrip, *, at: datetime) -> TripTally | None:
    """None while the trip has no clock yet."""
    clock = Clock.objects.filter(trip=trip).first()
    if clock is None:
        return None
    arrivals = PieceArrival.objects.filter(clock=clock, dropped=False)
    done = Q(scanned_at__isnull=False)
    sums = arrivals.aggregate(
        expected=Count("pk"),
        scanned=Count("pk", filter=done),
        done_late=Count("pk", filter=Q(scanned_at__gt=F("clock__arrival_due_at"))),
    )
    missing = arrivals.filter(scanned_at=None).order_by("piece__number").values_list("piece__number", flat=True)
    late = sums["done_late"] + (sums["expected"] - sums["scanned"] if at > clock.arrival_due_at else 0)
    return TripTally(trip, clock, sums["expected"], sums["scanned"], late, tuple(missing))
