from django.utils.translation import gettext_lazy as _

from crm.shared.figures import Badge
from crm.shared.tables import Column, Table
from shipments.quality.models import Fine

_KINDS = {
    Fine.State.APPEALED: "review",
    Fine.State.REPLIED: "review",
    Fine.State.VOID: "void",
    Fine.State.WAIVED: "void",
    Fine.State.OVERTURNED: "void",
    Fine.State.SETTLED: "still",
}


def fine_badge(fine: Fine) -> Badge:
    return Badge(_KINDS.get(Fine.State(fine.state), "fined"), Fine.State(fine.state).label)


def number(fine: Fine) -> str:
    """The number of what is fined: a piece, else the waybill."""
    violation = fine.violation
    return violation.piece.number if violation.piece else violation.waybill.number


class FineTable(Table[Fine]):
    columns = (
        Column(_("Number"), "", link=True, show=number, cell="parts/_code.html"),
        Column(_("Rule"), "violation.rule"),
        Column(_("Outlet"), "outlet.name"),
        Column(_("Due"), "violation", cell="quality/_due.html"),
        Column(_("Fine"), "yuan", cell="parts/_yuan.html", numeric=True),
        Column(_("State"), "", show=fine_badge, cell="parts/_badge.html"),
        Column(_("Posted"), "posted_at", quiet=True),
    )
