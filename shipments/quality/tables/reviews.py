from django.utils.translation import gettext_lazy as _

from crm.shared.figures import Badge
from crm.shared.masking import mask_phones_in
from crm.shared.tables import Column, Table
from shipments.quality.filters.reviews import WHY
from shipments.quality.models import ProblemReview, Verdict

_KINDS = {Verdict.PASS: "met", Verdict.FALSE: "fined", Verdict.IMPROPER: "late"}
_WHY = dict(WHY)


def verdict_badge(verdict: str) -> Badge:
    """verdict   a `Verdict`, or "" """
    return Badge(_KINDS[Verdict(verdict)], Verdict(verdict).label) if verdict else Badge("review", _("To be judged"))


def review_badge(review: ProblemReview) -> Badge:
    if not review.verdict and review.claimed_by_id:
        return Badge("soon", _("Somebody works on it"))
    return verdict_badge(review.verdict)


def why_words(review: ProblemReview) -> object:
    return _WHY.get(review.why, review.why)


class ReviewTable(Table[ProblemReview]):
    columns = (
        Column(_("Waybill"), "problem.waybill.number", link=True, cell="parts/_code.html"),
        Column(_("Outlet"), "outlet.name"),
        Column(_("In doubt"), "", show=why_words),
        Column(_("Matter"), "problem.matter", show=mask_phones_in),
        Column(_("Registered"), "asked_at"),
        Column(_("Judged by"), "judged_by", quiet=True),
        Column(_("State"), "", show=review_badge, cell="parts/_badge.html"),
    )
