"""Scan events from CSV files."""

from collections.abc import Mapping, Sequence
from datetime import UTC
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from crm.imports.registry import CREATED, UNCHANGED, Call, Field, Importer, Result, Row, refused
from crm.imports.rules import cells
from crm.shared.masking import mask_name, mask_phone
from outlets.access import OPERATOR, access_of, may_edit_network
from shipments.imports.numbers import NUMBER_LOST, number
from shipments.models import ProblemRecord, ScanKey, ScanKind
from shipments.rules.signers import CODES, Consent, SignEntry, scan_faults
from shipments.rules.terms import SHIFT_ALIASES
from shipments.services.scans import Scan, explain, record_scans

#: Rows that bring no event id get one from what they say, so that the same file is the same events.
EVENTS = UUID("6f8a4c1e-3a53-4c0e-9f0e-7d1b2f0c9a11")
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
PROBLEM_WORDS = {
    "派送问题件": ProblemRecord.Category.DELIVERY,
    "破损": ProblemRecord.Category.DAMAGE,
    "破损或未收到": ProblemRecord.Category.DAMAGE,
    "退转件": ProblemRecord.Category.TRANSFER,
    "其他": ProblemRecord.Category.OTHER,
    **{category.value: category for category in ProblemRecord.Category},
}
RELATION_WORDS = {code: code for code in CODES}
CONSENT_WORDS = {
    "电话": Consent.CALL,
    "短信": Consent.MESSAGE,
    "当面": Consent.IN_PERSON,
    "下单": Consent.ORDER,
    "长期": Consent.STANDING,
    **{consent.value: consent for consent in Consent},
}


def apply_scans(rows: Sequence[Row], call: Call) -> list[Result]:
    """Events are facts: a known one is unchanged, whatever else its row says."""
    results = {row.line: fault for row in rows if (fault := _signer_fault(row.values))}
    good = [row for row in rows if row.line not in results]
    scans = [_scan(row.values) for row in good]
    known = set(ScanKey.objects.filter(event_id__in=[scan.event_id for scan in scans]).values_list("pk", flat=True))
    receipt = record_scans(scans, source=call.source, access=access_of(call.by) if call.by else OPERATOR, at=call.at)
    faults = {each.index: refused(_SCAN_FIELDS.get(each.code, ""), each.code) for each in receipt.rejected}
    for index, (row, scan) in enumerate(zip(good, scans, strict=True)):
        results[row.line] = faults.get(index) or (UNCHANGED if scan.event_id in known else CREATED)
        known.add(scan.event_id)
    return [results[row.line] for row in rows]


def _signer_fault(values: Mapping[str, Any]) -> Result | None:
    entry = SignEntry(
        relation=values.get("signer_relation", ""),
        signer=values.get("signer", ""),
        consent=str(values.get("consent", "")),
        consent_at=values.get("consent_at"),
    )
    faults = scan_faults(str(values["kind"]), entry, at=values["occurred_at"])
    return refused(faults[0].field, faults[0].code) if faults else None


_SCAN_FIELDS = {
    "unknown_piece": "piece",
    "unknown_outlet": "outlet",
    "foreign_outlet": "outlet",
    "unknown_trip": "trip_no",
    "wrong_trip_outlet": "trip_no",
    "in_future": "occurred_at",
    "unknown_reason": "problem_reason",
}
_DETAILS = ("operator", "previous_stop", "next_stop", "signer", "signer_relation", "weight_kg")
_PROBLEM = ("category", "reason", "occurred_at", "contact", "phone", "matter")


def _scan(values: Mapping[str, Any]) -> Scan:
    occurred_at = values["occurred_at"]
    said = f"{values['kind']}|{values['piece']}|{values['outlet']}|{occurred_at.astimezone(UTC).isoformat()}"
    detail: dict[str, Any] = {name: str(values[name]) for name in _DETAILS if name in values}
    if "consent" in values and "consent_at" in values:
        detail["consent"] = {"how": str(values["consent"]), "at": values["consent_at"].isoformat()}
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


SCANS = Importer(
    kind="scans",
    label=_("Scans"),
    order=50,
    key=("piece", "kind", "outlet", "occurred_at", "event_id"),
    apply=apply_scans,
    allowed=may_edit_network,
    together=2000,
    note=_("Scans older than 72 hours are kept as grade C: they are judged by people, never fined by the machine."),
    reasons={
        "not_a_number_of_ours": NUMBER_LOST,
        "signer_no_name": _("This is no name: write who signed, without a telephone number."),
        "consent_missing": _("Nobody else takes it unless the receiver agreed: write how and when that was said."),
        "consent_time_missing": _("Write when the receiver agreed."),
        "consent_in_future": _("The receiver cannot have agreed later than the scan: correct the time."),
        **{
            code: lazy(explain, str)(code)
            for code in (
                "unknown_piece",
                "unknown_outlet",
                "foreign_outlet",
                "unknown_trip",
                "wrong_trip_outlet",
                "in_future",
                "unknown_event",
                "unknown_reason",
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
        Field("signer", _("Signer"), cells.text(60), ("签收人",), False, "", mask_name),
        Field("signer_relation", _("Signer's relation"), cells.one_of(RELATION_WORDS), ("签收人类型",), False, ""),
        Field("consent", _("The receiver agreed"), cells.one_of(CONSENT_WORDS), ("收件人同意方式",), False, ""),
        Field("consent_at", _("Agreed at"), cells.instant, ("收件人同意时间",), False, ""),
        Field("weight_kg", _("Weight in kg"), cells.decimal(3, most=Decimal(99999)), ("重量",), False, ""),
        Field("problem_category", _("Problem category"), cells.one_of(PROBLEM_WORDS), ("问题类型",), False, ""),
        Field("problem_reason", _("Problem reason"), cells.code(24), ("问题原因",), False, ""),
        Field("problem_occurred_at", _("Problem occurred at"), cells.instant, ("问题发生时间",), False, ""),
        Field("problem_contact", _("Problem contact"), cells.text(60), ("问题联系人",), False, "", mask_name),
        Field("problem_phone", _("Problem phone"), cells.phone, ("问题联系电话",), False, "", mask_phone),
        Field("problem_matter", _("Problem matter"), cells.text(500), ("问题描述", "备注"), False, ""),
    ),
)
