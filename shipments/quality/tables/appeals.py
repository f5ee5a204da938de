from django.utils.translation import gettext_lazy as _

from crm.shared.figures import Badge
from crm.shared.tables import Column, Table
from shipments.quality.filters.appeals import STATES
from shipments.quality.models import Appeal
from shipments.quality.tables.fines import number

_KINDS = {
    Appeal.State.ASKING: "soon",
    Appeal.State.OPEN: "review",
    Appeal.State.REFUSED: "refused",
    Appeal.State.SUSTAINED: "fined",
    Appeal.State.REDUCED: "still",
    Appeal.State.OVERTURNED: "met",
    Appeal.State.MOOT: "void",
}


_WORDS = dict(STATES)


def appeal_badge(appeal: Appeal) -> Badge:
    return Badge(_KINDS[Appeal.State(appeal.state)], _WORDS[appeal.state])


def appealed_number(appeal: Appeal) -> str:
    return number(appeal.fine)


class AppealTable(Table[Appeal]):
    columns = (
        Column(_("Number"), "", link=True, show=appealed_number, cell="parts/_code.html"),
        Column(_("Rule"), "fine.violation.rule"),
        Column(_("Outlet"), "outlet.name"),
        Column(_("Lodged"), "at"),
        Column(_("Instance"), "instance", numeric=True),
        Column(_("Fine"), "fine.yuan", cell="parts/_yuan.html", numeric=True),
        Column(_("Remains"), "yuan_after", cell="quality/_remains.html", numeric=True, quiet=True),
        Column(_("State"), "", show=appeal_badge, cell="parts/_badge.html"),
    )
