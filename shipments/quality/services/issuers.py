"""Who issues a fine that follows from a person's verdict on a problem piece; where the sweep finds it, nobody does."""

from collections.abc import Callable, Sequence

from django.db.models import Q

from shipments.quality.models import ProblemReview, Verdict, Violation


def issuers_of(violations: Sequence[Violation]) -> Callable[[Violation], int | None]:
    """The judge by violation: of its problem record, or of the false one that no longer lifts its run.

    The decider of an appeal is never the issuer, so whoever brought the fine about is named.
    """
    problems = {violation.problem_id for violation in violations if violation.problem_id}
    runs = {violation.run_id for violation in violations if violation.charge == Violation.Charge.DELAY}
    if not problems and not runs - {None}:
        return lambda violation: None
    judged = ProblemReview.objects.exclude(verdict__in=["", Verdict.PASS])
    rows = judged.filter(Q(problem__in=problems) | Q(problem__run__in=runs, verdict=Verdict.FALSE))
    of_problem, of_run = {}, {}
    for problem, run, verdict, judge in rows.values_list("problem", "problem__run", "verdict", "judged_by"):
        of_problem[problem] = judge
        if verdict == Verdict.FALSE:
            of_run[run] = judge

    def issuer(violation: Violation) -> int | None:
        if violation.problem_id in of_problem and violation.charge != Violation.Charge.DAMAGE:
            return of_problem[violation.problem_id]
        return of_run.get(violation.run_id) if violation.charge == Violation.Charge.DELAY else None

    return issuer
