from decimal import Decimal
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
from crm.shared.figures import Stat
from crm.shared.views import Count, Empty, ListPage
from outlets.access import admit
from shipments.quality.filters.fines import FineFilter
from shipments.quality.forms.appeals import ReplyForm
from shipments.quality.models import Fine
from shipments.quality.queries.fines import FINES, FineSums, earlier_violations
from shipments.quality.services.replies import ANSWERERS, SPEAKERS, answer, reply, speaks_for
from shipments.quality.tables.fines import FineTable, fine_badge, number
from shipments.quality.views.disputes import dispute_of
from shipments.quality.views.evidence import Evidence, late_words, sentence, span_words


class FineList(ListPage):
    queryset = FINES.defer("violation__evidence")
    filterset_class = FineFilter
    table_class = FineTable
    title = gettext_lazy("Fines")
    template_name = "quality/fines.html"
    ordering = ("-id",)
    empty = Empty(
        gettext_lazy("No fines"),
        gettext_lazy("A fine appears here when the sweep finds a duty missed; it opens its rule and its evidence."),
        gettext_lazy("AS1 · arrival scan due by 09:00, done at 09:05:10 · 1 yuan"),
    )

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        context = self.get_context(request, **kwargs)
        listed_only = getattr(request, "htmx", None) and request.htmx.target == "list"
        return render(request, "quality/_fines.html" if listed_only else self.template_name, context)

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, **kwargs)
        filterset = context["filterset"]
        rows = filterset.qs if filterset.is_valid() else self.queryset.none()
        return context | {"stats": _sums(FineSums.of(rows))}


def _sums(sums: FineSums) -> list[Stat]:
    """The filtered fines in three figures; beyond the cap they are lower bounds and say so."""
    more = "+" if sums.more else ""
    return [
        Stat(
            _("Fines"), str(Count(sums.count, sums.more)), kind="fined", definition=_("Fines that the filters leave.")
        ),
        Stat(
            _("Together"),
            f"¥{sums.yuan:,.2f}{more}",
            definition=_("Reduced ones with what is left of them; void and waived ones are part of it."),
        ),
        Stat(_("Without a rate"), f"{sums.unrated:,}{more}", definition=_("Recorded; the rule book sets no amount.")),
    ]


@require_safe
def fine(request: HttpRequest, pk: int) -> HttpResponse:
    return _fine_page(request, _found(request, pk))


@require_POST
def fine_reply(request: HttpRequest, pk: int) -> HttpResponse:
    """The outlet's word, or headquarters' answer."""
    access = admit(request.user, SPEAKERS | ANSWERERS)
    found, form = _found(request, pk), ReplyForm(request.POST)
    if not form.is_valid():
        return _fine_page(request, found, form=form)
    say = answer if access.has(ANSWERERS) and not speaks_for(request.user, found.outlet_id) else reply
    try:
        say(found, form.cleaned_data["text"], by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Sent."))
    return redirect(found)


def _found(request: HttpRequest, pk: int) -> Fine:
    rows = FINES.select_related("violation__edition", "violation__problem", "notice__notice")
    return get_object_or_404(rows.visible_to(request.user), pk=pk)


def _fine_page(request: HttpRequest, shown: Fine, *, form: ReplyForm | None = None) -> HttpResponse:
    violation, at = shown.violation, timezone.now()
    evidence = Evidence.of(violation)
    entries = list(shown.entries.all())
    context = {
        "title": _("Fine %(rule)s on %(number)s") % {"rule": violation.rule, "number": number(shown)},
        "trail": [(_("Fines"), reverse("quality:fines"))],
        "badge": fine_badge(shown),
        "lead": sentence(shown, evidence),
        "fine": shown,
        "violation": violation,
        "number": number(shown),
        "evidence": evidence,
        "entries": entries,
        "balance": sum((entry.yuan for entry in entries), Decimal(0)),
        "earlier": earlier_violations(violation),
        "late_words": late_words(evidence),
        "error_words": span_words(evidence.error),
        "dispute": dispute_of(shown, request.user, at=at, form=form),
        "at": at,
    }
    return render(request, "quality/fine.html", context, status=422 if form else 200)
