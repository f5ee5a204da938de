"""Lists of the API by key: no count, no page numbers, and a row is never shown twice."""

from typing import Any
from urllib.parse import urlencode

from django.core import signing
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import NotFound
from rest_framework.pagination import BasePagination
from rest_framework.response import Response

from crm.shared.api_filters import Text, Whole
from crm.shared.keyset import after

SALT = "crm.shared.pagination"
LIMIT = Whole("limit", low=1, high=100, description="Rows a page; 50 unless told.")
CURSOR = Text("cursor", max_length=500, description="From the `next` of the page before.")


class CursorPages(BasePagination):
    """`?limit=&cursor=` → `{"results": […], "next": url or null}` in the order of the view's `ordering`."""

    parameters = (LIMIT, CURSOR)
    default_limit = 50

    def paginate_queryset(self, queryset: QuerySet[Any], request: Any, view: Any = None) -> list[Any]:
        self.request, self.ordering = request, tuple(view.ordering)
        limit = view.given.get("limit", self.default_limit)
        if cursor := view.given.get("cursor"):
            queryset = queryset.filter(after(self.ordering, self._place(cursor)))
        rows = list(queryset.order_by(*self.ordering)[: limit + 1])
        self.last = rows[limit - 1] if len(rows) > limit else None
        return rows[:limit]

    def get_paginated_response(self, data: list[Any]) -> Response:
        return Response({"results": data, "next": self._next()})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["results", "next"],
            "properties": {
                "results": schema,
                "next": {"type": ["string", "null"], "format": "uri", "description": "The page after this one."},
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return [parameter.openapi() for parameter in self.parameters]

    def _next(self) -> str | None:
        if self.last is None:
            return None
        at = [self.last[name.lstrip("-")] for name in self.ordering]
        cursor = signing.dumps({"by": ",".join(self.ordering), "at": at}, salt=SALT)
        query = {**self.request.query_params.dict(), "cursor": cursor}
        return self.request.build_absolute_uri(f"{self.request.path}?{urlencode(query)}")

    def _place(self, cursor: str) -> list[Any]:
        try:
            mark = signing.loads(cursor, salt=SALT)
        except signing.BadSignature:
            mark = {}
        if mark.get("by") != ",".join(self.ordering):
            raise NotFound(_("This cursor leads nowhere: take it from `next`."), code="unknown_cursor")
        place: list[Any] = mark["at"]
        return place
