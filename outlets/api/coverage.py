"""GET /coverage/: who delivers to an address."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from crm.partners.scopes import Scope
from crm.shared.api_filters import Text
from crm.shared.api_views import Endpoint
from outlets.models import Outlet, ServiceArea
from outlets.queries.service_areas import Coverage, coverage_of
from outlets.rules.coverage import State


class CoveringOutletShape(serializers.Serializer):
    code = serializers.CharField()
    name = serializers.CharField()
    contact = serializers.CharField()
    phone = serializers.CharField()
    address = serializers.CharField()


class AreaShape(serializers.Serializer):
    province = serializers.CharField()
    city = serializers.CharField()
    district = serializers.CharField(help_text="Empty: the whole city.")
    town = serializers.CharField(help_text="Empty: the rest of the district.")
    remark = serializers.CharField()


class CoverageShape(serializers.Serializer):
    state = serializers.ChoiceField([str(state) for state in State])
    area = AreaShape(allow_null=True, help_text="The row of the service-range table that answers.")
    outlet = CoveringOutletShape(allow_null=True, help_text="Who delivers there, when covered.")
    candidates = AreaShape(many=True, help_text="Rows among which the address does not decide, the first twelve.")


class CoverageAnswer(Endpoint):
    scopes = {"GET": Scope.OUTLETS_READ}
    parameters = (Text("address", max_length=200, description="As it stands on a waybill.", required=True),)

    @extend_schema(operation_id="coverage_read", summary="Who delivers to an address", responses=CoverageShape)
    def get(self, request: Request) -> Response:
        return Response(coverage_shape(coverage_of(self.given["address"])))


def coverage_shape(coverage: Coverage) -> dict[str, Any]:
    return {
        "state": str(coverage.state),
        "area": _area(coverage.area) if coverage.area else None,
        "outlet": _outlet(coverage.outlet) if coverage.outlet else None,
        "candidates": [_area(area) for area in coverage.candidates],
    }


def _area(area: ServiceArea) -> dict[str, str]:
    return {name: getattr(area, name) for name in ("province", "city", "district", "town", "remark")}


def _outlet(outlet: Outlet) -> dict[str, str]:
    return {name: getattr(outlet, name) for name in ("code", "name", "contact", "phone", "address")}
