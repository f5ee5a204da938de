"""Waybill numbers by the block: given by headquarters, drawn at the counter."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from crm.audit.services.recording import record_act
from crm.shared.errors import Refused
from outlets.models import Outlet
from shipments.models import NumberBlock, Piece

DIGITS = 12


def give_block(outlet: Outlet, first: int, last: int, *, by: object, at: datetime) -> NumberBlock:
    """Give an outlet the numbers from `first` to `last`.

    raises   Refused when another block holds one of them
    writes   shipments_numberblock, audit_auditentry
    """
    try:
        with transaction.atomic():
            block = NumberBlock.objects.create(outlet=outlet, first=first, last=last, next=first, given_at=at)
            detail = {"outlet": outlet.code, "first": first, "last": last}
            record_act("numbers.give", f"shipments.numberblock:{block.pk}", by=by, at=at, detail=detail)
    except IntegrityError as clash:
        if "number_blocks_do_not_overlap" not in str(clash):
            raise
        raise Refused(_("Another block holds some of these numbers."), code="block_overlaps") from clash
    return block


@transaction.atomic
def draw_number(outlet: Outlet) -> str:
    """The outlet's next free number; those that were typed in by hand already are passed over.

    raises   Refused when the outlet has none left
    writes   shipments_numberblock, locked until the waybill is written
    """
    blocks = NumberBlock.objects.select_for_update().filter(outlet=outlet, next__lte=F("last")).order_by("first")
    for block in blocks:
        while block.next <= block.last:
            number = f"{block.next:0{DIGITS}d}"
            block.next += 1
            if not Piece.objects.filter(number=number).exists():
                block.save(update_fields=["next"])
                return number
        block.save(update_fields=["next"])
    raise Refused(
        _("This outlet has no numbers left: scan a printed one, or ask headquarters for a block."), code="no_numbers"
    )
