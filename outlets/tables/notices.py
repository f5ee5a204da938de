from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from crm.shared.figures import Badge
from crm.shared.tables import Column, Table
from outlets.models import Notice, Outlet
from outlets.tables.documents import reading_badge


def notice_badge(notice: Notice) -> Badge | None:
    """`asked` and `read_at` are annotations about the reader. What need not be read asks nobody."""
    if notice.withdrawn_at:
        return Badge("still", _("Taken back"))
    if notice.asked and not notice.read_at and not notice.must_read:
        return Badge("open", _("Not read"))
    return reading_badge(notice)


def outlet_badge(outlet: Outlet) -> Badge:
    """`unread` is an annotation."""
    if not outlet.unread:
        return Badge("met", _("All have read it"))
    return Badge(
        "soon", ngettext("%(n)s has not read it", "%(n)s have not read it", outlet.unread) % {"n": outlet.unread}
    )


class NoticeTable(Table[Notice]):
    columns = (
        Column(_("Title"), "", link=True),
        Column(_("Kind"), "get_kind_display"),
        Column(_("Version"), "current.number", numeric=True, quiet=True),
        Column(_("Published"), "published_at"),
        Column(_("By when"), "reply_by"),
        Column(_("State"), "", show=notice_badge, cell="parts/_badge.html"),
    )


class OutletReadingTable(Table[Outlet]):
    """`notice`: the one they are asked to read; with it a row leads to its people."""

    columns = (
        Column(_("Outlet"), "name", link=True),
        Column(_("Code"), "code", quiet=True),
        Column(_("Have to read it"), "people", numeric=True),
        Column(_("State"), "", show=outlet_badge, cell="parts/_badge.html"),
        Column(_("Reminded"), "reminded_at", cell="parts/_time.html"),
    )
    readers_url = ""

    def row_url(self, row: Any) -> str:
        return f"{self.readers_url}?outlet={row.code}&state=unread" if self.readers_url else ""
