"""The four questions of the delivery monitor (source: 5.5.7): what should have been told, and was not."""

from datetime import date, datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from crm.shared.days import midnight
from shipments.models import DeliveryRun, Picture, PieceArrival, ProblemFollowUp, ProblemRecord


def to_deliver() -> QuerySet[DeliveryRun]:
    """Runs whose duties stand: neither withdrawn by later news nor lifted by a problem."""
    return DeliveryRun.objects.filter(dropped=False, delivers=True)


def not_sent_out(runs: QuerySet[DeliveryRun]) -> QuerySet[DeliveryRun]:
    """Arrived, and nothing after it. Uses index: arrival_once_per_piece_and_trip."""
    came = PieceArrival.objects.filter(
        piece__waybill=OuterRef("waybill"), outlet=OuterRef("outlet"), dropped=False, scanned_at__isnull=False
    )
    return runs.filter(Exists(came), out_at=None, delivered_at=None, signed_at=None, lifted_at=None)


def sent_out_unsigned(runs: QuerySet[DeliveryRun]) -> QuerySet[DeliveryRun]:
    gone = Q(out_at__isnull=False) | Q(delivered_at__isnull=False)
    return runs.filter(gone, signed_at=None, lifted_at=None)


def signed_without_picture(runs: QuerySet[DeliveryRun]) -> QuerySet[DeliveryRun]:
    """Uses index: picture_once_per_event."""
    shown = Picture.objects.filter(waybill=OuterRef("waybill"), kind=Picture.Kind.SIGN)
    return runs.filter(~Exists(shown), signed_at__isnull=False)


def not_followed_up(problems: QuerySet[ProblemRecord], *, at: datetime) -> QuerySet[ProblemRecord]:
    """Open, and nobody has ever asked, or somebody should have asked again by now."""
    asked = ProblemFollowUp.objects.filter(problem=OuterRef("pk"))
    return problems.filter(~Exists(asked) | Q(follow_up_at__lte=at), closed_at=None, withdrawn=False)


def runs_within(runs: QuerySet[DeliveryRun], since: date, until: date) -> QuerySet[DeliveryRun]:
    """By business day, both ends in. Uses index: clock_by_outlet_day, run_by_clock."""
    # That a run's clock is of its own outlet goes without saying, but tells the planner that the first index serves.
    return runs.filter(clock__day__range=(since, until), clock__outlet=F("outlet"))


def problems_within(problems: QuerySet[ProblemRecord], since: date, until: date) -> QuerySet[ProblemRecord]:
    """By the day of the registration, both ends in. Uses index: problem_by_outlet."""
    return problems.filter(registered_at__gte=midnight(since), registered_at__lt=midnight(until + timedelta(days=1)))
