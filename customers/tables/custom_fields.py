from django.utils.translation import gettext_lazy as _

from crm.shared.figures import Badge
from crm.shared.tables import Column, Table
from customers.models import CustomField

IN_USE, OUT_OF_USE = Badge("met", _("In use")), Badge("still", _("Not in use"))


def use_badge(field: CustomField) -> Badge:
    return IN_USE if field.active else OUT_OF_USE


def demands(field: CustomField) -> str:
    words = [str(_("required"))] if field.required else []
    return ", ".join([*words, *([str(_("masked"))] if field.personal else [])])


class CustomFieldTable(Table[CustomField]):
    columns = (
        Column(_("Field"), "label", link=True),
        Column(_("English"), "label_en", quiet=True),
        Column(_("Code"), "code"),
        Column(_("Type"), "get_type_display"),
        Column(_("Demands"), "", show=demands),
        Column(_("Order"), "order", numeric=True, quiet=True),
        Column(_("State"), "", show=use_badge, cell="parts/_badge.html"),
    )
