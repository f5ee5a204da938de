from django.utils.translation import gettext_lazy as _

from crm.shared.figures import Badge
from crm.shared.tables import Column, Table
from shipments.quality.models import WeightCheck


def weight_badge(check: WeightCheck) -> Badge:
    return Badge("late", _("Mismatch")) if check.mismatch else Badge("met", _("Within the tolerance"))


def off_words(check: WeightCheck) -> str:
    return f"{check.weighed_kg - check.declared_kg:+.3f}"


class WeightTable(Table[WeightCheck]):
    columns = (
        Column(_("Waybill"), "waybill.number", link=True, cell="parts/_code.html"),
        Column(_("Outlet"), "outlet.name"),
        Column(_("Declared, kg"), "declared_kg", show=str, numeric=True),
        Column(_("Weighed, kg"), "weighed_kg", show=str, numeric=True),
        Column(_("Off by"), "", show=off_words, numeric=True),
        Column(_("Tolerance, kg"), "tolerance_kg", show=str, numeric=True, quiet=True),
        Column(_("Result"), "", show=weight_badge, cell="parts/_badge.html"),
        Column(_("Weighed"), "at"),
        Column(_("Weighed by"), "by", quiet=True),
    )

    def row_url(self, row: WeightCheck) -> str:
        """The fine's page where there is one, else the shipment."""
        fine = next((violation.fine for violation in row.violations.all() if not violation.voided_at), None)
        return fine.get_absolute_url() if fine else row.waybill.get_absolute_url()


class LatestTable(WeightTable):
    """Beside the scales: what was weighed last."""

    columns = tuple(column for column in WeightTable.columns if column.accessor in {"waybill.number", "weighed_kg"}) + (
        Column(_("Result"), "", show=weight_badge, cell="parts/_badge.html"),
    )
