"""The waybill clerk's part of the demo: the service-range table, address books, prices on waybills, labels, money.

Straight into the tables, set by set, from what the traffic has left there.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from crm.accounts.models import User
from crm.home.demo.blueprint import OutletPlan, samples
from crm.home.demo.logins import USERNAME_PREFIX
from crm.home.demo.ranges import ranges
from crm.home.sql import statistics
from customers.models import Customer
from customers.services.address_book import Contact, remember
from customers.services.volumes import Shipped, note
from outlets.access import Access
from outlets.models import Outlet, ServiceArea
from outlets.services.service_areas import derive
from shipments.models import CashOnDelivery, LabelPrint, NumberBlock, Piece, ReturnReceipt, Waybill
from shipments.rules.freight import Goods, NotOffered, Product, freight
from shipments.services.cods import follow_cods
from shipments.services.price_tables import prices_in_force, terms_at
from shipments.services.quotations import Asked, quote
from shipments.services.receipts import HANDED_WITHIN, follow_receipts

EVERYTHING = Access(network=True, outlet_ids=frozenset(), roles=frozenset())
BATCH = 1000
#: Below the demo's own prefix, far from the numbers of its parcels.
FIRST_BLOCK, BLOCK = 990_500_000_000, 1000
#: Of the sample outlets' waybills so many are priced, and labelled if they are of the last days.
PRICED, LABELLED, WAITING = 250, timedelta(days=3), 3
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
#: How fast collected money is handed in: mostly in time, one in fifteen too late.
LATE_REMITTANCE = 1 / 15
REASONS = ("卡纸", "标签撕破", "打印不清")


def write_counter(plans: list[OutletPlan], outlets: Mapping[str, Outlet], *, seed: int, at: datetime) -> None:
    """writes   outlets_servicearea, customers_addressbookentry, shipments_numberblock, shipments_labelprint,
    shipments_quotation, prices on shipments_waybill, steps of shipments_cashondelivery and shipments_returnreceipt
    """
    rng = Random(f"{seed} counter")
    counters = [outlets[plan.code] for plan in samples(plans)]
    clerk = User.objects.get(username=f"{USERNAME_PREFIX}waybill")
    _write_ranges(plans, outlets)
    _write_blocks(outlets, at=at)
    _write_address_books(counters, at=at)
    _price(counters, at=at)
    _label(counters, rng, clerk=clerk, at=at)
    _quote(counters, outlets, rng, at=at)
    _analyze()
    _write_cods(rng, at=at)
    _write_receipts(rng, at=at)


def _write_ranges(plans: list[OutletPlan], outlets: Mapping[str, Outlet]) -> None:
    rows = [
        derive(
            ServiceArea(
                province=each.province,
                city=each.city,
                district=each.district,
                town=each.town,
                outlet=outlets.get(each.outlet),
                remark=each.remark,
            )
        )
        for each in ranges(plans)
    ]
    ServiceArea.objects.bulk_create(rows, batch_size=BATCH)


def _write_blocks(outlets: Mapping[str, Outlet], *, at: datetime) -> None:
    firsts = range(FIRST_BLOCK, FIRST_BLOCK + BLOCK * len(outlets), BLOCK)
    NumberBlock.objects.bulk_create(
        NumberBlock(outlet=outlet, first=first, last=first + BLOCK - 1, next=first, given_at=at)
        for outlet, first in zip(outlets.values(), firsts, strict=True)
    )


def _write_address_books(counters: Sequence[Outlet], *, at: datetime) -> None:
    """Every firm stands in its outlet's book; those of the counters that people log in at know their receivers too."""
    firms = Customer.objects.values_list("outlet_id", "name", "phone", "address", "pk")
    remember((Contact(*firm) for firm in firms), at=at - 30 * DAY, uses=0)
    sent = Waybill.objects.filter(origin__in=counters).order_by("-id")[:PRICED]
    parties = sent.values_list("origin_id", "receiver_name", "receiver_phone", "receiver_address")
    remember((Contact(*party) for party in parties), at=at - DAY)


def _price(counters: Sequence[Outlet], *, at: datetime) -> None:
    row, table = prices_in_force(at)
    waybills = list(_newest(counters).filter(freight_yuan=None).select_related("origin", "destination"))
    for waybill in waybills:
        goods = Goods(
            product=Product(waybill.product),
            origin=waybill.origin.address,
            destination=waybill.destination.address,
            weight_kg=waybill.weight_kg,
            cod_yuan=waybill.cod_yuan,
            receipt=waybill.return_receipt,
        )
        try:
            found = freight(table, goods)
        except NotOffered:
            continue
        waybill.freight_yuan, waybill.chargeable_kg, waybill.price_table = found.yuan, found.chargeable_kg, row
    Waybill.objects.bulk_update(waybills, ["freight_yuan", "chargeable_kg", "price_table"], batch_size=BATCH)
    note(
        Shipped(waybill.customer_id, timezone.localdate(waybill.entered_at), 0, waybill.freight_yuan)
        for waybill in waybills
        if waybill.customer_id and waybill.freight_yuan is not None
    )


