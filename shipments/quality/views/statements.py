"""The outlets' account with the network: every entry, and each month as it was closed, on paper and in a workbook."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from crm.accounts.roles import HQ_ROLES, Role
from crm.shared.figures import Stat
from crm.shared.papers import PDF, can_make_pdf, pdf_of
from crm.shared.views import Empty, ListPage
from outlets.access import access_of, admit
from shipments.quality.filters.ledger import LedgerFilter, StatementFilter
from shipments.quality.models import Statement
from shipments.quality.queries.ledger import ENTRIES, account_balance, by_charge
from shipments.quality.tables.ledger import LedgerTable, StatementTable, month_words
from shipments.quality.tables.statement_sheet import statement_sheet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Who reads an outlet's account.
READERS = HQ_ROLES | {Role.MANAGER}


class LedgerList(ListPage):
    queryset = ENTRIES
    filterset_class = LedgerFilter
    table_class = LedgerTable
    title = gettext_lazy("Account")
    template_name = "quality/ledger.html"
    empty = Empty(
        gettext_lazy("Nothing is booked"),
        gettext_lazy("Every fine with an amount stands here, and whatever was taken back of it, as a row of its own."),
    )

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        admit(request.user, READERS)
        return super().get(request, **kwargs)

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, **kwargs)
        outlet_id = self._outlet_id(request, context["filterset"])
        stats = [Stat(_("Balance now"), f"¥{account_balance(outlet_id):,.2f}")] if outlet_id else []
        return context | {"stats": stats}

    def _outlet_id(self, request: HttpRequest, filterset: Any) -> int | None:
        """Whose account is shown, if it is one outlet's."""
        chosen = filterset.form.cleaned_data.get("outlet") if filterset.is_valid() else None
        return chosen.pk if chosen else access_of(request.user).only_outlet_id


class StatementList(ListPage):
    queryset = Statement.objects.select_related("outlet")
    filterset_class = StatementFilter
    table_class = StatementTable
    title = gettext_lazy("Monthly statements")
    ordering = ("-month", "-id")
    template_name = "quality/statements.html"
    empty = Empty(
        gettext_lazy("No statement yet"),
        gettext_lazy("On the first of a month, every outlet's account of the month before is closed."),
    )

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        admit(request.user, READERS)
        return super().get(request, **kwargs)


@require_safe
def statement(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "quality/statement.html", _shown(_statement(request, pk)))


@require_safe
def statement_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    shown = _statement(request, pk)
    return _file(statement_sheet(shown), XLSX, f"{_name(shown)}.xlsx")


@require_safe
def statement_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """404 where this machine cannot make one; the page offers printing then."""
    shown = _statement(request, pk)
    page = render_to_string("quality/statement_paper.html", _shown(shown), request)
    return _file(pdf_of(page), PDF, f"{_name(shown)}.pdf")


def _statement(request: HttpRequest, pk: int) -> Statement:
    admit(request.user, READERS)
    return get_object_or_404(Statement.objects.select_related("outlet__region").visible_to(request.user), pk=pk)


def _shown(shown: Statement) -> dict[str, Any]:
    lines = by_charge(shown.entries.all())
    return {
        "title": _("Statement %(month)s · %(outlet)s") % {"month": month_words(shown), "outlet": shown.outlet.name},
        "trail": [(_("Monthly statements"), reverse("quality:statements"))],
        "statement": shown,
        "month": month_words(shown),
        "lines": lines,
        "pdf": can_make_pdf(),
        "change": sum((line.yuan for line in lines), Decimal("0.00")),
        "entries_url": f"{reverse('quality:ledger')}?statement={shown.pk}",
    }


def _name(shown: Statement) -> str:
    return f"statement-{shown.outlet.code}-{month_words(shown)}"


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
