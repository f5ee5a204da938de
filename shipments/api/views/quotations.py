"""POST /quotations/: a price that holds until the day ends."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from crm.partners.idempotency import once
from crm.partners.scopes import Scope
from crm.shared.api_fields import Amount, Choice, Flag, StrictSerializer, Text, Whole
from crm.shared.api_views import Endpoint
from crm.shared.instants import shown
from crm.shared.problems import Conflict, Unresolved
from outlets.access import access_of
from outlets.models import Outlet
from outlets.queries.service_areas import Coverage, coverage_of
from outlets.rules.coverage import State
from shipments.forms.waybill import MOST_SUBS
from shipments.models import Quotation
from shipments.rules.freight import LineKind, Product
from shipments.services.quotations import Asked, quote


class NewQuotationBody(StrictSerializer):
    origin_outlet = Text(20)
    destination_outlet = Text(20, required=False, allow_null=True, default=None)
    address = Text(
        200, required=False, allow_null=True, default=None, help_text="Where no destination outlet is named."
    )
    product = Choice([str(product) for product in Product])
    weight_kg = Amount(whole=5, places=3)
    volume_cm3 = Whole(low=1, high=2**31 - 1, required=False, allow_null=True, default=None)
    cod_yuan = Amount(whole=8, places=2, required=False, allow_null=True, default=None)
    sub_waybills = Whole(low=0, high=MOST_SUBS, required=False, default=0)
    return_receipt = Flag(required=False, default=False)


class LineShape(serializers.Serializer):
    kind = serializers.ChoiceField([str(kind) for kind in LineKind])
    yuan = serializers.CharField()
    count = serializers.CharField(help_text="Kilograms, steps, pieces, or yuan of the cash on delivery.")
    rate = serializers.CharField(help_text="Yuan each; per cent for kind cod.")


class QuotationShape(serializers.Serializer):
    number = serializers.CharField()
    origin_outlet = serializers.CharField()
    destination_outlet = serializers.CharField()
    area = serializers.CharField(allow_null=True, help_text="The service area that the address fell under.")
    product = serializers.ChoiceField([str(product) for product in Product])
    chargeable_kg = serializers.FloatField()
    freight_yuan = serializers.CharField()
    lines = LineShape(many=True, help_text="Their sum is the freight.")
    distance = serializers.CharField()
    price_table = serializers.IntegerField()
    made_at = serializers.DateTimeField()
    valid_until = serializers.DateTimeField()


class QuotationCreate(Endpoint):
    queryset = Quotation.objects.all()
    scopes = {"POST": Scope.QUOTATIONS_WRITE}

    @extend_schema(
        operation_id="quotations_create",
        summary="Ask for a price",
        request=NewQuotationBody,
        responses={201: QuotationShape},
    )
    @once
    def post(self, request: Request) -> Response:
        told = self.body(NewQuotationBody)
        origin = Outlet.objects.visible_to(request.user).filter(code=told["origin_outlet"]).first()
        if origin is None:
            raise Unresolved("/origin_outlet", _("There is no outlet with this code."), code="unknown_outlet")
        destination, area = _destination(told)
        asked = Asked(
            product=told["product"],
            origin=origin,
            destination=destination,
            weight_kg=told["weight_kg"],
            volume_cm3=told["volume_cm3"],
            cod_yuan=told["cod_yuan"],
            subs=told["sub_waybills"],
            return_receipt=told["return_receipt"],
            area=area,
        )
        made = quote(asked, access=access_of(request.user), source=_source(request), at=timezone.now())
        return Response(quotation_shape(made), status=201)


def quotation_shape(quotation: Quotation) -> dict[str, Any]:
    return {
        "number": quotation.number,
        "origin_outlet": quotation.origin.code,
        "destination_outlet": quotation.destination.code,
        "area": quotation.area or None,
        "product": quotation.product,
        "chargeable_kg": float(quotation.chargeable_kg),
        "freight_yuan": str(quotation.freight_yuan),
        "lines": quotation.lines,
        "distance": quotation.distance,
        "price_table": quotation.price_table.number,
        "made_at": shown(quotation.made_at),
        "valid_until": shown(quotation.valid_until),
    }


def _destination(told: dict[str, Any]) -> tuple[Outlet, str]:
    """The outlet that is named, or the one that delivers to the address, and the area that this rests on."""
    if code := told["destination_outlet"]:
        outlet = Outlet.objects.filter(code=code, active=True).first()
        if outlet is None:
            raise Unresolved("/destination_outlet", _("There is no outlet with this code."), code="unknown_outlet")
        return outlet, ""
    if not told["address"]:
        fault = ErrorDetail(_("Name a destination outlet or an address."), "required")
        raise ValidationError({"address": [fault]})
    coverage = coverage_of(told["address"])
    if coverage.outlet is None:
        raise _uncovered(coverage)
    return coverage.outlet, coverage.area.name if coverage.area else ""


def _uncovered(coverage: Coverage) -> Conflict:
    if coverage.state is State.OUT_OF_AREA:
        return Conflict(_("Nobody of the network delivers there."), "out_of_area", pointer="/address")
    return Conflict(_("The service-range table does not say who delivers there."), "unknown_area", pointer="/address")


def _source(request: Request) -> str:
    return f"partner:{request.user}"[:40]
