"""Pairs of files that may be the same customer: one after the other, each by one key."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.shared.errors import Refused
from crm.shared.views import Empty, ListPage, capped_count
from customers.filters.duplicates import DuplicateFilter
from customers.models import Customer, DuplicatePair, Merge
from customers.queries.duplicates import PAIRS, following, sides, waiting
from customers.services import duplicates as service
from customers.services.merging import MERGERS, merge
from customers.tables.duplicates import (
    STATE_BADGES,
    DecidedTable,
    DuplicateTable,
    compared,
    reason_words,
    side,
)
from outlets.access import access_of, admit


class DuplicateList(ListPage):
    queryset = PAIRS.filter(state=DuplicatePair.State.OPEN)
    filterset_class = DuplicateFilter
    table_class = DuplicateTable
    title = gettext_lazy("Duplicates")
    template_name = "customers/duplicates.html"
    ordering = ("-score", "-id")
    here = "duplicates"
    empty = Empty(
        gettext_lazy("Nothing to look at"),
        gettext_lazy("Every night all files are compared: telephone, name, how it sounds, address."),
        gettext_lazy("Huaqiang Electronics and Shenzhen Huaqiang Electronics Ltd., same telephone"),
    )

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        admit(request.user, MERGERS)
        return super().get(request, **kwargs)

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        mine = DuplicatePair.objects.visible_to(request.user)
        return super().get_context(request, **kwargs) | {
            "here": self.here,
            "following": following(mine),
            "waiting": capped_count(waiting(mine)),
        }


class DecidedList(DuplicateList):
    queryset = PAIRS.exclude(state=DuplicatePair.State.OPEN)
    table_class = DecidedTable
    ordering = ("-decided_at", "-id")
    here = "duplicates_decided"
    empty = Empty(gettext_lazy("Nothing decided yet"), gettext_lazy("What was told apart is not asked again."))


@require_http_methods(["GET", "HEAD", "POST"])
def duplicate(request: HttpRequest, pk: int) -> HttpResponse:
    """One pair; a decision leads to the next by itself."""
    admit(request.user, MERGERS)
    pair = get_object_or_404(PAIRS.visible_to(request.user), pk=pk)
    if request.method == "POST":
        try:
            _decide(request, pair)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(pair)
        return _next(request, pair)
    kept, gone = sides(pair.first, pair.second, swapped="swap" in request.GET)
    mine = DuplicatePair.objects.visible_to(request.user)
    return render(
        request,
        "customers/duplicate.html",
        _beside(request, kept, gone)
        | {
            "title": _("The same customer?"),
            "pair": pair,
            "badge": STATE_BADGES[DuplicatePair.State(pair.state)],
            "reasons": reason_words(pair.reasons),
            "waiting": capped_count(waiting(mine)),
            "following": following(mine, pair),
        },
    )


@require_POST
def duplicate_again(request: HttpRequest, pk: int) -> HttpResponse:
    """What was told apart is asked again."""
    admit(request.user, MERGERS)
    pair = get_object_or_404(PAIRS.visible_to(request.user), pk=pk)
    service.ask_again(pair)
    return redirect(pair)


@require_http_methods(["GET", "HEAD", "POST"])
def compare(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Any two files of an outlet, whether somebody has found them alike or not."""
    admit(request.user, MERGERS)
    mine = Customer.objects.current().visible_to(request.user)
    kept, gone = (get_object_or_404(mine, pk=each) for each in (pk, other))
    if request.method == "POST":
        try:
            done = _merge(request, kept, gone)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("customers:merge", pk, other)
        _say_merged(request, done)
        return redirect(done.kept)
    context = _beside(request, kept, gone) | {"title": _("Merge two files"), "following": None}
    return render(request, "customers/duplicate.html", context)


@require_safe
def compare_with(request: HttpRequest, pk: int) -> HttpResponse:
    """The other file by its code."""
    admit(request.user, MERGERS)
    kept = get_object_or_404(Customer.objects.current().visible_to(request.user), pk=pk)
    code = request.GET.get("code", "").strip().replace("\x00", "")
    rows = Customer.objects.current().visible_to(request.user).filter(outlet=kept.outlet_id, code=code)
    other = rows.exclude(pk=kept.pk).first()
    if other is None:
        messages.error(request, _("This outlet has no other file with this code."))
        return redirect(kept)
    return redirect("customers:merge", kept.pk, other.pk)


def _decide(request: HttpRequest, pair: DuplicatePair) -> None:
    if request.POST.get("decision") == "different":
        service.tell_apart(pair, by=request.user, at=timezone.now())
        messages.success(request, _("Noted: two customers."))
        return
    swapped = request.POST.get("kept") != str(sides(pair.first, pair.second)[0].pk)
    _say_merged(request, _merge(request, *sides(pair.first, pair.second, swapped=swapped)))


def _merge(request: HttpRequest, kept: Customer, gone: Customer) -> Merge:
    theirs = {name.removeprefix("take-") for name, side in request.POST.items() if side == "its"}
    versions = [int(each) for each in request.POST.get("seen", "").split(".") if each.isdecimal()]
    seen = (versions[0], versions[1]) if len(versions) == 2 else None
    return merge(kept, gone, theirs=theirs, seen=seen, by=request.user, at=timezone.now())


def _say_merged(request: HttpRequest, done: Merge) -> None:
    undo = format_html('<a href="{}">{}</a>', done.get_absolute_url(), _("Look at it or undo it"))
    messages.success(request, format_html("{} {}", _("Merged."), undo))


def _next(request: HttpRequest, pair: DuplicatePair) -> HttpResponse:
    if (after := following(DuplicatePair.objects.visible_to(request.user), pair)) is not None:
        return redirect(after)
    messages.success(request, _("Nothing waits any more."))
    return redirect("customers:duplicates")


def _beside(request: HttpRequest, kept: Customer, gone: Customer) -> dict[str, Any]:
    return {
        "trail": [(_("Customers"), reverse("customers:customers")), (_("Duplicates"), reverse("customers:duplicates"))],
        "sides": (side(kept), side(gone)),
        "fields": compared(kept, gone),
        "seen": f"{kept.version}.{gone.version}",
        "access": access_of(request.user),
    }
