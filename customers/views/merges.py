"""Merges: what they took along, and taken apart again."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from crm.shared.errors import Refused
from crm.shared.views import Empty
from customers.filters.duplicates import MergeFilter
from customers.models import DuplicatePair
from customers.queries.duplicates import MERGES
from customers.services.merging import MERGERS, may_undo, undo
from customers.tables.customers import shown_name
from customers.tables.duplicates import MergeTable, carried, field_words, merge_badge, undo_until
from customers.views.duplicates import DuplicateList
from outlets.access import admit


class MergeList(DuplicateList):
    queryset = MERGES
    filterset_class = MergeFilter
    table_class = MergeTable
    title = gettext_lazy("Merges")
    ordering = ("-id",)
    here = "merges"
    empty = Empty(
        gettext_lazy("Nothing merged yet"), gettext_lazy("What is merged stands here, to be undone for 90 days.")
    )


@require_safe
def merged(request: HttpRequest, pk: int) -> HttpResponse:
    admit(request.user, MERGERS)
    done = get_object_or_404(MERGES.visible_to(request.user), pk=pk)
    at = timezone.now()
    context: dict[str, Any] = {
        "title": shown_name(done.kept),
        "trail": [(_("Customers"), reverse("customers:customers")), (_("Merges"), reverse("customers:merges"))],
        "merge": done,
        "gone": shown_name(done.gone),
        "badge": merge_badge(done, at),
        "carried": carried(done),
        "taken": field_words(done.before.get("taken", {})),
        "until": undo_until(done),
        "may_undo": may_undo(done, at=at),
    }
    return render(request, "customers/merged.html", context)


@require_POST
def merge_undo(request: HttpRequest, pk: int) -> HttpResponse:
    admit(request.user, MERGERS)
    done = get_object_or_404(MERGES.visible_to(request.user), pk=pk)
    try:
        undo(done, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(done)
    messages.success(request, _("Undone: they are two files again."))
    pair = DuplicatePair.objects.visible_to(request.user).filter(
        first_id=min(done.kept_id, done.gone_id), second_id=max(done.kept_id, done.gone_id)
    )
    return redirect(pair.first() or done)
