"""Spot checks: drawn from the problems or waybills that filters leave, worked off item by item, and what came out."""

import secrets
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.shared.errors import Refused
from crm.shared.views import Empty, ListPage
from outlets.access import access_of, admit
from outlets.models.call_scripts import RESULT_LABELS
from shipments.filters.problems import ProblemFilter
from shipments.filters.waybills import WaybillFilter
from shipments.models import Picture, ProblemRecord, Waybill
from shipments.quality.forms.reviews import CallBackForm, VerdictForm
from shipments.quality.forms.spot_checks import DrawForm, ItemForm
from shipments.quality.models import ProblemReview, SpotCheck, SpotCheckItem, Verdict
from shipments.quality.queries.spot_checks import (
    ITEMS,
    drawn_again,
    next_item,
    population_of,
    results_of,
)
from shipments.quality.services import spot_checks as service
from shipments.quality.services.reviews import JUDGES
from shipments.quality.services.spot_checks import Draw
from shipments.quality.tables.spot_checks import STANDINGS, ItemTable, SpotCheckTable, item_badge
from shipments.services.unmasking import Whole, unmask
from shipments.tables.calls import result_badge
from shipments.tables.problems import calls_of
from shipments.tables.states import piece_badge
from shipments.tables.waybills import master_of

Subject = SpotCheck.Subject
#: What each subject is drawn from: its filters, its rows, and the list that shows them.
SOURCES = {
    Subject.PROBLEM: (ProblemFilter, ProblemRecord.objects.filter(withdrawn=False), "shipments:problems"),
    Subject.WAYBILL: (WaybillFilter, Waybill.objects.all(), "shipments:waybills"),
}
CHECKS = SpotCheck.objects.select_related("drawn_by").annotate(
    judged=Count("items", filter=~Q(items__verdict="")),
    found=Count("items", filter=Q(items__verdict__in=[Verdict.FALSE, Verdict.IMPROPER])),
)


class SpotCheckList(ListPage):
    queryset = CHECKS
    table_class = SpotCheckTable
    title = gettext_lazy("Spot checks")
    template_name = "quality/spot_checks.html"
    empty = Empty(
        gettext_lazy("No spot check yet"),
        gettext_lazy("A sample is drawn by a seed from whatever the filters leave, and handed to inspectors."),
    )

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        admit(request.user, JUDGES)
        return super().get(request, **kwargs)

    def get_queryset(self, request: HttpRequest, **kwargs: Any) -> QuerySet[SpotCheck]:
        """Samples of the whole network, for those who draw and judge them."""
        return self.queryset.all()


