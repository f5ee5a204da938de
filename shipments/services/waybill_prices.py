"""The freight of waybills that come by the thousand: the price table of their day, as the counter asks it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from django.utils import timezone

from outlets.models import Outlet
from shipments.models import Piece, PriceTable
from shipments.rules import freight
from shipments.rules.freight import Goods, NotOffered, Product
from shipments.services.quotations import place_of
from shipments.services.waybills import NewWaybill

Tables = Mapping[date, tuple[PriceTable, freight.PriceTable]]


def priced(waybills: Sequence[NewWaybill], *, at: datetime) -> tuple[list[NewWaybill], dict[int, str]]:
    """The waybills with what their carriage costs, and why others have no freight, by their place.

    at       when those are entered that do not say so themselves
    returns  no_prices: no table counts on that day; not_offered: the table has no price for that product and distance;
             an outlet that is not known gets neither, `enter_waybills` refuses it
    """
    tables = _tables(waybills, at=at)
    places = _places(waybills)
    found, without = list(waybills), {}
    for index, new in enumerate(waybills):
        if new.freight_yuan is not None or not {new.origin, new.destination} <= places.keys():
            continue
        in_force = tables.get(_day(new, at=at))
        if in_force is None:
            without[index] = "no_prices"
            continue
        row, table = in_force
        try:
            answer = freight.freight(table, _goods(new, places))
        except NotOffered:
            without[index] = "not_offered"
            continue
        price = {"freight_yuan": answer.yuan, "chargeable_kg": answer.chargeable_kg, "price_table_id": row.pk}
        found[index] = replace(new, **price)
    return found, without


def _day(new: NewWaybill, *, at: datetime) -> date:
    return timezone.localdate(new.entered_at or at)


def _tables(waybills: Sequence[NewWaybill], *, at: datetime) -> Tables:
    """The table in force on each of their days; days before the first one are missing."""
    rows = list(PriceTable.objects.published().order_by("-starts_on", "-number"))
    read = {row.pk: freight.PriceTable.from_data(row.data) for row in rows}
    newest = {
        day: next((row for row in rows if row.starts_on <= day), None) for day in {_day(new, at=at) for new in waybills}
    }
    return {day: (row, read[row.pk]) for day, row in newest.items() if row}


def _places(waybills: Sequence[NewWaybill]) -> Mapping[str, str]:
    codes = {code for new in waybills for code in (new.origin, new.destination)}
    return {outlet.code: place_of(outlet) for outlet in Outlet.objects.filter(code__in=codes)}


def _goods(new: NewWaybill, places: Mapping[str, str]) -> Goods:
    kinds = [piece.kind for piece in new.pieces]
    return Goods(
        product=Product(new.product),
        origin=places[new.origin],
        destination=places[new.destination],
        weight_kg=new.weight_kg,
        volume_cm3=new.volume_cm3,
        cod_yuan=new.cod_yuan,
        subs=kinds.count(Piece.Kind.SUB),
        receipt=new.return_receipt or Piece.Kind.RECEIPT in kinds,
    )
