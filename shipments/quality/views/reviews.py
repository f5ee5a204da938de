"""The review queue: one problem piece after the other, the call-back beside it, judged by a key."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from crm.shared.errors import Refused
from crm.shared.masking import surname
from crm.shared.views import Empty, ListPage, capped_count
from outlets.access import access_of, admit
from outlets.models.call_scripts import RESULT_LABELS
from outlets.rules.call_script import sentence
from shipments.models import Picture
from shipments.quality.filters.reviews import ReviewFilter
from shipments.quality.forms.reviews import CallBackForm, VerdictForm
from shipments.quality.models import ProblemReview, Verdict
from shipments.quality.queries.reviews import REVIEWS, waiting
from shipments.quality.rules.call_back_script import call_back_script
from shipments.quality.rules.queue_claims import is_free
from shipments.quality.services import reviews as service
from shipments.quality.services.reviews import JUDGES, Finding
from shipments.quality.tables.reviews import ReviewTable, review_badge, why_words
from shipments.rules.false_problem import FalseProblem
from shipments.rules.terms import ProblemCategory
from shipments.services.unmasking import Whole, unmask
from shipments.tables.calls import gateway_url, result_badge
from shipments.tables.problems import calls_of
from shipments.tables.states import delivery_badge, timeliness_badge


class ReviewList(ListPage):
    queryset = waiting(REVIEWS)
    filterset_class = ReviewFilter
    table_class = ReviewTable
    title = gettext_lazy("Problem review")
    template_name = "quality/reviews.html"
    ordering = ("asked_at", "id")
    here = "reviews"
    empty = Empty(
        gettext_lazy("Nothing waits"),
        gettext_lazy("What no rule may judge comes here by itself: doubtful wording, or a time that proves nothing."),
    )

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        admit(request.user, JUDGES)
        return super().get(request, **kwargs)

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        open_ones = capped_count(waiting(ProblemReview.objects.visible_to(request.user)))
        return super().get_context(request, **kwargs) | {"here": self.here, "waiting": open_ones}


class JudgedList(ReviewList):
    queryset = REVIEWS.exclude(verdict="")
    ordering = ("-id",)
    here = "reviews_judged"
    empty = Empty(gettext_lazy("Nothing judged yet"), gettext_lazy("Each verdict stays here with its evidence."))


@require_POST
def review_next(request: HttpRequest) -> HttpResponse:
    """The next piece by itself, claimed for this inspector."""
    admit(request.user, JUDGES)
    found = service.claim_next(by=request.user, at=timezone.now())
    if found is None:
        messages.success(request, _("Nothing waits any more."))
        return redirect("quality:reviews")
    return redirect(found)


@require_safe
def review(request: HttpRequest, pk: int) -> HttpResponse:
    admit(request.user, JUDGES)
    return _page(request, _found(request, pk))


@require_POST
def review_claim(request: HttpRequest, pk: int) -> HttpResponse:
    admit(request.user, JUDGES)
    found = _found(request, pk)
    try:
        service.claim(found, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(found)


@never_cache
@require_POST
def review_number(request: HttpRequest, pk: int) -> HttpResponse:
    """The receiver's number, shown in this very answer and nowhere else; the look is logged."""
    access, found = admit(request.user, JUDGES), _found(request, pk)
    whole = unmask(
        found.problem.waybill,
        party="receiver",
        reason="check",
        access=access,
        by=request.user,
        at=timezone.now(),
    )
    return _page(request, found, whole=whole)


@require_POST
def review_call(request: HttpRequest, pk: int) -> HttpResponse:
    """How the call-back ended, in one tap."""
    admit(request.user, JUDGES)
    found, form = _found(request, pk), CallBackForm(request.POST)
    if not form.is_valid():
        return _page(request, found, call_form=form)
    try:
        service.call_back(found, **form.cleaned_data, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(found)


@require_POST
def review_judge(request: HttpRequest, pk: int) -> HttpResponse:
    """The verdict; the next piece follows by itself."""
    admit(request.user, JUDGES)
    found, at = _found(request, pk), timezone.now()
    form = VerdictForm(request.POST, review=found)
    if not form.is_valid():
        return _page(request, found, form=form)
    finding = form.finding()
    try:
        judged = service.judge(found, finding, by=request.user, at=at)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, _found(request, pk), form=form)
    messages.success(request, _said(judged, finding, at=at))
    following = service.claim_next(by=request.user, at=at)
    if following is None:
        messages.success(request, _("Nothing waits any more."))
        return redirect("quality:reviews")
    return redirect(following)


