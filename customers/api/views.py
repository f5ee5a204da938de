from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from crm.partners.idempotency import once
from crm.partners.scopes import Scope
from crm.shared.api_filters import Filter, Text
from crm.shared.api_views import Endpoint, ListEndpoint, one_or_404
from crm.shared.instants import shown
from crm.shared.masking import mask_address, mask_name, mask_phone
from crm.shared.problems import Unresolved
from customers.api.shapes import CustomerChanges, CustomerShape, NewCustomer
from customers.models import Customer
from customers.services.files import change_customer, open_customer
from outlets.models import Outlet

COLUMNS = ("id", "outlet__code", "code", "name", "phone", "address", "created_at")


class CustomerList(ListEndpoint):
    queryset = Customer.objects.all()
    columns = COLUMNS
    ordering = ("id",)
    filters = (Filter(Text("outlet", max_length=20), "outlet__code"), Filter(Text("code", max_length=40), "code"))
    scopes = {"GET": Scope.CUSTOMERS_READ, "POST": Scope.CUSTOMERS_WRITE}

    @extend_schema(operation_id="customers_list", summary="Customers", responses=CustomerShape(many=True))
    def get(self, request: Request) -> Response:
        return self.listed()

    @extend_schema(
        operation_id="customers_create", summary="Open a file", request=NewCustomer, responses={201: CustomerShape}
    )
    @once
    def post(self, request: Request) -> Response:
        told = self.body(NewCustomer)
        outlet = Outlet.objects.visible_to(request.user).filter(code=told.pop("outlet")).first()
        if outlet is None:
            raise Unresolved("/outlet", _("There is no outlet with this code."), code="unknown_outlet")
        customer = open_customer(outlet, told.pop("code"), **told, at=timezone.now())
        return Response(_one(self.get_queryset(), customer.pk), status=201)

    def shape(self, row: dict[str, Any]) -> dict[str, Any]:
        return customer_shape(row)


class CustomerDetail(Endpoint):
    queryset = Customer.objects.all()
    scopes = {"GET": Scope.CUSTOMERS_READ, "PATCH": Scope.CUSTOMERS_WRITE}

    @extend_schema(operation_id="customers_read", summary="One customer", responses=CustomerShape)
    def get(self, request: Request, pk: int) -> Response:
        return Response(_one(self.get_queryset(), pk))

    @extend_schema(
        operation_id="customers_update", summary="Correct a file", request=CustomerChanges, responses=CustomerShape
    )
    def patch(self, request: Request, pk: int) -> Response:
        customer = one_or_404(self.get_queryset(), pk=pk)
        change_customer(customer, self.body(CustomerChanges, partial=True), by=request.user, at=timezone.now())
        return Response(_one(self.get_queryset(), pk))


def _one(rows: QuerySet[Any], pk: int) -> dict[str, Any]:
    return customer_shape(one_or_404(rows.values(*COLUMNS), pk=pk))


def customer_shape(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "outlet": row["outlet__code"],
        "code": row["code"],
        "name": mask_name(row["name"]),
        "phone": mask_phone(row["phone"]),
        "address": mask_address(row["address"]),
        "created_at": shown(row["created_at"]),
    }
