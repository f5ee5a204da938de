"""Waybills, trips and scans from CSV files, through the services that partners and pages use."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.roles import NETWORK_EDITORS, Role
from crm.imports.registry import CREATED, UNCHANGED, UPDATED, Call, Field, Importer, Result, Row, refused
from crm.imports.rules import cells
from crm.imports.rules.cells import BadCell
from outlets.access import Access, access_of
from outlets.models import Hub, Outlet
from shipments.models import LineHaulTrip, Piece, ProblemRecord, ScanKey, ScanKind, Waybill
from shipments.rules.numbers import clean_number, is_number, numbers_in
from shipments.rules.terms import SHIFT_ALIASES
from shipments.services import scans as scan_service
from shipments.services import waybills as waybill_service
from shipments.services.scans import Scan, record_scans
from shipments.services.trips import TIMES, NewTrip, assign_truck, correct_trip, register_trips
from shipments.services.waybills import NewPiece, NewWaybill, Party, enter_waybills

#: An operator at the command line.
OPERATOR = Access(network=True, outlet_ids=frozenset(), roles=frozenset(Role))
#: Rows that bring no event id get one from what they say, so that the same file is the same events.
EVENTS = UUID("6f8a4c1e-3a53-4c0e-9f0e-7d1b2f0c9a11")


def may_import(user: User) -> bool:
    return access_of(user).has(NETWORK_EDITORS)


def _access(call: Call) -> Access:
    return access_of(call.by) if call.by else OPERATOR


def number(cell: str) -> str:
    """A waybill or piece number; one that a spreadsheet turned into 7.73E+12 is lost."""
    plain = cells.code(40)(cell)
    cleaned = clean_number(plain)
    if not is_number(cleaned):
        raise BadCell("not_a_number_of_ours", value=cell)
    return cleaned


def numbers(cell: str) -> tuple[str, ...]:
    return tuple(number(each) for each in numbers_in(re.sub(r"[ /|]+", ",", cell)))


# Waybills


def apply_waybills(rows: Sequence[Row], call: Call) -> list[Result]:
    standing = {
        waybill.number: waybill
        for waybill in Waybill.objects.filter(number__in=[row.values["number"] for row in rows])
        .select_related("origin", "destination")
        .prefetch_related("pieces")
    }
    fresh = [row for row in rows if row.values["number"] not in standing]
    entered = enter_waybills([_new_waybill(row.values) for row in fresh], access=_access(call), at=call.at)
    faults = {refusal.index: refused(_WAYBILL_FIELDS.get(refusal.field, refusal.field), refusal.code)
              for refusal in entered.refused}  # fmt: skip
    results = {row.line: faults.get(index, CREATED) for index, row in enumerate(fresh)}
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


# Trips


def apply_trips(rows: Sequence[Row], call: Call) -> list[Result]:
    standing = {
        trip.trip_no: trip
        for trip in LineHaulTrip.objects.filter(trip_no__in=[row.values["trip_no"] for row in rows]).select_related(
            "outlet", "origin_hub"
        )
    }
    outlets = Outlet.objects.in_bulk([row.values["outlet"] for row in rows], field_name="code")
    hubs = Hub.objects.in_bulk([row.values.get("origin_hub", "") for row in rows], field_name="code")
    results: dict[int, Result] = {}
    fresh: list[NewTrip] = []
    for row in rows:
        found = _trip_fault(row.values, standing.get(row.values["trip_no"]), outlets, hubs)
        if found:
            results[row.line] = found
        elif trip := standing.get(row.values["trip_no"]):
            results[row.line] = _change_trip(trip, row.values, hubs, call)
        else:
            fresh.append(_new_trip(row.values, outlets, hubs))
            results[row.line] = CREATED
    register_trips(fresh, by=call.by, at=call.at)
    return [results[row.line] for row in rows]


def _trip_fault(
    values: Mapping[str, Any], standing: LineHaulTrip | None, outlets: Mapping[str, Outlet], hubs: Mapping[str, Hub]
) -> Result | None:
    if values["outlet"] not in outlets:
        return refused("outlet", "unknown_outlet", value=values["outlet"])
    if "origin_hub" in values and values["origin_hub"] not in hubs:
        return refused("origin_hub", "unknown_hub", value=values["origin_hub"])
    if standing and standing.outlet.code != values["outlet"]:
        return refused("outlet", "trip_elsewhere", outlet=standing.outlet.code)
    if standing and standing.shift != values["shift"]:
        return refused("shift", "trip_shift", shift=standing.get_shift_display())
    arrived, unloaded = (values.get(name) or getattr(standing, name, None) for name in ("arrived_at", "unloaded_at"))
    if arrived and unloaded and unloaded < arrived:
        return refused("unloaded_at", "unloaded_before_arrival")
    return None


def _new_trip(values: Mapping[str, Any], outlets: Mapping[str, Outlet], hubs: Mapping[str, Hub]) -> NewTrip:
    return NewTrip(
        **{
            **values,
            "outlet": outlets[values["outlet"]],
            "origin_hub": hubs.get(values.get("origin_hub", "")),
        }
    )


def _change_trip(trip: LineHaulTrip, values: Mapping[str, Any], hubs: Mapping[str, Hub], call: Call) -> Result:
    changes = {name: values[name] for name in TIMES if name in values and values[name] != getattr(trip, name)}
    hub = hubs.get(values.get("origin_hub", ""), trip.origin_hub)
    vehicle = values.get("vehicle", trip.vehicle)
    truck = (hub, vehicle) != (trip.origin_hub, trip.vehicle)
    if truck:
        assign_truck(trip, origin_hub=hub, vehicle=vehicle, by=call.by, at=call.at)
    if changes:
        correct_trip(trip, changes, by=call.by, at=call.at)
    return UPDATED if changes or truck else UNCHANGED


# Scans


def apply_scans(rows: Sequence[Row], call: Call) -> list[Result]:
    """Events are facts: a known one is unchanged, whatever else its row says."""
    scans = [_scan(row.values) for row in rows]
    known = set(ScanKey.objects.filter(event_id__in=[scan.event_id for scan in scans]).values_list("pk", flat=True))
    receipt = record_scans(scans, source=call.source, access=_access(call), at=call.at)
    faults = {each.index: refused(_SCAN_FIELDS.get(each.code, ""), each.code) for each in receipt.rejected}
    results = []
    for index, scan in enumerate(scans):
        results.append(faults.get(index) or (UNCHANGED if scan.event_id in known else CREATED))
        known.add(scan.event_id)
    return results


_SCAN_FIELDS = {
    "unknown_piece": "piece",
    "unknown_outlet": "outlet",
    "foreign_outlet": "outlet",
    "unknown_trip": "trip_no",
    "wrong_trip_outlet": "trip_no",
    "in_future": "occurred_at",
}
_DETAILS = ("operator", "previous_stop", "next_stop", "signer", "signer_relation", "weight_kg")
_PROBLEM = ("category", "occurred_at", "contact", "phone", "matter")


def _scan(values: Mapping[str, Any]) -> Scan:
    occurred_at = values["occurred_at"]
    said = f"{values['kind']}|{values['piece']}|{values['outlet']}|{occurred_at.astimezone(UTC).isoformat()}"
    detail = {name: str(values[name]) for name in _DETAILS if name in values}
    problem = {name: values[f"problem_{name}"] for name in _PROBLEM if f"problem_{name}" in values}
    if problem:
        if "occurred_at" in problem:
            problem["occurred_at"] = problem["occurred_at"].isoformat()
        detail["problem"] = {name: str(value) for name, value in problem.items()}
    return Scan(
        event_id=values.get("event_id") or uuid5(EVENTS, said),
        kind=str(values["kind"]),
        piece=values["piece"],
        outlet=values["outlet"],
        occurred_at=occurred_at,
        trip_no=values.get("trip_no", ""),
        shift=str(values.get("shift", "")),
        detail=detail or None,
    )


# What the files may be called and hold

KIND_WORDS = {
    "收件": ScanKind.PICKUP,
    "收件扫描": ScanKind.PICKUP,
    "发件": ScanKind.DEPARTURE,
    "发件扫描": ScanKind.DEPARTURE,
    "到件": ScanKind.ARRIVAL,
    "到件扫描": ScanKind.ARRIVAL,
    "派件": ScanKind.OUT_FOR_DELIVERY,
    "派件扫描": ScanKind.OUT_FOR_DELIVERY,
    "妥投": ScanKind.DELIVERED,
    "签收": ScanKind.SIGNED,
    "签收录入": ScanKind.SIGNED,
    "问题件": ScanKind.PROBLEM,
    "留仓": ScanKind.HOLD,
    "留仓件": ScanKind.HOLD,
    "退回": ScanKind.RETURNED,
    "转寄": ScanKind.FORWARDED,
    "称重": ScanKind.WEIGH,
    **{kind.value: kind for kind in ScanKind if kind != ScanKind.VOID},
}
PRODUCT_WORDS = {
    "当天件": Waybill.Product.SAME_DAY,
    "即日达": Waybill.Product.SAME_DAY,
    "次晨达": Waybill.Product.NEXT_MORNING,
    "次日达": Waybill.Product.NEXT_DAY,
    "普通件": Waybill.Product.STANDARD,
    "标准快递": Waybill.Product.STANDARD,
    **{product.value: product for product in Waybill.Product},
}
PROBLEM_WORDS = {
    "派送问题件": ProblemRecord.Category.DELIVERY,
    "破损": ProblemRecord.Category.DAMAGE,
    "破损或未收到": ProblemRecord.Category.DAMAGE,
    "退转件": ProblemRecord.Category.TRANSFER,
    "其他": ProblemRecord.Category.OTHER,
    **{category.value: category for category in ProblemRecord.Category},
}
NUMBER_LOST = _("“%(value)s” is no waybill number: 6 to 32 letters and digits.")

WAYBILLS = Importer(
    kind="waybills",
    label=_("Waybills"),
    order=40,
    key=("number",),
    apply=apply_waybills,
    allowed=may_import,
    together=1000,
    note=_("One row a waybill, its sub-waybills apart by blanks. A waybill that is entered already stays as it is."),
    reasons={
        "not_a_number_of_ours": NUMBER_LOST,
        "waybill_differs": _("A waybill with this number exists and says something else here."),
        **{
            code: lazy(waybill_service.explain, str)(code)
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
        Field("sender_name", _("Sender"), cells.text(120), ("寄件人",), True, "张三"),
        Field("sender_phone", _("Sender's phone"), cells.phone, ("寄件人电话", "寄件电话"), True, "19000000001"),
        Field("sender_address", _("Sender's address"), cells.text(200), ("寄件地址",), True, "广州市天河区体育东路1号"),
        Field("receiver_name", _("Receiver"), cells.text(120), ("收件人",), True, "李四"),
        Field("receiver_phone", _("Receiver's phone"), cells.phone, ("收件人电话", "收件电话"), True, "19000000002"),
        Field("receiver_address", _("Receiver's address"), cells.text(200), ("收件地址",), True, "深圳市科苑路15号"),
        Field("weight_kg", _("Weight in kg"), cells.decimal(3, most=Decimal(99999)), ("重量",), True, "1.5"),
        Field("volume_cm3", _("Volume in cm³"), cells.whole(most=2_000_000_000), ("体积",), False, "6000"),
        Field("cod_yuan", _("Cash on delivery"), cells.decimal(2, most=Decimal(99_999_999)), ("代收货款",), False, ""),
        Field("subs", _("Sub-waybills"), numbers, ("子单", "子单号"), False, "773000000001001 773000000001002"),
        Field("receipt", _("Return receipt"), number, ("回单", "回单号"), False, ""),
        Field("customer", _("Customer code"), cells.code(40), ("客户编号", "客户代码"), False, ""),
        Field("entered_at", _("Entered at"), cells.instant, ("录单时间", "寄件时间"), False, "2026-11-17 18:20"),
    ),
)

TRIPS = Importer(
    kind="trips",
    label=_("Trips"),
    order=30,
    key=("trip_no",),
    apply=apply_trips,
    allowed=may_import,
    note=_("A known trip takes the times that differ, and its deadlines follow. Its outlet and shift stay."),
    reasons={
        "unknown_outlet": _("There is no outlet “%(value)s”."),
        "unknown_hub": _("There is no hub “%(value)s”."),
        "trip_elsewhere": _("This trip exists and goes to outlet %(outlet)s."),
        "trip_shift": _("This trip exists with another shift: %(shift)s."),
        "unloaded_before_arrival": _("The truck cannot be unloaded before it has arrived: check the two times."),
    },
    fields=(
        Field("trip_no", _("Trip number"), cells.code(40), ("车次", "线车编号", "车次号"), True, "T20261118-SZ01"),
        Field("outlet", _("Outlet code"), cells.code(20), ("网点", "网点编号", "到达网点"), True, "440305A"),
        Field("shift", _("Shift"), cells.one_of(SHIFT_ALIASES), ("班次",), True, "早班"),
        Field(
            "planned_at", _("Planned arrival"), cells.instant, ("计划到达", "计划到车时间"), True, "2026-11-18 06:00"
        ),
        Field("arrived_at", _("Arrived at"), cells.instant, ("实际到达", "到车时间"), False, "2026-11-18 06:10"),
        Field("unloaded_at", _("Unloaded at"), cells.instant, ("卸车完成", "卸货完成时间"), False, "2026-11-18 06:40"),
        Field("origin_hub", _("Hub code"), cells.code(20), ("始发分拨", "分拨编号", "分拨中心"), False, "SZ-HUB"),
        Field("vehicle", _("Vehicle"), cells.text(20), ("车牌", "车牌号"), False, "粤B00001"),
    ),
)

SCANS = Importer(
    kind="scans",
    label=_("Scans"),
    order=50,
    key=("piece", "kind", "outlet", "occurred_at", "event_id"),
    apply=apply_scans,
    allowed=may_import,
    together=2000,
    note=_("Scans older than 72 hours are kept as grade C: they are judged by people, never fined by the machine."),
    reasons={
        "not_a_number_of_ours": NUMBER_LOST,
        **{
            code: lazy(scan_service.explain, str)(code)
            for code in (
                "unknown_piece",
                "unknown_outlet",
                "foreign_outlet",
                "unknown_trip",
                "wrong_trip_outlet",
                "in_future",
                "unknown_event",
            )
        },
    },
    fields=(
        Field("kind", _("Kind of scan"), cells.one_of(KIND_WORDS), ("扫描类型", "类型", "动作"), True, "到件扫描"),
        Field("piece", _("Piece number"), number, ("运单号", "单号", "件号"), True, "773000000001"),
        Field("outlet", _("Outlet code"), cells.code(20), ("网点", "网点编号", "扫描网点"), True, "440305A"),
        Field(
            "occurred_at", _("Scanned at"), cells.instant, ("扫描时间", "时间", "发生时间"), True, "2026-11-18 08:30"
        ),
        Field("event_id", _("Event id"), cells.uuid, ("事件编号",), False, ""),
        Field("trip_no", _("Trip number"), cells.code(40), ("车次", "线车编号"), False, "T20261118-SZ01"),
        Field("shift", _("Shift"), cells.one_of(SHIFT_ALIASES), ("班次",), False, "早班"),
        Field("operator", _("Operator"), cells.text(60), ("扫描员", "操作员"), False, "陈晓"),
        Field("previous_stop", _("Previous stop"), cells.text(60), ("上一站",), False, ""),
        Field("next_stop", _("Next stop"), cells.text(60), ("下一站",), False, ""),
        Field("signer", _("Signer"), cells.text(60), ("签收人",), False, ""),
        Field("signer_relation", _("Signer's relation"), cells.code(3), ("签收人类型",), False, ""),
        Field("weight_kg", _("Weight in kg"), cells.decimal(3, most=Decimal(99999)), ("重量",), False, ""),
        Field("problem_category", _("Problem category"), cells.one_of(PROBLEM_WORDS), ("问题类型",), False, ""),
        Field("problem_occurred_at", _("Problem occurred at"), cells.instant, ("问题发生时间",), False, ""),
        Field("problem_contact", _("Problem contact"), cells.text(60), ("问题联系人",), False, ""),
        Field("problem_phone", _("Problem phone"), cells.phone, ("问题联系电话",), False, ""),
        Field("problem_matter", _("Problem matter"), cells.text(500), ("问题描述", "备注"), False, ""),
    ),
)
