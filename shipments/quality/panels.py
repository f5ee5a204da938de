"""What quality control hangs on the pages of the storeys below."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from crm.accounts.roles import RULE_EDITORS
from crm.shared.panels import Panel, hang
from outlets.access import access_of
from shipments.models import RuleEdition, Waybill
from shipments.quality.models import Fine, Simulation
from shipments.quality.queries.fines import fines_of
from shipments.quality.queries.simulations import lines_of, totals
from shipments.quality.tables.fines import fine_badge, number

#: Simulations that a draft shows.
TRIALS = 3


def hang_all() -> None:
    hang("shipment", Panel("quality/_shipment_fines.html", _fines_of_shipment, order=20))
    hang("edition", Panel("quality/_edition_simulations.html", _simulations_of_edition))


def _fines_of_shipment(waybill: Waybill, user: Any) -> Mapping[str, Any]:
    fines = fines_of(waybill, user)
    owed = [fine.yuan for fine in fines if fine.yuan is not None and fine.state not in Fine.GONE]
    rows = [{"fine": fine, "badge": fine_badge(fine), "number": number(fine)} for fine in fines]
    return {"rows": rows, "waybill": waybill, "owed": sum(owed, Decimal(0))}


def _simulations_of_edition(edition: RuleEdition, user: Any) -> Mapping[str, Any]:
    """What a draft's second person wants to know: what it would have fined."""
    if edition.published_at is not None or not access_of(user).has(RULE_EDITORS):
        return {"rows": []}
    ended = Simulation.objects.filter(edition=edition).exclude(ended_at=None).select_related("edition")
    return {"rows": [(one, totals(lines_of(one))) for one in ended[:TRIALS]]}
