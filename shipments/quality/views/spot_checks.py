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
from shipments.models import Picture
from shipments.quality.filters.samples import FROM, SOURCES, Source, source_of
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
    source = SOURCES.get(request.GET.get("subject", ""), SOURCES[SpotCheck.Subject.PROBLEM])
    filterset = source.filtered(request.GET, request)
    valid = filterset.is_valid()
    form = DrawForm(
        request.POST if request.method == "POST" else None,
        initial={"seed": secrets.randbelow(2**31), "inspectors": [request.user.pk], "title": _title(source)},
    )
    if request.method == "POST" and valid and form.is_valid():
        try:
            check = service.draw(
                source.population(filterset), _draw(source, filterset, form), by=request.user, at=timezone.now()
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(check)
    context = {
        "title": _("Draw a spot check"),
        "trail": [(_("Spot checks"), reverse("quality:spot_checks"))],
        "subject": source.name,
        "subjects": [(each.name, each.label, each is source) for each in SOURCES.values()],
        "filterset": filterset,
        "population": population_of(source.population(filterset)).size if valid else 0,
        "list_url": _list_url(source, source.criteria(filterset)),
        "form": form,
    }
    return render(request, "quality/spot_check_new.html", context, status=422 if form.errors or not valid else 200)


@require_safe
def spot_check(request: HttpRequest, pk: int) -> HttpResponse:
    admit(request.user, JUDGES)
    check = get_object_or_404(CHECKS, pk=pk)
    source = source_of(check.criteria, check.subject)
    filterset, again = source.filtered(QueryDict(urlencode(check.criteria)), request), None
    if request.GET.get("again"):
        again = filterset.is_valid() and drawn_again(check, source.population(filterset))
    results = [(result, STANDINGS[result.standing]) for result in results_of(check)]
    context = {
        "title": check.title,
        "trail": [(_("Spot checks"), reverse("quality:spot_checks"))],
        "check": check,
        "drawn_from": source.label,
        "list_url": _list_url(source, check.criteria),
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


def _list_url(source: Source, criteria: dict[str, str]) -> str:
    return f"{reverse(source.list_name)}?{urlencode({k: v for k, v in criteria.items() if k != FROM})}"


def _draw(source: Source, filterset: Any, form: DrawForm) -> Draw:
    outlet = filterset.form.cleaned_data.get("outlet")
    told = form.cleaned_data
    return Draw(
        subject=source.subject,
        title=told["title"],
        seed=told["seed"],
        size=told["size"],
        inspectors=list(told["inspectors"]),
        criteria=source.criteria(filterset),
        outlet=outlet.pk if outlet else None,
    )


def _title(source: Source) -> str:
    return _("%(rows)s, %(day)s") % {"rows": source.label, "day": timezone.localdate().isoformat()}


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
