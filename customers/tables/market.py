"""Columns of market observations and of networks."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.shared.figures import Badge
from crm.shared.tables import Column, Table
from customers.models import Competitor, MarketObservation


def competitor_badge(competitor: Competitor) -> Badge:
    if competitor.ours:
        return Badge("met", _("This network"))
    return Badge("open", _("Compared")) if competitor.active else Badge("still", _("Left out"))


class ObservationTable(Table[MarketObservation]):
    columns = (
        Column(_("Observed on"), "observed_on"),
        Column(_("Network"), "competitor.name"),
        Column(_("Region"), "region.name"),
        Column(_("Figure"), "get_kind_display"),
        Column(_("Value"), "value", numeric=True),
        Column(_("Source"), "source"),
        Column(_("Noted by"), "noted_by.name", quiet=True),
        Column(_("Outlet"), "outlet.name", quiet=True),
    )


class CompetitorTable(Table[Competitor]):
    columns = (
        Column(_("Code"), "code", link=True),
        Column(_("Name"), "name"),
        Column(_("State"), "", show=competitor_badge, cell="parts/_badge.html"),
    )

    def row_url(self, row: Competitor) -> str:
        return reverse("customers:competitor", args=[row.code])
