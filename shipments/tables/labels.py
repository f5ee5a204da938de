"""Labels as they are drawn, and the log of what was printed."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from crm.shared.figures import Badge
from crm.shared.tables import Column, Table
from shipments.models import LabelPrint, Piece
from shipments.rules.code128 import Code128, code128
from shipments.rules.qr import QrCode, qr_code


@dataclass(frozen=True, slots=True)
class Label:
    """`place` of `of` pieces of one waybill; the codes hold the piece's number and nothing personal."""

    piece: Piece
    barcode: Code128
    square: QrCode
    place: int
    of: int


def labels_of(pieces: Iterable[Piece]) -> list[Label]:
    """Of all pieces that are to be printed, counted within their waybills; `waybill.pieces` fetched along."""
    labels = []
    for piece in pieces:
        numbers = [each.number for each in piece.waybill.pieces.all()]
        place = numbers.index(piece.number) + 1
        labels.append(Label(piece, code128(piece.number), qr_code(piece.number), place, len(numbers)))
    return labels


def _print_badge(row: LabelPrint) -> Badge:
    return Badge("warn", _("Reprint %(count)s") % {"count": row.reprint}) if row.reprint else Badge("met", _("First"))


class LabelPrintTable(Table[LabelPrint]):
    columns = (
        Column(_("Piece"), "piece.number", link=True, cell="parts/_code.html"),
        Column(_("Printed"), "at"),
        Column(_("Printed by"), "by"),
        Column(_("Outlet"), "outlet.name", quiet=True),
        Column(_("State"), "", show=_print_badge, cell="parts/_badge.html"),
        Column(_("Reason"), "reason", quiet=True),
    )
