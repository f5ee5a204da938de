"""The list page, once: scope → filter → order → page → table.

    class FineList(ListPage):
        queryset = Fine.objects.select_related("waybill", "outlet")
        filterset_class = FineFilter
        table_class = FineTable
        title = _("Fines")
        ordering = ("-posted_at", "-id")            # never NULL, ends unique, served by an index
        empty = Empty(_("No fines"), _("A fine appears when a duty was missed."), example=_("AS1, 1.00 yuan"))

    urlpatterns = [path("fines/", FineList.as_view(), name="fines")]

The queryset must have `visible_to(user)`. For actions and figures set `template_name` to a template that extends
`list_page.html` and fills `{% block actions %}`, `{% block above %}` or `{% block below %}`.
`?export=csv` gives the first rows to a spreadsheet; a list whose rows are logged when somebody takes them along names
its kind of `crm.exports` as `exports` instead. With htmx the filters and the pager replace `#list` only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.views import View

from crm.shared.export import ROWS, csv_of
from crm.shared.keyset import Page, page_of
from crm.shared.panels import panels
from crm.shared.tables import Table

COUNT_CAP = 1000


@dataclass(frozen=True, slots=True)
class Empty:
    """What an empty list teaches: what will stand here, and one example."""

    title: "str | Promise" = ""
    text: "str | Promise" = ""
    example: "str | Promise" = ""


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows the filters leave, counted no further than the cap."""

    shown: int
    more: bool

    def __str__(self) -> str:
        return f"{self.shown:,}+" if self.more else f"{self.shown:,}"


@dataclass(frozen=True, slots=True)
class Listed:
    """All rows of a list in their order; `filterset` has the words of its filters, None: it has none."""

    rows: QuerySet[Any]
    ordering: tuple[str, ...]
    filterset: Any = None


def capped_count(queryset: QuerySet[Any], *, cap: int = COUNT_CAP) -> Count:
    found = queryset.order_by()[: cap + 1].count()
    return Count(min(found, cap), found > cap)


class ListPage(View):
    queryset: ClassVar[QuerySet[Any]]
    table_class: ClassVar[type[Table[Any]]]
    filterset_class: ClassVar[type[django_filters.FilterSet] | None] = None
    title: ClassVar["str | Promise"] = ""
    ordering: ClassVar[Sequence[str]] = ("-id",)
    page_size: int = 50
    template_name: ClassVar[str] = "list_page.html"
    empty: ClassVar[Empty] = Empty()
    exports: ClassVar[str] = ""
    http_method_names: ClassVar[list[str]] = ["get", "head"]

    def dispatch(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        if request.method == "GET" and request.GET.get("export") == "csv" and not self.exports:
            return self.export(request, **kwargs)
        return super().dispatch(request, **kwargs)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        context = self.get_context(request, **kwargs)
        listed_only = getattr(request, "htmx", None) and request.htmx.target == "list"
        return render(request, "parts/_list.html" if listed_only else self.template_name, context)

    def export(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The list as it is filtered and ordered, from its beginning, for a spreadsheet."""
        self.page_size = ROWS
        context = self.get_context(request, **kwargs)
        name = _name(request).rpartition(":")[2] or "list"
        return csv_of(context["table"], filename=name, at=context["at"])

    def get_queryset(self, request: HttpRequest, **kwargs: Any) -> QuerySet[Any]:
        """The rows that this person may see; a page about one parent narrows them here."""
        return self.queryset.all().visible_to(request.user)

    def listed(self, request: HttpRequest, **kwargs: Any) -> Listed:
        """The rows as they are filtered and ordered."""
        rows, filterset = self._filtered(request, self.get_queryset(request, **kwargs))
        return Listed(rows, self._ordering(request.GET.get("sort", "")), filterset)

    def furnish(self, rows: Sequence[Any]) -> None:
        """Put on these rows what their columns need beside them."""

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        listed = self.listed(request, **kwargs)
        rows, filterset = listed.rows, listed.filterset
        sort = request.GET.get("sort", "")
        page = page_of(rows, listed.ordering, size=self.page_size, cursor=request.GET.get("cursor", ""))
        self.furnish(page.rows)
        return {
            "title": self.title,
            "table": self.table_class(page.rows, sort=sort, without=getattr(filterset, "told", frozenset())),
            "page": page,
            "count": self._count(rows, page),
            "filterset": filterset,
            "filtered": bool(filterset and any(filterset.data.get(name) for name in filterset.form.fields)),
            "empty": self.empty,
            "exportable": not self.exports,
            "exports": self.exports,
            "tools": panels(f"list {_name(request)}", request.GET, request.user),
            "at": timezone.now(),
        }

    def _filtered(self, request: HttpRequest, rows: QuerySet[Any]) -> tuple[QuerySet[Any], Any]:
        if self.filterset_class is None:
            return rows, None
        filterset = self.filterset_class(request.GET, queryset=rows, request=request)
        return (filterset.qs if filterset.is_valid() else rows.none()), filterset

    def _ordering(self, sort: str) -> tuple[str, ...]:
        if sort not in self.table_class.sortable():
            return tuple(self.ordering)
        return (sort, "-id" if sort.startswith("-") else "id")

    def _count(self, rows: QuerySet[Any], page: Page[Any]) -> Count:
        if not page.next and not page.previous:
            return Count(len(page.rows), more=False)
        return capped_count(rows)


def _name(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""
