"""The states of pieces, duties and problems as badges."""

from django.utils.translation import gettext_lazy as _

from crm.shared.figures import Badge
from shipments.models import DeliveryRun, Piece, PieceArrival, ProblemRecord, ScanKind
from shipments.queries import duty_state

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
    state = piece.state if piece else ""
    return Badge(PIECE_KINDS.get(state, "open"), ScanKind(state).label if state else _("Registered"))


def arrival_badge(arrival: PieceArrival) -> Badge:
    clock = arrival.clock
    state = duty_state(
        clock.arrival_due_at,
        arrival.scanned_at,
        error_ms=arrival.scan_error_ms,
        grade=arrival.scan_grade,
        closed=clock.arrivals_closed_at is not None,
    )
    return DUTY_BADGES[state]


def delivery_badge(run: DeliveryRun) -> Badge:
    clock = run.clock
    state = duty_state(
        clock.delivery_due_at,
        run.delivered_at,
        error_ms=run.delivered_error_ms,
        grade=run.delivered_grade,
        closed=clock.runs_closed_at is not None,
        review=clock.delivery_review or run.doubtful,
        lifted=run.lifted_at is not None,
    )
    return DUTY_BADGES[state]


def sign_badge(run: DeliveryRun) -> Badge:
    clock = run.clock
    state = duty_state(
        clock.sign_due_at,
        run.signed_at,
        error_ms=run.signed_error_ms,
        grade=run.signed_grade,
        closed=clock.runs_closed_at is not None,
        review=run.doubtful,
        lifted=run.lifted_at is not None,
    )
    return DUTY_BADGES[state]


def remark_badge(problem: ProblemRecord) -> Badge:
    if problem.proven_false_at:
        return Badge("fined", _("Proven false"))
    return Badge(REMARK_KINDS[problem.remark], problem.get_remark_display())


def timeliness_badge(problem: ProblemRecord) -> Badge | None:
    return DUTY_BADGES.get(problem.timeliness)
