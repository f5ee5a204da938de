"""The states of pieces, duties and problems as badges."""

from django.utils.translation import gettext_lazy as _

from crm.shared.figures import Badge
from shipments.models import DeliveryRun, Piece, PieceArrival, ProblemRecord, ScanKind
from shipments.queries.shipment import arrival_state, delivery_state, sign_state

DUTY_BADGES = {
    "open": Badge("open", _("Open")),
    "met": Badge("met", _("In time")),
    "late": Badge("late", _("Late")),
    "excused": Badge("void", _("Lifted by a problem")),
    "review": Badge("review", _("Under review")),
}
REMARK_KINDS = {"valid": "met", "IV1": "late", "IV2": "late", "review": "review"}
#: What a piece's last telling event says about it, as a kind of badge.
PIECE_KINDS = {
    "": "still",
    ScanKind.DELIVERED: "met",
    ScanKind.SIGNED: "met",
    ScanKind.PROBLEM: "review",
    ScanKind.HOLD: "soon",
    ScanKind.RETURNED: "soon",
}


def piece_badge(piece: Piece | None) -> Badge:
    return state_badge(piece.state if piece else "")


def state_badge(state: str) -> Badge:
    """state   of a piece"""
    return Badge(PIECE_KINDS.get(state, "open"), ScanKind(state).label if state else _("Registered"))


def arrival_badge(arrival: PieceArrival) -> Badge:
    return DUTY_BADGES[arrival_state(arrival)]


def delivery_badge(run: DeliveryRun) -> Badge:
    return DUTY_BADGES[delivery_state(run)]


def sign_badge(run: DeliveryRun) -> Badge:
    return DUTY_BADGES[sign_state(run)]


def remark_badge(problem: ProblemRecord) -> Badge:
    if problem.proven_false_at:
        return Badge("fined", _("Proven false"))
    return Badge(REMARK_KINDS[problem.remark], problem.get_remark_display())


def timeliness_badge(problem: ProblemRecord) -> Badge | None:
    return DUTY_BADGES.get(problem.timeliness)
