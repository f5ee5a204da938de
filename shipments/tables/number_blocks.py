from django.utils.translation import gettext_lazy as _

from crm.shared.tables import Column, Table
from shipments.models import NumberBlock


class NumberBlockTable(Table[NumberBlock]):
    columns = (
        Column(_("Outlet"), "outlet.name"),
        Column(_("First number"), "first", cell="parts/_code.html"),
        Column(_("Last number"), "last", cell="parts/_code.html"),
        Column(_("Next number"), "next", cell="parts/_code.html", quiet=True),
        Column(_("Left"), "left", numeric=True),
        Column(_("Given"), "given_at", quiet=True),
    )
