"""What quality control hangs on the pages of the storeys below."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from crm.shared.panels import Panel, hang
from shipments.models import Waybill
from shipments.quality.models import Fine
from shipments.quality.queries.fines import fines_of
from shipments.quality.tables.fines import fine_badge, number


def hang_all() -> None:
    hang("shipment", Panel("quality/_shipment_fines.html", _fines_of_shipment, order=20))


def _fines_of_shipment(waybill: Waybill, user: Any) -> Mapping[str, Any]:
    fines = fines_of(waybill, user)
    owed = [fine.yuan for fine in fines if fine.yuan is not None and fine.state not in Fine.GONE]
    rows = [{"fine": fine, "badge": fine_badge(fine), "number": number(fine)} for fine in fines]
    return {"rows": rows, "waybill": waybill, "owed": sum(owed, Decimal(0))}
