"""What went wrong with a customer's parcels, as far as shipments know."""

from collections.abc import Mapping, Sequence

from django.db.models import Exists, F, OuterRef, Q

from customers.models import ThankYou
from customers.troubles import Parcel, register
from shipments.models import DeliveryRun, ProblemRecord, Waybill

Trouble = ThankYou.Trouble


def fill_troubles() -> None:
    register(troubles_of)


def troubles_of(parcels: Sequence[Parcel]) -> Mapping[Parcel, str]:
    """Damaged before disputed before late: the gravest of each waybill. One query for them all."""
    problems = ProblemRecord.objects.filter(waybill=OuterRef("pk"), withdrawn=False)
    damage = Q(category=ProblemRecord.Category.DAMAGE)
    late = DeliveryRun.objects.filter(
        waybill=OuterRef("pk"),
        delivers=True,
        dropped=False,
        lifted_at=None,
        delivered_at__gt=F("clock__delivery_due_at"),
    )
    rows = Waybill.objects.filter(number__in={parcel.waybill for parcel in parcels}).values_list(
        "number", Exists(problems.filter(damage)), Exists(problems.filter(~damage, closed_at=None)), Exists(late)
    )
    told = {number: trouble for number, *found in rows if (trouble := _gravest(*found))}
    return {parcel: told[parcel.waybill] for parcel in parcels if parcel.waybill in told}


def _gravest(damaged: bool, disputed: bool, late: bool) -> str:
    found = ((damaged, Trouble.DAMAGED), (disputed, Trouble.DISPUTED), (late, Trouble.LATE))
    return next((str(trouble) for holds, trouble in found if holds), "")
