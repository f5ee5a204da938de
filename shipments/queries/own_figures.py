"""Our own figures beside those of other networks: what the price table in force says."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.models import MarketObservation
from customers.queries.market import Own, know_own
from outlets.models import Region
from shipments.models import PriceTable
from shipments.rules import freight
from shipments.rules.freight import Price, Product

Kind = MarketObservation.Kind
CENT = Decimal("0.01")


def fill_own_figures() -> None:
    know_own(Kind.FIRST_KG_YUAN, _of_price(lambda price: max(price.first_yuan, price.minimum_yuan)))
    know_own(Kind.NEXT_KG_YUAN, _of_price(lambda price: price.step_yuan / price.step_kg))


def _of_price(figure: Callable[[Price], Decimal]) -> Callable[[Region, datetime], Own | None]:
    """A figure of the standard product inside one city, as of the day it is looked at: the same in every region."""

    def own(region: Region, at: datetime) -> Own | None:
        row = PriceTable.objects.in_force_on(timezone.localdate(at)).first()
        table = freight.PriceTable.from_data(row.data) if row else None
        price = table.price(Product.STANDARD, table.same_city) if table else None
        if row is None or price is None:
            return None
        source = _("Our price table %(number)s: standard, within a city") % {"number": row.number}
        url = reverse("shipments:price_table", args=[row.number])
        return Own(figure(price).quantize(CENT), timezone.localdate(at), source, url)

    return own
