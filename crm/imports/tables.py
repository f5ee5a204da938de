from django.utils.translation import gettext_lazy as _

from crm.imports.models import ImportFile
from crm.shared.tables import Column, Table


class ImportFileTable(Table[ImportFile]):
    columns = (
        Column(_("File"), "name", link=True),
        Column(_("Kind"), "kind_label"),
        Column(_("State"), "get_state_display"),
        Column(_("Rows"), "rows", numeric=True),
        Column(_("Uploaded"), "uploaded_at"),
        Column(_("By"), "uploaded_by", quiet=True),
    )
