"""Columns of the waybill list."""

from django.utils.translation import gettext_lazy as _

from crm.shared.figures import Badge
from crm.shared.masking import mask_name
from crm.shared.tables import Column, Table
from shipments.models import Piece, Waybill
from shipments.tables.states import piece_badge


def master_of(waybill: Waybill) -> Piece | None:
    """Among the pieces that were fetched along."""
    return next((piece for piece in waybill.pieces.all() if piece.kind == Piece.Kind.MASTER), None)


def _state(waybill: Waybill) -> Badge:
    return piece_badge(master_of(waybill))


def _seen_at(waybill: Waybill) -> object:
    master = master_of(waybill)
    return master.state_at if master else None


def _piece_count(waybill: Waybill) -> int:
    return len(waybill.pieces.all())


class WaybillTable(Table[Waybill]):
    columns = (
        Column(_("Waybill"), "number", link=True, cell="parts/_code.html"),
        Column(_("Product"), "get_product_display"),
        Column(_("From"), "origin.name"),
        Column(_("To"), "destination.name"),
        Column(_("Sender"), "sender_name", show=mask_name, quiet=True),
        Column(_("Receiver"), "receiver_name", show=mask_name),
        Column(_("Pieces"), "", show=_piece_count, numeric=True, quiet=True),
        Column(_("State"), "", show=_state, cell="parts/_badge.html"),
        Column(_("Last seen"), "", show=_seen_at),
        Column(_("Entered"), "entered_at", quiet=True),
    )
