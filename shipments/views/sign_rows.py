"""Rows of a sign batch in words: what is known of a number, and what became of it."""

from typing import Any

from django.utils.translation import gettext as _

from crm.shared.figures import Badge
from crm.shared.templatetags.ui import when
from shipments.forms.signing import fault_words
from shipments.queries.signing import Found
from shipments.services.signing import SignAnswer
from shipments.views.refusals import what_to_do


def fault_text(code: str, found: Found | None = None) -> str:
    texts = {
        "unknown": _("Not known here: check the number."),
        "not_here": _("It never came to your outlet: check the number, or scan its arrival first."),
        "signed": _("Signed for already."),
        "same": _("The same waybill as another row."),
        "taken_back": _("Signed for and taken back since: sign it by itself."),
    }
    if code == "signed" and found and found.piece and found.piece.state_at:
        return _("Signed for already: %(when)s.") % {"when": when(found.piece.state_at)}
    return texts.get(code) or what_to_do(code)


def doubt_text(code: str) -> str:
    return {
        "not_out": _("Not sent out yet."),
        "not_here_yet": _("Not scanned at your outlet yet."),
        "problem": _("A problem is registered: really signed for?"),
        "returned": _("On its way back: really signed for?"),
        "consent_owed": _("Handed to somebody else, the receiver's consent is missing: ask, then sign."),
    }.get(code, "")


def checked_row(found: Found) -> dict[str, Any]:
    return {
        "number": found.number,
        "state": "refused" if found.fault else "doubt" if found.doubt else "good",
        "text": fault_text(found.fault, found) if found.fault else doubt_text(found.doubt),
        "pictures": found.pictures,
    }


def answered_row(answer: SignAnswer) -> dict[str, Any]:
    faults = {fault.field: fault_words(fault) for fault in answer.faults}
    return {
        "number": answer.number,
        "state": answer.state,
        "text": fault_text(answer.code) if answer.code else "",
        "faults": faults,
    }


def badges() -> dict[str, Badge]:
    return {
        "signed": Badge("met", _("Signed")),
        "good": Badge("open", _("Ready")),
        "doubt": Badge("soon", _("Please check")),
        "refused": Badge("refused", _("Not taken")),
    }
