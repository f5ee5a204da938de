"""What can be laid on the scales: a waybill by its own number, or by that of its master piece."""

from collections.abc import Collection

from shipments.models import Piece, Waybill


def weighable(numbers: Collection[str]) -> dict[str, Waybill]:
    """Number → waybill. The declared weight is the whole waybill's: a sub-waybill alone compares with nothing.

    numbers   cleaned; two queries for any count
    """
    masters = Piece.objects.filter(number__in=numbers, kind=Piece.Kind.MASTER).select_related("waybill")
    found = {piece.number: piece.waybill for piece in masters}
    return found | {waybill.number: waybill for waybill in Waybill.objects.filter(number__in=numbers)}
