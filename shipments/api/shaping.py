"""Rows into the API's dictionaries; whatever is personal is masked on the way."""

from collections.abc import Iterable
from typing import Any

from crm.shared.instants import shown
from crm.shared.masking import mask_address, mask_name, mask_phone, mask_phones_in
from shipments.models import Piece, ScanEvent, Waybill
from shipments.queries.shipment import Duty

TOLD = ("shift", "operator", "previous_stop", "next_stop", "signer_relation")


def waybill_shape(waybill: Waybill, pieces: Iterable[Piece]) -> dict[str, Any]:
    """`waybill` with origin, destination, customer and price table, `pieces` with their state's outlet."""
    sender = _party(waybill.sender_name, waybill.sender_phone, waybill.sender_address)
    return {
        "number": waybill.number,
        "product": waybill.product,
        "origin_outlet": waybill.origin.code,
        "destination_outlet": waybill.destination.code,
        "sender": {"customer": waybill.customer.code if waybill.customer else None, **sender},
        "receiver": _party(waybill.receiver_name, waybill.receiver_phone, waybill.receiver_address),
        "pieces": [_piece(piece) for piece in pieces],
        "weight_kg": float(waybill.weight_kg),
        "volume_cm3": waybill.volume_cm3,
        "cod_yuan": None if waybill.cod_yuan is None else str(waybill.cod_yuan),
        "return_receipt": waybill.return_receipt,
        "entered_at": shown(waybill.entered_at),
        "freight": _freight(waybill),
    }


def _freight(waybill: Waybill) -> dict[str, Any] | None:
    if waybill.freight_yuan is None or waybill.price_table is None:
        return None
    told = {"yuan": str(waybill.freight_yuan), "chargeable_kg": str(waybill.chargeable_kg)}
    return told | {"price_table": waybill.price_table.number}


def _party(name: str, phone: str, address: str) -> dict[str, str]:
    return {"name": mask_name(name), "phone": mask_phone(phone), "address": mask_address(address)}


def _piece(piece: Piece) -> dict[str, Any]:
    return {
        "number": piece.number,
        "kind": piece.kind,
        "state": piece.state or None,
        "state_at": shown(piece.state_at),
        "outlet": piece.state_outlet.code if piece.state_outlet else None,
    }


def event_shape(event: ScanEvent) -> dict[str, Any]:
    told = event.detail or {}
    return {
        "event_id": str(event.event_id),
        "kind": event.kind,
        "piece": event.piece.number,
        "outlet": event.outlet.code,
        "trip_no": event.trip.trip_no if event.trip else None,
        "occurred_at": shown(event.occurred_at),
        "error_ms": event.error_ms,
        "device_at": shown(event.device_at),
        "received_at": shown(event.received_at),
        "grade": event.grade,
        "corrects": str(event.corrects) if event.corrects else None,
        **{name: told.get(name) for name in TOLD},
        "signer": mask_name(told["signer"]) if told.get("signer") else None,
        "consent": told.get("consent"),
        "weight_kg": float(told["weight_kg"]) if told.get("weight_kg") else None,
        "problem": _problem(told["problem"]) if told.get("problem") else None,
    }


def _problem(told: dict[str, Any]) -> dict[str, Any]:
    return {
        "category": told.get("category") or "other",
        "reason": told.get("reason") or None,
        "occurred_at": told.get("occurred_at"),
        "contact": mask_name(told["contact"]) if told.get("contact") else None,
        "phone": mask_phone(told["phone"]) if told.get("phone") else None,
        "matter": mask_phones_in(told["matter"]) if told.get("matter") else None,
    }


def duty_shape(duty: Duty) -> dict[str, Any]:
    return {
        "kind": duty.kind,
        "piece": duty.piece,
        "outlet": duty.outlet,
        "run": duty.run,
        "due_at": shown(duty.due_at),
        "done_at": shown(duty.done_at),
        "state": duty.state,
        "rule": duty.rule,
        "edition": duty.edition,
    }
