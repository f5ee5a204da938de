"""What a person's ruling makes of a problem record that no rule may judge.

Pure. It settles what was in doubt; what the machine has found by itself stays found.
"""

from enum import StrEnum

from shipments.rules.lateness import Verdict
from shipments.rules.problem_remark import RemarkKind


class Ruling(StrEnum):
    """
    VALID    wording and time are in order
    IV1      an element is missing, although something stands in its place
    IV2      a forbidden phrase is the reason, although something stands beside it
    LATE     registered too late, although by a clock that proves nothing by itself
    """

    VALID = "valid"
    IV1 = "IV1"
    IV2 = "IV2"
    LATE = "late"


_IMPROPER = frozenset({RemarkKind.IV1, RemarkKind.IV2})


def settled(ruling: str, remark: str, timeliness: str) -> tuple[str, str]:
    """The record's remark and timeliness with the ruling; as the machine judged them where there is none.

    ruling     a `Ruling`, or ""
    """
    if not ruling:
        return remark, timeliness
    if remark not in _IMPROPER:
        remark = ruling if ruling in _IMPROPER else str(RemarkKind.VALID)
    if timeliness == Verdict.REVIEW:
        timeliness = str(Verdict.LATE if ruling == Ruling.LATE else Verdict.MET)
    return remark, timeliness
