"""Labels that went to a printer: who, when, which, and why once more."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.audit.services.recording import record_act
from crm.shared.errors import Refused
from outlets.access import Access
from shipments.models import LabelPrint, Piece


@transaction.atomic
def print_labels(
    pieces: Sequence[Piece], *, by: User, access: Access, reason: str = "", whole: bool = False, at: datetime
) -> list[LabelPrint]:
    """Note that these pieces' labels are printed now; the rest is the printer's.

    pieces   with their waybills
    reason   why once more; needed as soon as one of them was printed before
    whole    whether personal data stands there in full
    raises   Refused without a reason, or when somebody else prints the same ones in this moment
    writes   shipments_labelprint, audit_auditentry for whole ones
    """
    counted = Piece.objects.filter(pk__in=[piece.pk for piece in pieces]).annotate(printed=Count("prints"))
    before = dict(counted.values_list("pk", "printed"))
    if any(before.values()) and not reason:
        raise Refused(
            _("Printed before: say why once more. Two labels of one piece look like two pieces."), code="reprint"
        )
    rows = [
        LabelPrint(
            piece=piece,
            waybill=piece.waybill,
            outlet_id=_outlet_of(piece, access),
            by=by,
            at=at,
            reprint=before[piece.pk],
            reason=reason if before[piece.pk] else "",
            whole=whole,
        )
        for piece in pieces
    ]
    try:
        with transaction.atomic():
            LabelPrint.objects.bulk_create(rows)
    except IntegrityError as clash:
        raise Refused(_("Somebody else has just printed these labels."), code="printed_meanwhile") from clash
    if whole:
        for number in dict.fromkeys(piece.waybill.number for piece in pieces):
            record_act("waybill.print_whole", f"shipments.waybill:{number}", by=by, at=at)
    return rows


def _outlet_of(piece: Piece, access: Access) -> int:
    """Where it is printed: at the sending outlet, or else at the one of theirs that has it."""
    waybill = piece.waybill
    for outlet_id in (waybill.origin_id, waybill.destination_id):
        if outlet_id in access.outlet_ids:
            return outlet_id
    return min(access.outlet_ids, default=waybill.origin_id)
