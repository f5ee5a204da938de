"""Problem pieces: four elements in one form, finished now or later, with pictures; then followed up until closed."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.accounts.roles import OUTLET_ROLES, PROBLEM_FOLLOWERS, RULE_EDITORS
from crm.shared.errors import Refused
from crm.shared.figures import Badge
from crm.shared.views import Empty, ListPage
from outlets.access import access_of, admit
from shipments.filters.problems import ProblemFilter
from shipments.forms.problem import Known, ProblemForm, remark_rules
from shipments.forms.problem_follow_up import FollowUpForm, ReopenForm
from shipments.models import Picture, ProblemDraft, ProblemReason, ProblemRecord, ScanKind, Waybill
from shipments.queries.problems import notices_of
from shipments.rules.problem_outcomes import FOLLOW_UP_WITHIN
from shipments.rules.problem_remark import RemarkKind
from shipments.services.clocks import edition_in_force
from shipments.services.pictures import keep_picture
from shipments.services.problem_drafts import drop_draft, keep_draft
from shipments.services.problem_follow_ups import follow_up, reopen
from shipments.tables.problems import (
    ProblemTable,
    calls_of,
    known_of,
    notice_words,
    problem_badge,
    reason_groups,
    shown_steps,
)
from shipments.tables.states import remark_badge, timeliness_badge
from shipments.views.acts import ask, done, next_url, outlet_of, record_one
from shipments.views.shipment import waybill_or_404

Category = ProblemRecord.Category


@require_http_methods(["GET", "HEAD", "POST"])
def problem(request: HttpRequest, number: str) -> HttpResponse:
    access, waybill, at = admit(request.user, OUTLET_ROLES), waybill_or_404(request, number), timezone.now()
    draft = ProblemDraft.objects.visible_to(request.user).filter(waybill=waybill).first()
    form, rules = _form(request, waybill, draft, at=at)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        detail = {"operator": request.user.get_full_name(), "problem": form.problem()}
        event_id = told["event_id"]
        if fault := record_one(request, access, waybill, kind=ScanKind.PROBLEM, event_id=event_id, detail=detail):
            form.add_error(None, fault)
        else:
            drop_draft(waybill, by=request.user)
            lost = _keep_pictures(request, waybill, told["pictures"], category=told["category"], event_id=event_id)
            return done(request, waybill, _badge(form, lost))
    event_id = _event_id(form)
    pictures = Picture.objects.visible_to(request.user).filter(waybill=waybill, event_id=event_id) if event_id else ()
    more = {
        "rules": json.dumps(rules, ensure_ascii=False),
        "reason_groups": reason_groups(form.reasons.values()),
        "known": form.known,
        "calls": calls_of(waybill, request.user),
        "notice": notice_words(notices_of(waybill), at=at),
        "outlet": outlet_of(waybill, access),
        "pictures": pictures,
        "draft": draft,
    }
    return ask(request, waybill, form, title=_("Register a problem"), part="shipments/_problem_form.html", **more)


def _form(
    request: HttpRequest, waybill: Waybill, draft: ProblemDraft | None, *, at: datetime
) -> tuple[ProblemForm, dict[str, Any]]:
    """The form, and what the browser needs to judge as it does."""
    edition, numbers = edition_in_force(at), [piece.number for piece in waybill.pieces.all()]
    initial = _initial(request, draft, at=at)
    kept = Q(code=request.POST.get("reason", "")[:24] or initial.get("reason", ""))
    known: list[Known] = known_of(waybill)
    form = ProblemForm(
        request.POST or None,
        request.FILES or None,
        edition=edition,
        numbers=numbers,
        reasons=ProblemReason.objects.filter(Q(active=True) | kept),
        known=known,
        at=at,
        initial=initial,
        auto_id=f"problem_{waybill.pk}_%s",
    )
    return form, remark_rules(edition, numbers, known=known)


def _initial(request: HttpRequest, draft: ProblemDraft | None, *, at: datetime) -> dict[str, Any]:
    """What was kept, else what the address says: a phone knows category, reason and time of what it noted."""
    minute = timezone.localtime(at).replace(second=0, microsecond=0)
    if draft:
        told = {name: value for name, value in draft.data.items() if value}
        return {"occurred_at": minute, **told, "event_id": draft.event_id}
    category, asked = request.GET.get("category", ""), _instant(request.GET.get("occurred_at", ""))
    return {
        "event_id": uuid4(),
        "occurred_at": asked if asked and asked <= at else minute,
        **({"category": category} if category in Category.values else {}),
        "reason": request.GET.get("reason", "")[:24],
    }


def _instant(text: str) -> datetime | None:
    try:
        found = parse_datetime(text[:32])
    except ValueError:
        return None
    return timezone.make_aware(found) if found and timezone.is_naive(found) else found


def _event_id(form: ProblemForm) -> UUID | None:
    try:
        return UUID(str(form["event_id"].value()))
    except ValueError:
        return None


def _badge(form: ProblemForm, lost: str) -> Badge:
    if lost:
        return Badge("review", _("Registered, but a picture was not kept: %(why)s") % {"why": lost})
    if form.verdict is not None and form.verdict.kind is RemarkKind.REVIEW:
        return Badge("review", _("Problem registered; its wording is reviewed"))
    return Badge("met", _("Problem registered"))


def _keep_pictures(request: HttpRequest, waybill: Waybill, files: list[Any], *, category: str, event_id: UUID) -> str:
    """Beside a problem that is registered already. Returns why one was not kept."""
    outlet = outlet_of(waybill, access_of(request.user))
    kind = _kind(category)
    for file in files:
        try:
            keep_picture(
                file, waybill=waybill, outlet=outlet, kind=kind, event_id=event_id, by=request.user, at=timezone.now()
            )
        except Refused as refusal:
            return str(refusal)
    return ""


def _kind(category: str | None) -> Picture.Kind:
    return Picture.Kind.DAMAGE if category == Category.DAMAGE else Picture.Kind.PROBLEM


@require_POST
def problem_draft(request: HttpRequest, number: str) -> HttpResponse:
    """What was typed so far, to be finished later; the script sends it by itself and wants no page for it."""
    admit(request.user, OUTLET_ROLES)
    waybill = waybill_or_404(request, number)
    if "drop" in request.POST:
        drop_draft(waybill, by=request.user)
        messages.success(request, _("%(number)s: the draft is gone.") % {"number": waybill.number})
        return redirect(next_url(request) or "shipments:work")
    try:
        event_id = UUID(request.POST.get("event_id", ""))
    except ValueError:
        event_id = uuid4()
    kept = keep_draft(waybill, request.POST.dict(), event_id=event_id, by=request.user, at=timezone.now())
    if request.headers.get("X-Draft"):
        return HttpResponse(status=204)
    if request.htmx:
        said = Badge("soon", _("Kept as a draft: finish it later"))
        return done(request, waybill, said) if kept else HttpResponse()
    if kept:
        messages.success(request, _("%(number)s: kept as a draft.") % {"number": waybill.number})
    return redirect(next_url(request) or "shipments:work")


@require_POST
def problem_picture(request: HttpRequest, number: str) -> HttpResponse:
    """One picture of a problem that is being written; it cites the event to come."""
    access = admit(request.user, OUTLET_ROLES)
    waybill = waybill_or_404(request, number)
    outlet, file = outlet_of(waybill, access), request.FILES.get("picture")
    try:
        event_id = UUID(request.POST.get("event_id", ""))
        if file is None or outlet is None:
            raise ValueError
    except ValueError:
        return render(request, "shipments/_problem_picture.html", {"refusal": _("No picture came.")}, status=422)
    kind = _kind(request.POST.get("category"))
    try:
        kept = keep_picture(
            file, waybill=waybill, outlet=outlet, kind=kind, event_id=event_id, by=request.user, at=timezone.now()
        )
    except Refused as refusal:
        return render(request, "shipments/_problem_picture.html", {"refusal": str(refusal)}, status=422)
    return render(request, "shipments/_problem_picture.html", {"picture": kept})


class ProblemList(ListPage):
    """All of them, as the figures count them; the tabs narrow to what is open, due and closed."""

    queryset = ProblemRecord.objects.filter(withdrawn=False).select_related("waybill", "outlet", "reason")
    filterset_class = ProblemFilter
    table_class = ProblemTable
    template_name = "shipments/problems.html"
    title = gettext_lazy("Problem pieces")
    empty = Empty(
        gettext_lazy("No problem pieces"),
        gettext_lazy("A problem that an outlet registers appears here, with the verdict on its time and its wording."),
        example=gettext_lazy("10:20 The guard, Mr Li, says the receiver is off today; deliver tomorrow morning."),
    )

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        follow = request.GET.get("follow", "")
        self.ordering = ("follow_up_at", "id") if follow in {"open", "due"} else ("-registered_at", "-id")
        waiting = ProblemRecord.objects.visible_to(request.user).open()
        counted = waiting.aggregate(open=Count("pk"), due=Count("pk", filter=Q(follow_up_at__lte=timezone.now())))
        tabs = (
            ("", _("All"), None),
            ("open", _("Open"), counted["open"]),
            ("due", _("To follow up now"), counted["due"]),
            ("closed", _("Resolved"), None),
        )
        return super().get_context(request, **kwargs) | {
            "tabs": [
                {"name": name, "label": word, "count": count, "here": name == follow} for name, word, count in tabs
            ],
            "may_word": access_of(request.user).has(RULE_EDITORS),
        }


@require_safe
def problem_record(request: HttpRequest, pk: int) -> HttpResponse:
    return _record_page(request, _record(request, pk))


@require_POST
def problem_follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    admit(request.user, PROBLEM_FOLLOWERS)
    record, form = _record(request, pk), FollowUpForm(request.POST)
    if form.is_valid():
        event_id = form.cleaned_data["event_id"]
        try:
            follow_up(record, form.step(), event_id=event_id, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Kept."))
            return redirect(record.get_record_url())
    return _record_page(request, record, form)


@require_POST
def problem_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    admit(request.user, PROBLEM_FOLLOWERS)
    record, form = _record(request, pk), ReopenForm(request.POST)
    if form.is_valid():
        try:
            reopen(record, why=form.cleaned_data["why"], by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is followed up again."))
            return redirect(record.get_record_url())
    return _record_page(request, record, reopening=form)


def _record(request: HttpRequest, pk: int) -> ProblemRecord:
    mine: QuerySet[ProblemRecord] = ProblemRecord.objects.visible_to(request.user)
    return get_object_or_404(mine.select_related("waybill", "outlet", "piece", "reason", "closed_by"), pk=pk)


def _record_page(
    request: HttpRequest, record: ProblemRecord, form: FollowUpForm | None = None, reopening: ReopenForm | None = None
) -> HttpResponse:
    at, waybill = timezone.now(), record.waybill
    again = timezone.localtime(at + FOLLOW_UP_WITHIN).replace(second=0, microsecond=0)
    access, running = access_of(request.user), not record.closed_at and not record.withdrawn
    may_follow = access.has(PROBLEM_FOLLOWERS)
    again_form = reopening or (ReopenForm() if may_follow and record.closed_by_id and not record.withdrawn else None)
    context = {
        "title": _("Problem piece"),
        "trail": [(_("Problem pieces"), reverse("shipments:problems")), (waybill.number, waybill.get_absolute_url())],
        "badge": problem_badge(record),
        "problem": record,
        "timeliness": timeliness_badge(record),
        "remark": remark_badge(record),
        "steps": shown_steps(record),
        "pictures": Picture.objects.visible_to(request.user).filter(waybill=waybill, event_id=record.event_id),
        "calls": calls_of(waybill, request.user),
        "notice": notice_words(notices_of(waybill), at=at),
        "form": form
        or (FollowUpForm(initial={"event_id": uuid4(), "next_at": again}) if may_follow and running else None),
        "reopening": again_form,
        "may_act": access.has(OUTLET_ROLES) and running,
        "at": at,
    }
    return render(request, "shipments/problem.html", context, status=422 if form or reopening else 200)