def _label(counters: Sequence[Outlet], rng: Random, *, clerk: User, at: datetime) -> None:
    """What was sent in the last days is labelled, but for the newest; a few labels had to be printed again."""
    fresh = list(_newest(counters).filter(entered_at__gt=at - LABELLED).values_list("pk", flat=True))[WAITING:]
    prints = []
    for piece in Piece.objects.filter(waybill__in=fresh).select_related("waybill").order_by("pk"):
        told = {"piece": piece, "waybill_id": piece.waybill_id, "outlet_id": piece.waybill.origin_id, "by": clerk}
        entered_at = piece.waybill.entered_at
        prints.append(LabelPrint(**told, at=entered_at + timedelta(minutes=1)))
        if rng.random() < 0.04:
            prints.append(
                LabelPrint(**told, at=entered_at + timedelta(minutes=4), reprint=1, reason=rng.choice(REASONS))
            )
    LabelPrint.objects.bulk_create(prints, batch_size=BATCH)


def _newest(counters: Sequence[Outlet]) -> QuerySet[Waybill]:
    newest = Waybill.objects.filter(origin__in=counters).order_by("-id").values("pk")[:PRICED]
    return Waybill.objects.filter(pk__in=newest).order_by("-id")


def _quote(counters: Sequence[Outlet], outlets: Mapping[str, Outlet], rng: Random, *, at: datetime) -> None:
    goals = list(outlets.values())
    for number in range(8):
        goal = rng.choice(goals)
        product = rng.choice([Product.NEXT_DAY, Product.STANDARD])
        weight = round(rng.uniform(0.3, 12), 1)
        asked = Asked(product, counters[number % len(counters)], goal, Decimal(str(weight)), area=goal.address[:20])
        quote(asked, access=EVERYTHING, source="demo", at=at - HOUR * number / 4)


def _write_cods(rng: Random, *, at: datetime) -> None:
    """What was collected is handed in the same evening or too late, and paid out days after."""
    follow_cods(at)
    terms = terms_at(at)
    rows = list(CashOnDelivery.objects.filter(state=CashOnDelivery.State.COLLECTED).order_by("pk"))
    for row in rows:
        row.method = rng.choice(CashOnDelivery.Method.values[:4])
        late = rng.random() < LATE_REMITTANCE
        remitted_at = row.collected_at + HOUR * (rng.uniform(26, 60) if late else rng.uniform(2, 20))
        if remitted_at > at:
            continue
        row.state, row.remitted_at = CashOnDelivery.State.REMITTED, remitted_at
        row.next_due_at = remitted_at + timedelta(days=terms.settle_days)
        settled_at = remitted_at + HOUR * rng.uniform(20, 80)
        if settled_at <= at:
            row.state, row.settled_at, row.open = CashOnDelivery.State.SETTLED, settled_at, False
            row.next_due_at = settled_at
    _rewrite(CashOnDelivery, rows)


def _write_receipts(rng: Random, *, at: datetime) -> None:
    """Papers come home by their scans; those of the first weeks that nobody scanned there were taken in by hand."""
    follow_receipts(at)
    rows = list(ReturnReceipt.objects.filter(open=True).exclude(signed_at=None).order_by("pk"))
    for row in rows:
        back_at = row.back_at or row.signed_at + DAY * rng.uniform(2, 8)
        if back_at > at:
            continue
        row.state, row.back_at, row.next_due_at = ReturnReceipt.State.BACK, back_at, back_at + HANDED_WITHIN
        handed_at = back_at + HOUR * rng.uniform(3, 70)
        if handed_at <= at:
            row.state, row.handed_at, row.open = ReturnReceipt.State.HANDED, handed_at, False
            row.next_due_at = handed_at
    _rewrite(ReturnReceipt, rows)


def _rewrite(model: type[CashOnDelivery] | type[ReturnReceipt], rows: Sequence[CashOnDelivery | ReturnReceipt]) -> None:
    """Nothing refers to these rows: new ones in their place cost a tenth of a thousand cases in an UPDATE."""
    model.objects.filter(pk__in=[row.pk for row in rows]).delete()
    model.objects.bulk_create(rows, batch_size=BATCH)


def _analyze() -> None:
    """The planner has never seen these tables: without figures it would join them row by row."""
    names = ", ".join(model._meta.db_table for model in (CashOnDelivery, ReturnReceipt))
    with connection.cursor() as cursor:
        cursor.execute(statistics.ANALYZE.format(tables=names))
