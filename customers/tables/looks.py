from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.audit.models import AuditEntry
from crm.shared.figures import Badge
from crm.shared.tables import Column, Table
from customers.queries.looks import UnusualDay
from customers.rules.looks import Alarm

ALARM_BADGES = {
    Alarm.CAP: Badge("overdue", gettext_lazy("Beyond the limit")),
    Alarm.ROWS: Badge("soon", gettext_lazy("Much exported")),
    Alarm.LOOKS: Badge("warn", gettext_lazy("More than usual")),
}
#: Noun of an audit action → what was looked at.
NOUNS: dict[str, "str | Promise"] = {
    "waybill": gettext_lazy("Waybill"),
    "customer": gettext_lazy("Customer"),
    "lead": gettext_lazy("Lead"),
    "export": gettext_lazy("Export"),
}


def alarm_badge(row: UnusualDay) -> Badge:
    return ALARM_BADGES[row.alarms[0]]


def usual(row: UnusualDay) -> str:
    return str(Decimal(row.looked.usual).quantize(Decimal("0.1")))


def act_words(entry: AuditEntry) -> str:
    """Customer, Waybill refused."""
    noun, _dot, act = entry.action.partition(".")
    word = str(NOUNS.get(noun, noun))
    return _("%(what)s, refused") % {"what": word} if act.endswith("_refused") else word


def subject_words(entry: AuditEntry) -> str:
    return entry.subject.partition(":")[2]


def reason_words(entry: AuditEntry) -> str:
    return str(entry.detail.get("reason") or entry.detail.get("rows") or "")


class LooksTable(Table[UnusualDay]):  # type: ignore[type-var]
    columns = (
        Column(gettext_lazy("Who looked"), "person", link=True),
        Column(gettext_lazy("Why"), "", show=alarm_badge, cell="parts/_badge.html"),
        Column(gettext_lazy("Day"), "day"),
        Column(gettext_lazy("Outlet"), "outlets"),
        Column(gettext_lazy("Looks"), "looked.looks", numeric=True),
        Column(gettext_lazy("Usual day"), "", show=usual, numeric=True),
        Column(gettext_lazy("Looks refused"), "looked.refused", numeric=True),
        Column(gettext_lazy("Rows exported"), "looked.rows", numeric=True),
    )


class EntryTable(Table[AuditEntry]):
    columns = (
        Column(gettext_lazy("At"), "at"),
        Column(gettext_lazy("What"), "", show=act_words),
        Column(gettext_lazy("Subject"), "", show=subject_words),
        Column(gettext_lazy("Reason"), "", show=reason_words),
    )
