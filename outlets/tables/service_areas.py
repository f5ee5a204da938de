from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.shared.figures import Badge
from crm.shared.tables import Column, Table
from outlets.models import ServiceArea
from outlets.rules.coverage import State

STATE_BADGES = {
    State.COVERED: Badge("met", _("Covered")),
    State.OUT_OF_AREA: Badge("refused", _("Out of area")),
    State.UNKNOWN: Badge("review", _("Not in the table")),
}


def area_badge(area: ServiceArea) -> Badge:
    served = area.outlet is not None and area.outlet.active
    return STATE_BADGES[State.COVERED if served else State.OUT_OF_AREA]


class ServiceAreaTable(Table[ServiceArea]):
    columns = (
        Column(_("Area"), "name"),
        Column(_("State"), "", show=area_badge, cell="parts/_badge.html"),
        Column(_("Outlet"), "outlet.name"),
        Column(_("Contact person"), "outlet.contact", quiet=True),
        Column(_("Telephone"), "outlet.phone", cell="outlets/_phone.html"),
        Column(_("Remark"), "remark", quiet=True),
    )


class EditableAreaTable(ServiceAreaTable):
    """For those who keep the table: a row leads to its form."""

    columns = (Column(_("Area"), "name", link=True), *ServiceAreaTable.columns[1:])

    def row_url(self, row: ServiceArea) -> str:
        return reverse("outlets:area_edit", args=[row.pk])
