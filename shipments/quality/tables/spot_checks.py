from django.utils.translation import gettext_lazy as _

from crm.shared.figures import Badge, Share
from crm.shared.tables import Column, Table
from shipments.quality.models import SpotCheck, SpotCheckItem
from shipments.quality.rules.intervals import Standing
from shipments.quality.tables.reviews import verdict_badge

STANDINGS = {
    Standing.WORSE: Badge("late", _("Stands out")),
    Standing.BETTER: Badge("met", _("Better than all")),
    Standing.UNSURE: Badge("still", _("Too few to say")),
}


def progress(check: SpotCheck) -> Share:
    """`judged` is annotated."""
    return Share(check.judged, check.size)


def item_badge(item: SpotCheckItem) -> Badge:
    return verdict_badge(item.verdict)


class SpotCheckTable(Table[SpotCheck]):
    columns = (
        Column(_("Title"), "title", link=True),
        Column(_("Drawn from"), "get_subject_display"),
        Column(_("Population"), "population", numeric=True),
        Column(_("Sample"), "size", numeric=True),
        Column(_("Worked off"), "", show=progress, cell="parts/_bar.html"),
        Column(_("Not passed"), "found", numeric=True),
        Column(_("Drawn"), "drawn_at", quiet=True),
        Column(_("Drawn by"), "drawn_by", quiet=True),
    )


class ItemTable(Table[SpotCheckItem]):
    columns = (
        Column(_("Place"), "place", numeric=True),
        Column(_("Waybill"), "waybill.number", link=True, cell="parts/_code.html"),
        Column(_("Outlet"), "outlet.name"),
        Column(_("Inspector"), "inspector"),
        Column(_("What was found"), "finding"),
        Column(_("State"), "", show=item_badge, cell="parts/_badge.html"),
    )
