from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm.shared.figures import Badge
from crm.shared.tables import Column, Table
from shipments.quality.models import LedgerEntry, ReliefOrder, Statement, Violation
from shipments.quality.tables.fines import number


def relief_badge(order: ReliefOrder) -> Badge:
    if order.decided_at is None:
        return Badge("review", _("To be decided"))
    return Badge("met", _("Approved")) if order.approved else Badge("refused", _("Refused"))


def place_words(order: ReliefOrder) -> "str | Promise":
    place = order.outlet or order.region
    return place.name if place else _("The whole network")


def days_words(order: ReliefOrder) -> str:
    since, until = f"{order.since:%Y-%m-%d}", f"{order.until:%Y-%m-%d}"
    return since if since == until else f"{since} – {until}"


def charge_words(charges: Sequence[str]) -> str:
    if not charges:
        return gettext("every charge")
    return gettext(", ").join(str(Violation.Charge(charge).label) for charge in charges)


def month_words(statement: Statement) -> str:
    return f"{statement.month:%Y-%m}"


def booked_number(entry: LedgerEntry) -> str:
    return number(entry.fine)


class ReliefTable(Table[ReliefOrder]):
    columns = (
        Column(_("Days"), "", link=True, show=days_words),
        Column(_("For"), "", show=place_words),
        Column(_("Charges"), "charges", show=charge_words),
        Column(_("Reason"), "reason"),
        Column(_("Proposed"), "proposed_at", quiet=True),
        Column(_("State"), "", show=relief_badge, cell="parts/_badge.html"),
    )


class StatementTable(Table[Statement]):
    columns = (
        Column(_("Month"), "", link=True, show=month_words),
        Column(_("Outlet"), "outlet.name"),
        Column(_("Opening balance"), "opening_yuan", cell="parts/_yuan.html", numeric=True, quiet=True),
        Column(_("Entries"), "entries_count", numeric=True),
        Column(_("Closing balance"), "closing_yuan", cell="parts/_yuan.html", numeric=True),
        Column(_("Closed"), "closed_at", quiet=True),
    )


class LedgerTable(Table[LedgerEntry]):
    columns = (
        Column(_("Booked"), "at"),
        Column(_("Entry"), "get_kind_display"),
        Column(_("Number"), "", link=True, show=booked_number, cell="parts/_code.html"),
        Column(_("Rule"), "fine.violation.rule"),
        Column(_("Outlet"), "outlet.name"),
        Column(_("Yuan"), "yuan", cell="parts/_yuan.html", numeric=True),
    )
