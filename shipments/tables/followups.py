"""Cash on delivery and return receipts as their lists show them: how far, due when, and the one step that is next."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.shared.figures import Badge
from crm.shared.tables import Column, Table
from shipments.models import CashOnDelivery, ReturnReceipt

Cod, Receipt = CashOnDelivery.State, ReturnReceipt.State
COD_KINDS = {
    Cod.DUE: "open",
    Cod.COLLECTED: "soon",
    Cod.REMITTED: "review",
    Cod.SETTLED: "met",
    Cod.CANCELLED: "void",
}
RECEIPT_KINDS = {
    Receipt.DUE: "open",
    Receipt.SIGNED: "soon",
    Receipt.BACK: "review",
    Receipt.HANDED: "met",
    Receipt.CANCELLED: "void",
}


@dataclass(frozen=True, slots=True)
class Step:
    """What may be done next, and the outlet that does it."""

    act: str
    word: "str | Promise"
    outlet_id: int


def cod_badge(cod: CashOnDelivery) -> Badge:
    return Badge(COD_KINDS[Cod(cod.state)], cod.get_state_display())


def receipt_badge(receipt: ReturnReceipt) -> Badge:
    return Badge(RECEIPT_KINDS[Receipt(receipt.state)], receipt.get_state_display())


def late_badge(cod: CashOnDelivery) -> Badge | str:
    return Badge("late", _("handed in late")) if cod.remitted_late else ""


def cod_step(cod: CashOnDelivery) -> Step | None:
    steps = {
        Cod.DUE: Step("collect", _("Collected"), cod.destination_id),
        Cod.COLLECTED: Step("remit", _("Handed in"), cod.destination_id),
        Cod.REMITTED: Step("settle", _("Paid to the sender"), cod.origin_id),
    }
    return steps.get(Cod(cod.state))


def receipt_step(receipt: ReturnReceipt) -> Step | None:
    steps = {
        Receipt.SIGNED: Step("take_in", _("It is back"), receipt.origin_id),
        Receipt.BACK: Step("hand_over", _("Handed to the sender"), receipt.origin_id),
    }
    return steps.get(Receipt(receipt.state))


class CodTable(Table[CashOnDelivery]):
    columns = (
        Column("", "", show=lambda cod: cod, cell="shipments/_followup_pick.html"),
        Column(_("Waybill"), "waybill.number", link=True, cell="parts/_code.html"),
        Column(_("Amount"), "yuan", cell="parts/_yuan.html", numeric=True),
        Column(_("State"), "", show=cod_badge, cell="parts/_badge.html"),
        Column(_("Due"), "", cell="shipments/_followup_due.html"),
        Column(_("Collecting outlet"), "destination.name"),
        Column(_("Sending outlet"), "origin.name", quiet=True),
        Column(_("Paid how"), "get_method_display", quiet=True),
        Column(_("Handed in"), "", show=late_badge, cell="parts/_badge.html", quiet=True),
        Column(_("Next step"), "", show=cod_step, cell="shipments/_followup_step.html"),
    )


class ReceiptTable(Table[ReturnReceipt]):
    columns = (
        Column("", "", show=lambda receipt: receipt, cell="shipments/_followup_pick.html"),
        Column(_("Return receipt"), "piece.number", link=True, cell="parts/_code.html"),
        Column(_("State"), "", show=receipt_badge, cell="parts/_badge.html"),
        Column(_("Due"), "", cell="shipments/_followup_due.html"),
        Column(_("Delivering outlet"), "destination.name"),
        Column(_("Sending outlet"), "origin.name"),
        Column(_("Last seen"), "piece.state_at", quiet=True),
        Column(_("Signed"), "signed_at", quiet=True),
        Column(_("Next step"), "", show=receipt_step, cell="shipments/_followup_step.html"),
    )
