from django.utils.translation import gettext_lazy as _

from crm.shared.tables import Column, Table
from shipments.models import Quotation, Waybill


def product_name(product: str) -> str:
    return str(Waybill.Product(product).label)


class QuotationTable(Table[Quotation]):
    columns = (
        Column(_("Quotation"), "number", link=True),
        Column(_("From"), "origin.name"),
        Column(_("To"), "destination.name"),
        Column(_("Product"), "product", show=product_name),
        Column(_("Chargeable weight"), "chargeable_kg", numeric=True, quiet=True),
        Column(_("Freight"), "freight_yuan", cell="parts/_yuan.html", numeric=True),
        Column(_("Made"), "made_at"),
        Column(_("Valid until"), "valid_until", quiet=True),
    )
