from django.utils.translation import gettext_lazy as _

from crm.exports.models import Export
from crm.shared.tables import Column, Table


class ExportTable(Table[Export]):
    columns = (
        Column(_("Export"), "pk", link=True),
        Column(_("Kind"), "kind_label"),
        Column(_("State"), "get_state_display"),
        Column(_("Rows"), "rows", numeric=True),
        Column(_("Asked at"), "asked_at"),
        Column(_("By"), "asked_by"),
        Column(_("Reason"), "reason", quiet=True),
    )
