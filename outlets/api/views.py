from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from crm.partners.scopes import Scope
from crm.shared.api_views import Endpoint, ListEndpoint, one_or_404
from outlets.api.shapes import OutletShape
from outlets.models import Outlet

COLUMNS = ("code", "name", "region__code", "hub__code", "kind", "phone", "address", "active")


class OutletList(ListEndpoint):
    queryset = Outlet.objects.all()
    columns = COLUMNS
    ordering = ("code",)
    scopes = {"GET": Scope.OUTLETS_READ}

    @extend_schema(operation_id="outlets_list", summary="Outlets", responses=OutletShape(many=True))
    def get(self, request: Request) -> Response:
        return self.listed()

    def shape(self, row: dict[str, Any]) -> dict[str, Any]:
        return outlet_shape(row)


class OutletDetail(Endpoint):
    queryset = Outlet.objects.all()
    scopes = {"GET": Scope.OUTLETS_READ}

    @extend_schema(operation_id="outlets_read", summary="One outlet", responses=OutletShape)
    def get(self, request: Request, code: str) -> Response:
        return Response(outlet_shape(one_or_404(self.get_queryset().values(*COLUMNS), code=code)))


def outlet_shape(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "code": row["code"],
        "name": row["name"],
        "region": row["region__code"],
        "hub": row["hub__code"],
        "kind": row["kind"],
        "phone": row["phone"],
        "address": row["address"],
        "active": row["active"],
    }