@require_http_methods(["GET", "HEAD", "POST"])
def spot_check_new(request: HttpRequest) -> HttpResponse:
    """GET: the filters, as the list's address has them, and how many rows they leave. POST: draw."""
    admit(request.user, JUDGES)
    subject = Subject.WAYBILL if request.GET.get("subject") == Subject.WAYBILL else Subject.PROBLEM
    filterset = _filtered(request, subject, request.GET)
    valid = filterset.is_valid()
    form = DrawForm(
        request.POST if request.method == "POST" else None,
        initial={"seed": secrets.randbelow(2**31), "inspectors": [request.user.pk], "title": _title(subject)},
    )
    if request.method == "POST" and valid and form.is_valid():
        try:
            check = service.draw(filterset.qs, _draw(subject, filterset, form), by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(check)
    criteria = _criteria(filterset)
    context = {
        "title": _("Draw a spot check"),
        "trail": [(_("Spot checks"), reverse("quality:spot_checks"))],
        "subject": subject,
        "subjects": [(str(value), label, value == subject) for value, label in Subject.choices],
        "filterset": filterset,
        "filtered": bool(criteria),
        "population": population_of(filterset.qs).size if valid else 0,
        "list_url": f"{reverse(SOURCES[subject][2])}?{urlencode(criteria)}",
        "form": form,
    }
    return render(request, "quality/spot_check_new.html", context, status=422 if form.errors or not valid else 200)


@require_safe
def spot_check(request: HttpRequest, pk: int) -> HttpResponse:
    admit(request.user, JUDGES)
    check = get_object_or_404(CHECKS, pk=pk)
    address = urlencode(check.criteria)
    filterset, again = _filtered(request, Subject(check.subject), QueryDict(address)), None
    if request.GET.get("again"):
        again = filterset.is_valid() and drawn_again(check, filterset.qs)
    results = [(result, STANDINGS[result.standing]) for result in results_of(check)]
    context = {
        "title": check.title,
        "trail": [(_("Spot checks"), reverse("quality:spot_checks"))],
        "check": check,
        "list_url": f"{reverse(SOURCES[Subject(check.subject)][2])}?{address}",
        "criteria": filterset.chips(),
        "table": ItemTable(ITEMS.filter(check_of=check)),
        "results": results,
        "mine": next_item(check, request.user),
        "again": again,
        "at": timezone.now(),
    }
    return render(request, "quality/spot_check.html", context)


@require_safe
def spot_item(request: HttpRequest, pk: int) -> HttpResponse:
    admit(request.user, JUDGES)
    return _page(request, _found(request, pk))


@require_POST
def spot_item_call(request: HttpRequest, pk: int) -> HttpResponse:
    admit(request.user, JUDGES)
    found, form = _found(request, pk), CallBackForm(request.POST)
    if not form.is_valid():
        return _page(request, found, call_form=form)
    try:
        service.call_back(found, **form.cleaned_data, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(found)


@never_cache
@require_POST
def spot_item_number(request: HttpRequest, pk: int) -> HttpResponse:
    """The receiver's number, shown in this very answer and nowhere else; the look is logged."""
    access, found = admit(request.user, JUDGES), _found(request, pk)
    at = timezone.now()
    whole = unmask(found.waybill, party="receiver", reason="check", access=access, by=request.user, at=at)
    return _page(request, found, whole=whole)


@require_POST
def spot_item_judge(request: HttpRequest, pk: int) -> HttpResponse:
    """The verdict; the next item of this inspector follows by itself."""
    admit(request.user, JUDGES)
    found = _found(request, pk)
    form = _form(found, request.POST)
    if not form.is_valid():
        return _page(request, found, form=form)
    try:
        service.judge_item(found, form.finding(), by=request.user, at=timezone.now())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, _found(request, pk), form=form)
    following = next_item(found.check_of, request.user)
    if following is None:
        messages.success(request, _("Your part of this spot check is done."))
    return redirect(following or found.check_of)


def _filtered(request: HttpRequest, subject: Subject, data: Any) -> Any:
    filterset_class, rows, _list = SOURCES[subject]
    return filterset_class(data, queryset=rows.visible_to(request.user), request=request)


def _criteria(filterset: Any) -> dict[str, str]:
    return {name: filterset.data[name] for name in filterset.form.fields if filterset.data.get(name)}


def _draw(subject: Subject, filterset: Any, form: DrawForm) -> Draw:
    outlet = filterset.form.cleaned_data.get("outlet")
    told = form.cleaned_data
    return Draw(
        subject=subject,
        title=told["title"],
        seed=told["seed"],
        size=told["size"],
        inspectors=list(told["inspectors"]),
        criteria=_criteria(filterset),
        outlet=outlet.pk if outlet else None,
    )


def _title(subject: Subject) -> str:
    words = _("Problem pieces, %(day)s") if subject == Subject.PROBLEM else _("Waybills, %(day)s")
    return words % {"day": timezone.localdate().isoformat()}


def _found(request: HttpRequest, pk: int) -> SpotCheckItem:
    return get_object_or_404(ITEMS.visible_to(request.user).select_related("problem__run__clock"), pk=pk)


def _form(item: SpotCheckItem, data: Any = None) -> ItemForm | VerdictForm:
    """A problem piece may be improper in more than one way."""
    if item.problem is None:
        return ItemForm(data)
    return VerdictForm(data, review=ProblemReview(problem=item.problem, why="spot"))


def _page(
    request: HttpRequest,
    item: SpotCheckItem,
    *,
    form: ItemForm | VerdictForm | None = None,
    call_form: CallBackForm | None = None,
    whole: Whole | None = None,
) -> HttpResponse:
    waybill, access = item.waybill, access_of(request.user)
    mine = not item.verdict and item.inspector_id == request.user.pk and item.outlet_id not in access.outlet_ids
    pictures = Picture.objects.visible_to(request.user).filter(waybill=waybill)
    context = {
        "title": _("Spot check"),
        "trail": [
            (_("Spot checks"), reverse("quality:spot_checks")),
            (item.check_of.title, item.check_of.get_absolute_url()),
        ],
        "item": item,
        "waybill": waybill,
        "problem": item.problem,
        "badge": item_badge(item),
        "state": piece_badge(master_of(waybill)),
        "pictures": pictures[:6],
        "calls": calls_of(waybill, request.user),
        "call": item.call,
        "call_badge": result_badge(item.call) if item.call else None,
        "whole": whole,
        "at": timezone.now(),
    }
    if mine:
        context |= {
            "form": form or _form(item),
            "call_form": call_form or CallBackForm(initial={"event_id": uuid4()}),
            "results": [(str(value), label) for value, label in RESULT_LABELS.items()],
        }
    faulty = (form is not None and form.errors) or (call_form is not None and call_form.errors)
    return render(request, "quality/spot_item.html", context, status=422 if faulty else 200)
