"""What is known of problem pieces and of those who cannot be reached."""

from shipments.models import Call, Waybill
from shipments.rules.problem_notices import Notices, notices

_UNANSWERED = "no_answer"


def notices_of(waybill: Waybill) -> Notices:
    """The calls to the receiver that nobody answered, since somebody last did."""
    calls = waybill.calls.filter(party=Call.Party.RECEIVER, checks=False).order_by("called_at", "pk")
    told: list = []
    for called_at, result in calls.values_list("called_at", "result"):
        told = [*told, called_at] if result == _UNANSWERED else []
    return notices(told)
