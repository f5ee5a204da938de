"""What customers are told of their waybills' freight: points for yesterday's, taken back for disputed ones."""

from datetime import datetime, timedelta
from itertools import islice

from django.utils import timezone

from crm.shared.days import midnight
from customers.services import points
from customers.services.points import Carried
from shipments.queries.earning import CHUNK, disputed, earning

#: A waybill that comes late, or whose dispute ends, earns within these days.
LOOKS_BACK = timedelta(days=7)
#: A dispute is found within these, also after a sweep that slept.
DISPUTES_BACK = timedelta(days=40)


def earn_points(at: datetime) -> dict[str, int]:
    """Points for the waybills of the days before this one. Safe to run twice, or twice at once.

    Returns how many waybills earned, and how many lost what they had earned.
    writes   customers_pointentry
    """
    today = midnight(timezone.localdate(at))
    lost = points.take_back(disputed(at - DISPUTES_BACK), at=at)
    earned, left = 0, earning(today - LOOKS_BACK, today)
    while rows := list(islice(left, CHUNK)):
        carried = [Carried(*named, timezone.localdate(entered_at)) for *named, entered_at in rows]
        earned += points.earn(carried, at=at)
    return {"earned": earned, "taken_back": lost}
