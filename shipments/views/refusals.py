"""What a refused scan means to the person who holds the piece, and what to do next."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

WHAT_TO_DO = {
    "bad_number": _("This is no waybill number: scan the barcode again."),
    "unknown_piece": _("No such piece. Without a waybill put it aside and tell the sending outlet."),
    "unknown_outlet": _("This outlet is not known: reload the page."),
    "foreign_outlet": _("Your account does not work at this outlet: ask your manager."),
    "unknown_trip": _("This trip is not known any more: choose the trip again."),
    "wrong_trip_outlet": _("This trip goes to another outlet: choose the trip again."),
    "in_future": _("The scan's time lies in the future: set this computer's clock."),
    "unknown_event": _("What is to be taken back was never recorded."),
    "consent_owed": _("Kept, but the receiver's consent is missing: ask, and write it with the sign entry."),
    "unknown_reason": _("This reason is not known any more: choose another one."),
}
_OTHERWISE = _("Not taken (%(code)s): scan again, then ask headquarters.")


def what_to_do(code: str) -> str:
    return str(WHAT_TO_DO.get(code) or _OTHERWISE % {"code": code})


def said(row: Mapping[str, Any]) -> str:
    """What the answer to one scan means: `code`, `state` and `bound_for` of a DeskRow."""
    if row["code"]:
        return what_to_do(row["code"])
    if row["bound_for"]:
        return gettext("Mis-sorted: it is bound for %(outlet)s. Register a problem.") % {"outlet": row["bound_for"]}
    return ""
