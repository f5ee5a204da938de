"""Labels: looked at, sent to the printer with a note of it, many at once, and the log."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from crm.shared.errors import Refused
from crm.shared.views import Empty, ListPage
from outlets.access import access_of, admit
from shipments.filters.labels import LabelPrintFilter
from shipments.forms.labels import ManyLabelsForm, PrintForm
from shipments.models import LabelPrint, Piece, Waybill
from shipments.services.labels import print_labels
from shipments.tables.labels import LabelPrintTable, labels_of
from shipments.views.counter import CLERKS, waiting_for_labels

PIECES = Prefetch("pieces", Piece.objects.select_related("destination").order_by("pk"))


@require_http_methods(["GET", "HEAD", "POST"])
def label(request: HttpRequest, number: str) -> HttpResponse:
    """The labels of a waybill's pieces, personal data masked. A POST prints them and notes it."""
    waybill = get_object_or_404(Waybill.objects.visible_to(request.user), number=number)
    if request.method == "POST":
        admit(request.user, CLERKS)
    pieces = pieces_of([waybill.pk])
    trail = [(_("Waybills"), reverse("shipments:waybills")), (number, waybill.get_absolute_url())]
    form = PrintForm(request.POST if request.method == "POST" else None)
    return _sheet(request, form, pieces, waybill=waybill, trail=trail)


@require_safe
def waybill_sheet(request: HttpRequest, number: str) -> HttpResponse:
    """The waybill on a sheet of paper for the sender, personal data masked: what goes where, for how much."""
    waybill = get_object_or_404(Waybill.objects.visible_to(request.user), number=number)
    pieces = pieces_of([waybill.pk])
    whole = pieces[0].waybill
    context = {
        "title": _("Waybill"),
        "trail": [(_("Waybills"), reverse("shipments:waybills")), (number, waybill.get_absolute_url())],
        "waybill": whole,
        "label": labels_of(pieces[:1])[0],
        "pieces": pieces,
    }
    return render(request, "shipments/waybill_sheet.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def labels(request: HttpRequest) -> HttpResponse:
    """Many labels at once: those of today's waybills that wait, or of numbers pasted."""
    admit(request.user, CLERKS)
    waiting = list(waiting_for_labels(request.user))
    form = ManyLabelsForm(request.POST or None, initial={"numbers": "\n".join(row.number for row in waiting)})
    pieces: Sequence[Piece] = []
    if request.method == "POST" and form.is_valid():
        pieces, unknown = _named(request, form.cleaned_data["numbers"])
        if unknown:
            form.add_error("numbers", _("Not found: %(numbers)s") % {"numbers": ", ".join(unknown[:20])})
            pieces = []
    return _sheet(request, form, pieces, many=True, waiting=waiting)


class LabelPrintList(ListPage):
    queryset = LabelPrint.objects.select_related("piece", "waybill", "outlet", "by")
    filterset_class = LabelPrintFilter
    table_class = LabelPrintTable
    title = gettext_lazy("Printed labels")
    ordering = ("-id",)
    template_name = "shipments/label_prints.html"
    empty = Empty(
        gettext_lazy("Nothing printed"),
        gettext_lazy("Every label that goes to a printer is noted here, with who and when."),
    )


def pieces_of(waybill_ids: Sequence[int]) -> list[Piece]:
    """All pieces of these waybills, with what a label says."""
    waybills = (
        Waybill.objects.select_related("origin", "destination", "price_table")
        .prefetch_related(PIECES)
        .in_bulk(waybill_ids)
    )
    found = [piece for pk in waybill_ids if pk in waybills for piece in waybills[pk].pieces.all()]
    for piece in found:
        piece.waybill = waybills[piece.waybill_id]
    return found


def _named(request: HttpRequest, numbers: list[str]) -> tuple[list[Piece], list[str]]:
    """The pieces that these numbers mean, in their order, and the numbers that mean none this person may see."""
    mine = Waybill.objects.visible_to(request.user).filter(
        Q(number__in=numbers) | Q(pk__in=Piece.objects.filter(number__in=numbers).values("waybill"))
    )
    pieces = pieces_of(list(mine.order_by("id").values_list("pk", flat=True)))
    by_waybill: dict[str, list[Piece]] = {}
    for piece in pieces:
        by_waybill.setdefault(piece.waybill.number, []).append(piece)
    by_piece = {piece.number: [piece] for piece in pieces}
    meant = {number: by_waybill.get(number) or by_piece.get(number) or [] for number in numbers}
    chosen = {piece.pk: piece for found in meant.values() for piece in found}
    return list(chosen.values()), [number for number, found in meant.items() if not found]


def _sheet(request: HttpRequest, form: Any, pieces: Sequence[Piece], **more: Any) -> HttpResponse:
    printing = bool(request.method == "POST" and form.is_valid() and pieces and _noted(request, form, pieces))
    whole = printing and form.cleaned_data["whole"]
    context = {
        "title": _("Labels"),
        "form": form,
        "labels": labels_of(pieces),
        "printing": printing,
        "printed_before": not printing and LabelPrint.objects.filter(piece__in=pieces, reprint=0).exists(),
        "whole": whole,
        "may_print": access_of(request.user).has(CLERKS),
        "at": timezone.now(),
    }
    return render(request, "shipments/label.html", context | more, status=422 if form.errors else 200)


def _noted(request: HttpRequest, form: Any, pieces: Sequence[Piece]) -> bool:
    told = form.cleaned_data
    try:
        print_labels(
            pieces,
            by=request.user,
            access=access_of(request.user),
            reason=told["reason"],
            whole=told["whole"],
            at=timezone.now(),
        )
    except Refused as refusal:
        form.add_error("reason", str(refusal))
        return False
    return True
