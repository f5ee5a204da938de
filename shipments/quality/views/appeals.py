"""Appeals: the outlet lodges one from the fine's page, headquarters decide with both sides beside each other."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.shared.errors import Refused
from crm.shared.views import Empty, ListPage, capped_count
from outlets.access import access_of, admit
from shipments.quality.filters.appeals import AppealFilter
from shipments.quality.forms.appeals import AppealForm, LeaveForm, RulingForm
from shipments.quality.models import Appeal, Fine
from shipments.quality.queries.appeals import APPEALS, appeal_until, next_instance, waiting
from shipments.quality.queries.fines import FINES
from shipments.quality.rules.appealing import Window, window
from shipments.quality.services import appeals as service
from shipments.quality.services.evidence_files import PICTURE
from shipments.quality.services.replies import SPEAKERS, speaks_for
from shipments.quality.tables.appeals import AppealTable, appeal_badge
from shipments.quality.tables.fines import number
from shipments.quality.views.evidence import Evidence, late_words, sentence, span_words


class AppealList(ListPage):
    queryset = APPEALS.defer("fine__violation__evidence")
    filterset_class = AppealFilter
    table_class = AppealTable
    title = gettext_lazy("Appeals")
    template_name = "quality/appeals.html"
    ordering = ("-id",)
    here = "appeals"
    empty = Empty(
        gettext_lazy("No appeals"),
        gettext_lazy("An outlet appeals from the page of the fine, until its reply-by time; later it asks for leave."),
    )

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        open_ones = capped_count(waiting(Appeal.objects.visible_to(request.user)))
        return super().get_context(request, **kwargs) | {"here": self.here, "waiting": open_ones}


class WaitingList(AppealList):
    """The queue: who has waited longest stands first."""

    queryset = waiting(AppealList.queryset)
    ordering = ("at", "id")
    here = "appeals_waiting"
    empty = Empty(
        gettext_lazy("Nothing waits"), gettext_lazy("Every appeal is decided. New ones stand here, the oldest first.")
    )


@require_http_methods(["GET", "HEAD", "POST"])
def fine_appeal(request: HttpRequest, pk: int) -> HttpResponse:
    admit(request.user, SPEAKERS)
    mine = FINES.select_related("notice__notice").visible_to(request.user)
    fine, at = get_object_or_404(mine, pk=pk), timezone.now()
    before = list(fine.appeals.all())
    until, instance = appeal_until(fine, before), next_instance(fine, before)
    if until is None or instance is None or not speaks_for(request.user, fine.outlet_id):
        messages.error(request, _("There is nothing to appeal here: the page of the fine says why."))
        return redirect(fine)
    late = window(until, at) is Window.LATE
    form = AppealForm(request.POST or None, request.FILES or None, late=late, initial={"instance": instance})
    if request.method == "POST" and form.is_valid():
        try:
            lodged = service.lodge(fine, form.grounds(), by=request.user, at=at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            late_words_ = _("Lodged. It came late, so headquarters first decide whether to hear it.")
            messages.success(
                request, late_words_ if lodged.late else _("Lodged. Somebody else than the issuer decides.")
            )
            return redirect(lodged)
    context = {
        "title": _("Appeal against %(rule)s on %(number)s") % {"rule": fine.violation.rule, "number": number(fine)},
        "trail": [*_trail_of_fines(), (f"{fine.violation.rule} {number(fine)}", fine.get_absolute_url())],
        "lead": sentence(fine, Evidence.of(fine.violation)),
        "fine": fine,
        "until": until,
        "late": late,
        "instance": instance,
        "form": form,
        "multipart": True,
        "submit": _("Send the appeal"),
        "cancel": fine.get_absolute_url(),
        "at": at,
    }
    return render(request, "quality/appeal_new.html", context, status=422 if form.errors else 200)


@require_safe
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    return _appeal_page(request, _found(request, pk))


@require_POST
def appeal_decide(request: HttpRequest, pk: int) -> HttpResponse:
    admit(request.user, service.DECIDERS)
    found = _found(request, pk)
    form = RulingForm(request.POST, rated=found.fine.yuan is not None)
    if not form.is_valid():
        return _appeal_page(request, found, ruling=form)
    try:
        service.decide(found, form.ruling(), by=request.user, at=timezone.now())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _appeal_page(request, _found(request, pk), ruling=form)
    messages.success(request, _("Decided. Both sides see it on this page and can print it."))
    return redirect(found)


@require_POST
def appeal_leave(request: HttpRequest, pk: int) -> HttpResponse:
    admit(request.user, service.SUPERVISORS)
    found, form = _found(request, pk), LeaveForm(request.POST)
    if not form.is_valid():
        return _appeal_page(request, found, leave=form)
    deed = service.give_leave if form.cleaned_data["given"] == "yes" else service.refuse_leave
    try:
        deed(found, form.cleaned_data["reason"], by=request.user, at=timezone.now())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _appeal_page(request, _found(request, pk), leave=form)
    messages.success(request, _("Noted."))
    return redirect(found)


@require_safe
def appeal_file(request: HttpRequest, pk: int, file: UUID) -> FileResponse:
    """A picture that we have written ourselves is shown; anything else comes as an attachment."""
    kept = get_object_or_404(_found(request, pk).evidence, pk=file)
    try:
        content = kept.file.open("rb")
    except FileNotFoundError as gone:
        raise Http404(_("The file is missing on the server: tell the administrator.")) from gone
    attached = kept.file_type != PICTURE
    answer = FileResponse(content, as_attachment=attached, filename=kept.file_name, content_type=kept.file_type)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@dataclass(frozen=True, slots=True)
class Effect:
    """What an outcome would do to the money: what remains, and what goes back."""

    outcome: str
    remains: Decimal
    back: Decimal


def _found(request: HttpRequest, pk: int) -> Appeal:
    rows = APPEALS.select_related("fine__notice__notice", "fine__violation__edition", "fine__outlet", "leave_by")
    return get_object_or_404(rows.visible_to(request.user), pk=pk)


def _appeal_page(
    request: HttpRequest, found: Appeal, *, ruling: RulingForm | None = None, leave: LeaveForm | None = None
) -> HttpResponse:
    fine = found.fine
    evidence, entries = Evidence.of(fine.violation), list(fine.entries.select_related("appeal"))
    balance = sum((entry.yuan for entry in entries), Decimal(0))
    files = list(found.evidence.all())
    context = {
        "title": _("Appeal against %(rule)s on %(number)s") % {"rule": fine.violation.rule, "number": number(fine)},
        "trail": [(_("Appeals"), reverse("quality:appeals"))],
        "appeal": found,
        "badge": appeal_badge(found),
        "fine": fine,
        "violation": fine.violation,
        "number": number(fine),
        "lead": sentence(fine, evidence),
        "evidence": evidence,
        "late_words": late_words(evidence),
        "error_words": span_words(evidence.error),
        "pictures": [file for file in files if file.file_type == PICTURE],
        "papers": [file for file in files if file.file_type != PICTURE],
        "replies": list(fine.replies.select_related("by")),
        "other": _other_instance(found),
        "entries": entries,
        "balance": balance,
        "at": timezone.now(),
        **_acts(request, found, fine, balance, ruling=ruling, leave=leave),
    }
    failed = (ruling and ruling.errors) or (leave and leave.errors)
    return render(request, "quality/appeal.html", context, status=422 if failed else 200)


def _acts(
    request: HttpRequest,
    found: Appeal,
    fine: Fine,
    balance: Decimal,
    *,
    ruling: RulingForm | None,
    leave: LeaveForm | None,
) -> dict[str, Any]:
    """The form of who may decide; else, for headquarters' deciders, why they may not."""
    if found.state not in Appeal.WAITING or not access_of(request.user).has(service.DECIDERS):
        return {}
    if against := service.barred(found, fine, request.user):
        return {"barred": service.BARS[against]}
    if found.state == Appeal.State.ASKING:
        return {"leave_form": leave or LeaveForm()}
    rated = fine.yuan is not None
    effects = [Effect(_("Sustain"), balance, Decimal(0)), Effect(_("Overturn"), Decimal(0), balance)] if rated else []
    return {"ruling_form": ruling or RulingForm(rated=rated), "effects": effects}


def _other_instance(found: Appeal) -> tuple[Appeal, Any] | None:
    other = APPEALS.filter(fine=found.fine_id).exclude(pk=found.pk).first()
    return (other, appeal_badge(other)) if other else None


def _trail_of_fines() -> list[tuple[str, str]]:
    return [(_("Fines"), reverse("quality:fines"))]
