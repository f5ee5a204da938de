"""Waybills from CSV files, one row each."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from crm.imports.registry import CREATED, UNCHANGED, Call, Field, Importer, Result, Row, refused, remarked
from crm.imports.rules import cells
from crm.shared.masking import mask_address, mask_name, mask_phone
from outlets.access import OPERATOR, access_of, may_edit_network
from shipments.imports.numbers import NUMBER_LOST, number, numbers
from shipments.models import Piece, Waybill
from shipments.services.waybill_prices import priced
from shipments.services.waybills import NewPiece, NewWaybill, Party, enter_waybills, explain

PRODUCT_WORDS = {
    "当天件": Waybill.Product.SAME_DAY,
    "即日达": Waybill.Product.SAME_DAY,
    "次晨达": Waybill.Product.NEXT_MORNING,
    "次日达": Waybill.Product.NEXT_DAY,
    "普通件": Waybill.Product.STANDARD,
    "标准快递": Waybill.Product.STANDARD,
    **{product.value: product for product in Waybill.Product},
}


def apply_waybills(rows: Sequence[Row], call: Call) -> list[Result]:
    standing = {
        waybill.number: waybill
        for waybill in Waybill.objects.filter(number__in=[row.values["number"] for row in rows])
        .select_related("origin", "destination")
        .prefetch_related("pieces")
    }
    fresh = [row for row in rows if row.values["number"] not in standing]
    new, unpriced = priced([_new_waybill(row.values) for row in fresh], at=call.at)
    entered = enter_waybills(new, access=access_of(call.by) if call.by else OPERATOR, at=call.at)
    faults = {refusal.index: refused(_WAYBILL_FIELDS.get(refusal.field, refusal.field), refusal.code)
              for refusal in entered.refused}  # fmt: skip
    remarks = {index: remarked("product", code) for index, code in unpriced.items()}
    results = {row.line: faults.get(index) or remarks.get(index, CREATED) for index, row in enumerate(fresh)}
    for row in rows:
        if waybill := standing.get(row.values["number"]):
            results[row.line] = _compared(waybill, row.values)
    return [results[row.line] for row in rows]


_WAYBILL_FIELDS = {"pieces": "subs"}
_PARTY = ("name", "phone", "address")
_PLAIN = (*(f"{side}_{part}" for side in ("sender", "receiver") for part in _PARTY), "product", "weight_kg",
          "volume_cm3", "cod_yuan", "entered_at")  # fmt: skip


def _new_waybill(values: Mapping[str, Any]) -> NewWaybill:
    pieces = [NewPiece(values["number"], Piece.Kind.MASTER)]
    pieces += [NewPiece(each, Piece.Kind.SUB) for each in values.get("subs", ())]
    pieces += [NewPiece(each, Piece.Kind.RECEIPT) for each in (values.get("receipt"),) if each]
    return NewWaybill(
        number=values["number"],
        product=values["product"],
        origin=values["origin"],
        destination=values["destination"],
        sender=Party(*(values[f"sender_{part}"] for part in _PARTY)),
        receiver=Party(*(values[f"receiver_{part}"] for part in _PARTY)),
        weight_kg=values["weight_kg"],
        pieces=tuple(pieces),
        customer=values.get("customer", ""),
        volume_cm3=values.get("volume_cm3"),
        cod_yuan=values.get("cod_yuan"),
        return_receipt="receipt" in values,
        entered_at=values.get("entered_at"),
    )


def _compared(waybill: Waybill, values: Mapping[str, Any]) -> Result:
    """A waybill is entered once: the same again is unchanged, anything else is refused at the field that differs."""
    for name in ("origin", "destination"):
        if getattr(waybill, name).code != values[name]:
            return refused(name, "waybill_differs")
    for name in _PLAIN:
        if name in values and getattr(waybill, name) != values[name]:
            return refused(name, "waybill_differs")
    subs = {piece.number for piece in waybill.pieces.all() if piece.kind == Piece.Kind.SUB}
    if "subs" in values and subs != set(values["subs"]):
        return refused("subs", "waybill_differs")
    return UNCHANGED


WAYBILLS = Importer(
    kind="waybills",
    label=_("Waybills"),
    order=40,
    key=("number",),
    apply=apply_waybills,
    allowed=may_edit_network,
    together=1000,
    note=_("One row a waybill, its sub-waybills apart by blanks. A waybill that is entered already stays as it is."),
    reasons={
        "not_a_number_of_ours": NUMBER_LOST,
        "no_prices": _("Entered without freight: no price table counted on that day."),
        "not_offered": _("Entered without freight: the price table does not offer this product over that distance."),
        "waybill_differs": _("A waybill with this number exists and says something else here."),
        **{
            code: lazy(explain, str)(code)
            for code in (
                "unknown_outlet",
                "foreign_outlet",
                "unknown_customer",
                "number_exists",
                "piece_exists",
                "piece_twice",
                "one_master",
            )
        },
    },
    fields=(
        Field("number", _("Waybill number"), number, ("运单号", "单号", "运单编号"), True, "773000000001"),
        Field("product", _("Product"), cells.one_of(PRODUCT_WORDS), ("产品", "产品类型"), True, "次日达"),
        Field("origin", _("Origin outlet"), cells.code(20), ("寄件网点", "揽收网点", "始发网点"), True, "440106A"),
        Field("destination", _("Destination outlet"), cells.code(20), ("派件网点", "目的网点"), True, "440305A"),
        Field("sender_name", _("Sender"), cells.text(120), ("寄件人",), True, "张三", mask_name),
        Field(
            "sender_phone",
            _("Sender's phone"),
            cells.phone,
            ("寄件人电话", "寄件电话"),
            True,
            "19000000001",
            mask_phone,
        ),
        Field(
            "sender_address",
            _("Sender's address"),
            cells.text(200),
            ("寄件地址",),
            True,
            "广州市体育东路1号",
            mask_address,
        ),
        Field("receiver_name", _("Receiver"), cells.text(120), ("收件人",), True, "李四", mask_name),
        Field(
            "receiver_phone",
            _("Receiver's phone"),
            cells.phone,
            ("收件人电话", "收件电话"),
            True,
            "19000000002",
            mask_phone,
        ),
        Field(
            "receiver_address",
            _("Receiver's address"),
            cells.text(200),
            ("收件地址",),
            True,
            "深圳市科苑路15号",
            mask_address,
        ),
        Field("weight_kg", _("Weight in kg"), cells.decimal(3, most=Decimal(99999)), ("重量",), True, "1.5"),
        Field("volume_cm3", _("Volume in cm³"), cells.whole(most=2_000_000_000), ("体积",), False, "6000"),
        Field("cod_yuan", _("Cash on delivery"), cells.decimal(2, most=Decimal(99_999_999)), ("代收货款",), False, ""),
        Field("subs", _("Sub-waybills"), numbers, ("子单", "子单号"), False, "773000000001001 773000000001002"),
        Field("receipt", _("Return receipt"), number, ("回单", "回单号"), False, ""),
        Field("customer", _("Customer code"), cells.code(40), ("客户编号", "客户代码"), False, ""),
        Field("entered_at", _("Entered at"), cells.instant, ("录单时间", "寄件时间"), False, "2026-11-17 18:20"),
    ),
)
