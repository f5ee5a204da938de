"""Prices before a waybill and on it: what is asked, what the table in force says, and the number given to an answer."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from crm.shared.days import midnight
from crm.shared.errors import Refused
from outlets.access import Access
from outlets.models import Outlet
from shipments.models import PriceTable, Quotation
from shipments.rules.freight import Freight, Goods, NotOffered, Product, freight
from shipments.services.price_tables import prices_in_force


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to send. `area` is the service area that an address fell under, in words."""

    product: str
    origin: Outlet
    destination: Outlet
    weight_kg: Decimal
    volume_cm3: int | None = None
    cod_yuan: Decimal | None = None
    subs: int = 0
    return_receipt: bool = False
    area: str = ""


@dataclass(frozen=True, slots=True)
class Priced:
    asked: Asked
    table: PriceTable
    freight: Freight


def price_of(asked: Asked, *, at: datetime) -> Priced:
    """
    raises   Refused `not_offered` when the table has no price for it, `no_prices` without a table
    """
    row, table = prices_in_force(at)
    try:
        return Priced(asked, row, freight(table, goods_of(asked)))
    except NotOffered as none:
        raise Refused(_("This product is not offered there: choose another one."), code="not_offered") from none


def goods_of(asked: Asked) -> Goods:
    return Goods(
        product=Product(asked.product),
        origin=place_of(asked.origin),
        destination=place_of(asked.destination),
        weight_kg=asked.weight_kg,
        volume_cm3=asked.volume_cm3,
        cod_yuan=asked.cod_yuan,
        subs=asked.subs,
        receipt=asked.return_receipt,
    )


def quote(asked: Asked, *, access: Access, source: str, at: datetime) -> Quotation:
    """Give a price that holds until the day ends, under a number.

    source   user:… or partner:…, who asked
    raises   Refused when the origin lies outside `access`, or as `price_of` does
    writes   shipments_quotation
    """
    if not access.network and asked.origin.pk not in access.outlet_ids:
        raise Refused(_("This outlet is outside what you may write for."), code="foreign_outlet")
    priced = price_of(asked, at=at)
    return Quotation.objects.create(
        origin=asked.origin,
        destination=asked.destination,
        area=asked.area,
        price_table=priced.table,
        product=asked.product,
        weight_kg=asked.weight_kg,
        volume_cm3=asked.volume_cm3,
        cod_yuan=asked.cod_yuan,
        subs=asked.subs,
        return_receipt=asked.return_receipt,
        chargeable_kg=priced.freight.chargeable_kg,
        freight_yuan=priced.freight.yuan,
        lines=[_told(asdict(line)) for line in priced.freight.lines],
        distance=priced.freight.distance.code,
        made_at=at,
        valid_until=end_of_day(at),
        source=source,
    )


def end_of_day(at: datetime) -> datetime:
    """The midnight at which the network's day of `at` ends."""
    return midnight(timezone.localdate(at) + timedelta(days=1))


def place_of(outlet: Outlet) -> str:
    """Where an outlet stands, as far as prices ask: its address, or at least its name."""
    return outlet.address or outlet.name


def _told(line: dict[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in line.items()}