def _found(request: HttpRequest, pk: int) -> ProblemReview:
    rows = REVIEWS.select_related("problem__clock", "problem__run__clock", "problem__outlet")
    return get_object_or_404(rows.visible_to(request.user), pk=pk)


def _page(
    request: HttpRequest,
    found: ProblemReview,
    *,
    form: VerdictForm | None = None,
    call_form: CallBackForm | None = None,
    whole: Whole | None = None,
) -> HttpResponse:
    at, problem, waybill = timezone.now(), found.problem, found.problem.waybill
    mine = not found.verdict and found.claimed_by_id == request.user.pk
    free = not found.verdict and is_free(found.claimed_by_id, found.claimed_at, by=request.user.pk, at=at)
    context = {
        "title": _("Problem review"),
        "trail": [(_("Problem review"), reverse("quality:reviews"))],
        "review": found,
        "problem": problem,
        "waybill": waybill,
        "badge": review_badge(found),
        "why": why_words(found),
        "timeliness": timeliness_badge(problem),
        "run": problem.run,
        "delivery": delivery_badge(problem.run) if problem.run else None,
        "pictures": Picture.objects.visible_to(request.user).filter(waybill=waybill, event_id=problem.event_id),
        "calls": calls_of(waybill, request.user),
        "left": capped_count(waiting(ProblemReview.objects.visible_to(request.user))),
        "free": free and not mine and found.outlet_id not in access_of(request.user).outlet_ids,
        "call": found.call,
        "call_badge": result_badge(found.call) if found.call else None,
        "proves": service.call_proves(found),
        "whole": whole,
        "at": at,
    }
    if mine:
        context |= {
            "form": form or VerdictForm(review=found),
            "call_form": call_form or CallBackForm(initial={"event_id": uuid4()}),
            "results": [(str(value), label) for value, label in RESULT_LABELS.items()],
            "script": _script(found, whole.name if whole else ""),
            "gateway": gateway_url(waybill, party="receiver", by=request.user),
            "costs": cost_words(service.consequences(problem, at=at)),
        }
    faulty = (form is not None and form.errors) or (call_form is not None and call_form.errors)
    return render(request, "quality/review.html", context, status=422 if faulty else 200)


def _script(found: ProblemReview, whole_name: str) -> list[str]:
    language = "zh" if (get_language() or "").startswith("zh") else "en"
    waybill = found.problem.waybill
    facts = {"receiver": whole_name or surname(waybill.receiver_name), "number": waybill.number}
    lines = call_back_script(ProblemCategory(found.problem.category))
    return [sentence(getattr(line, language), facts, language=language) for line in lines]


def cost_words(cost: FalseProblem) -> str:
    """What false costs: "FK1 200, DL1 100" in yuan."""
    parts = [_part("FK1", cost.yuan)]
    if cost.delay_rule:
        parts.append(_part(cost.delay_rule, cost.delay_yuan))
    return _(", ").join(parts)


def _part(rule: str, yuan: Decimal | None) -> str:
    if yuan is None:
        return _("%(rule)s without a rate") % {"rule": rule}
    return _("%(rule)s %(yuan)s yuan") % {"rule": rule, "yuan": f"{yuan.normalize():f}"}


def _said(judged: ProblemReview, finding: Finding, *, at: Any) -> str:
    number = judged.problem.waybill.number
    if finding.verdict == Verdict.FALSE:
        if judged.delay_established:
            return _("%(number)s: false. The delay is charged on top.") % {"number": number}
        return _("%(number)s: false. No delay is established.") % {"number": number}
    return _("%(number)s: %(verdict)s.") % {"number": number, "verdict": Verdict(finding.verdict).label}
