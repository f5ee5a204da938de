"""Churn cases on pages: the sign in words, the measures that answer a cause, the state."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from crm.shared.bars import Bar, BarGraph, bar_graph
from crm.shared.figures import Badge
from crm.shared.tables import Column, Table
from customers.models import ChurnCase
from customers.queries.churn import parcels_by_week
from customers.rules.churn import LAST_WEEKS, LOST_DAYS, LOST_GAPS, SILENT_DAYS, WEEKS, Sign
from customers.tables.callbacks import tier_badge
from customers.tables.customers import shown_name

State, Cause = ChurnCase.State, ChurnCase.Cause
STATE_KINDS = {
    State.OPEN: "overdue",
    State.CAUSE: "soon",
    State.MEASURE: "open",
    State.WON_BACK: "met",
    State.GONE: "void",
}
#: What has helped against a cause: read while the second step is written.
MEASURES = {
    Cause.PRICE: gettext_lazy(
        "Look at its volumes together; quote for what it really sends, or offer a monthly account."
    ),
    Cause.DELAY: gettext_lazy("Name the late parcels and why; a fixed courier and pick-up hour; tell of delays first."),
    Cause.DAMAGE: gettext_lazy("Settle the claim today; pack as its file says; photographs at pick-up for four weeks."),
    Cause.SERVICE: gettext_lazy("The outlet's head visits; one person to call; a callback after the next parcels."),
    Cause.COMPETITOR: gettext_lazy(
        "Note the offer in the market pages; answer it with service rather than with price."
    ),
    Cause.SEASON: gettext_lazy("Agree on the month it begins again and set a task for it."),
    Cause.CLOSED: gettext_lazy("Thank it, note the new address or business, hand the file over if it has moved."),
    Cause.OTHER: gettext_lazy("Write down its words; if three customers say the same, tell headquarters."),
}
#: Full weeks that are drawn.
DRAWN_WEEKS = 26


def case_badge(case: ChurnCase) -> Badge:
    return Badge(STATE_KINDS[State(case.state)], case.get_state_display())


def kind_badge(case: ChurnCase) -> Badge:
    return Badge("overdue" if case.kind == ChurnCase.Kind.LOST else "soon", case.get_kind_display())


def why(case: ChurnCase) -> str:
    """The sign in one sentence with its figures."""
    told = case.inputs
    gap = Decimal(str(told["gap_days"] or 0))
    if case.rule == Sign.RISK_DROP:
        words = _(
            "Sent %(sent)s parcels in the last %(weeks)s weeks, where its %(all)s-week mean let expect %(expected)s; "
            "by chance alone that happens less than once in a hundred times."
        )
        return words % {
            "sent": told["last_parcels"],
            "weeks": LAST_WEEKS,
            "all": WEEKS,
            "expected": told["expected"],
        }
    facts = {"days": told["silent_days"], "gap": _plain(gap), "times": LOST_GAPS}
    if case.rule == Sign.LOST_SILENT:
        if LOST_GAPS * gap > LOST_DAYS:
            return _("Silent for %(days)s days: at least %(times)s times its longer pauses of %(gap)s days.") % facts
        words = ngettext(
            "Silent for %(days)s days, where nine of ten of its pauses were %(gap)s day or shorter.",
            "Silent for %(days)s days, where nine of ten of its pauses were %(gap)s days or shorter.",
            1 if gap == 1 else 2,
        )
        return words % facts
    if gap > SILENT_DAYS:
        return _("Silent for %(days)s days, longer than the %(gap)s days of nine in ten of its pauses.") % facts
    words = ngettext(
        "Silent for %(days)s days; nine of ten of its pauses were %(gap)s day or shorter.",
        "Silent for %(days)s days; nine of ten of its pauses were %(gap)s days or shorter.",
        1 if gap == 1 else 2,
    )
    return words % facts


def weeks_drawn(case: ChurnCase, *, until: object) -> BarGraph:
    """Half a year by weeks; the last four before the case was opened stand out, the mean is dashed."""
    weeks = parcels_by_week(case.customer, until=until, count=DRAWN_WEEKS)
    opened = case.opened_at.date()
    bars = []
    for week, parcels in weeks:
        weeks_before = (opened - week).days // 7
        kind = "met" if weeks_before < 0 else "soon" if weeks_before <= LAST_WEEKS else ""
        bars.append(Bar(f"{week:%m-%d}", parcels, kind))
    sent = case.inputs.get("weeks_parcels")
    return bar_graph(bars, mean=None if sent is None else Decimal(sent) / WEEKS)


def _plain(days: Decimal) -> str:
    return f"{days:f}".rstrip("0").rstrip(".") or "0"


class ChurnTable(Table[ChurnCase]):
    columns = (
        Column(gettext_lazy("Customer"), "", show=lambda case: shown_name(case.customer), link=True),
        Column(gettext_lazy("Kind"), "", show=kind_badge, cell="parts/_badge.html"),
        Column(gettext_lazy("Tier"), "", show=tier_badge, cell="parts/_badge.html"),
        Column(gettext_lazy("Why"), "", show=why),
        Column(gettext_lazy("Value a month"), "value_yuan", cell="parts/_yuan.html", numeric=True),
        Column(gettext_lazy("Cause"), "get_cause_display", quiet=True),
        Column(gettext_lazy("By"), "due_at", cell="parts/_deadline.html"),
        Column(gettext_lazy("Outlet"), "outlet.name", quiet=True),
        Column(gettext_lazy("State"), "", show=case_badge, cell="parts/_badge.html"),
    )
