"""What every call of the API does before and after its own work, and the list, once.

class OutletList(ListEndpoint):
    queryset = Outlet.objects.all()            # must have visible_to(user)
    columns = ("code", "name", "region__code")  # one SELECT, no models
    ordering = ("code",)
    filters = (Filter(Text("region"), "region__code"),)

    def shape(self, row): return {...}
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404
from rest_framework.exceptions import NotFound
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from crm.shared.api_filters import Filter, Text, read_parameters

M = TypeVar("M", bound=Model)


class Endpoint(GenericAPIView[Any]):
    """One address. `scopes` names what a key must hold per method, `parameters` what a query string may say."""

    scopes: ClassVar[Mapping[str, str]] = {}
    parameters: ClassVar[Sequence[Text]] = ()
    http_method_names: ClassVar[list[str]] = ["get", "head", "post", "patch"]  # type: ignore[misc]
    pagination_class = None
    queryset: ClassVar[QuerySet[Any] | None] = None  # type: ignore[misc]
    given: dict[str, Any]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if hasattr(self, request.method.lower()):
            self.given = read_parameters(request.query_params, self.known_parameters())

    def get_queryset(self) -> QuerySet[Any]:
        return self.queryset.all().visible_to(self.request.user)

    def known_parameters(self) -> Sequence[Text]:
        return self.parameters

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    def body(self, serializer_class: type[Serializer[Any]], *, partial: bool = False) -> dict[str, Any]:
        """The request's body in the shape of `serializer_class`.

        raises   ValidationError with a pointer for each place
        """
        reader = serializer_class(data=self.request.data, partial=partial)
        reader.is_valid(raise_exception=True)
        return reader.validated_data


class ListEndpoint(Endpoint):
    """Scope → filters → page by key → plain dictionaries."""

    columns: ClassVar[Sequence[str]] = ()
    ordering: ClassVar[Sequence[str]] = ("-id",)
    filters: ClassVar[Sequence[Filter]] = ()
    pagination_class = GenericAPIView.pagination_class  # type: ignore[assignment]

    def known_parameters(self) -> Sequence[Text]:
        if self.request.method not in {"GET", "HEAD"}:
            return self.parameters
        return (*self.parameters, *self.paginator.parameters, *(one.parameter for one in self.filters))

    def shape(self, row: dict[str, Any]) -> dict[str, Any]:
        return row

    def shapes(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [self.shape(row) for row in rows]

    def listed(self) -> Response:
        found = self.filter_queryset(self.get_queryset()).values(*self.columns)
        rows = self.paginator.paginate_queryset(found, self.request, view=self)
        return self.paginator.get_paginated_response(self.shapes(rows))


class NothingHere(APIView):
    """Whatever address below /api/ nobody answers to."""

    authentication_classes: ClassVar[list[Any]] = []  # type: ignore[misc]
    permission_classes: ClassVar[list[Any]] = [AllowAny]  # type: ignore[misc]
    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise NotFound


def one_or_404(rows: QuerySet[M], **lookup: Any) -> M:
    """The only row, or 404; also for what PostgreSQL would not even look up (NUL)."""
    try:
        return rows.get(**lookup)
    except (rows.model.DoesNotExist, ValueError):
        raise Http404 from None
