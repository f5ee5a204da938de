from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from crm.partners.idempotency import once
from crm.partners.scopes import Scope
from crm.shared.api_filters import Choice, Filter, Text
from crm.shared.api_schema import PRECONDITION
from crm.shared.api_views import Endpoint, ListEndpoint, one_or_404
from crm.shared.instants import shown
from crm.shared.masking import HIDDEN, mask_address, mask_name, mask_phone
from crm.shared.problems import InvalidQuery, PreconditionFailed, Unresolved
from customers.api.shapes import (
    ContactShape,
    CustomerChanges,
    CustomersFoundShape,
    CustomerShape,
    NewContact,
    NewCustomer,
    OpenedCustomerShape,
    PhoneSearch,
)
from customers.models import Contact, Customer, CustomField, Profile, Tier
from customers.queries.points import with_balance
from customers.queries.search import customers_like
from customers.rules.search_terms import is_telephone, meanings
from customers.services.changes import Conflict, Seen
from customers.services.contacts import add_contact
from customers.services.duplicates import facts, likely
from customers.services.files import CUSTOM, PROFILE, WrongCustom, change_customer, checked_custom, open_customer
from customers.services.looking import customers_of_phone
from outlets.models import Outlet

COLUMNS = (
    *("id", "outlet__code", "code", "kind", "name", "phone", "address", "industry", "goods", "interests", "credit"),
    *("source", "standing__tier", "balance", "state", "merged_into", "custom", "version", "created_at"),
    *("profile", *(f"profile__{name}" for name in PROFILE)),
)
#: Fields of the profile that are null without a value; the others are empty texts.
NULLED = frozenset(each.name for each in Profile._meta.fields if each.null)
CONTACT_COLUMNS = ("id", "name", "part", "position", "phone", "main", "left_on")
IF_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, description='The ETag that was read, such as "3"; else the last one wins.'
)


class Search(Text):
    """A few characters; a whole number has more digits than this lets stand alone."""

    def schema(self) -> dict[str, Any]:
        shown = r"[^\x00-\x1f\x7f]*"
        word = rf"{shown}[^0-9 ()+\x00-\x1f\x7f-]{shown}"
        return {"type": "string", "maxLength": self.max_length, "pattern": rf"^([0-9 ()+-]{{1,6}}|{word})$"}


SEARCH = Search("search", description="Part of a name or address, pinyin, initials, the end of a number, a code.")


class CustomerList(ListEndpoint):
    queryset = with_balance(Customer.objects.all())
    columns = COLUMNS
    ordering = ("id",)
    filters = (
        Filter(Text("outlet", max_length=20), "outlet__code"),
        Filter(Text("code", max_length=40), "code"),
        Filter(Choice("kind", choices=tuple(Customer.Kind.values)), "kind"),
        Filter(Choice("tier", choices=tuple(Tier.values)), "standing__tier"),
        Filter(Choice("state", choices=tuple(Customer.State.values)), "state"),
    )
    parameters = (SEARCH,)
    scopes = {"GET": Scope.CUSTOMERS_READ, "POST": Scope.CUSTOMERS_WRITE}

    def get_queryset(self) -> QuerySet[Customer]:
        rows = super().get_queryset()
        return _like(rows, self.given["search"], self.request.user) if "search" in self.given else rows

    @extend_schema(operation_id="customers_list", summary="Customers", responses=CustomerShape(many=True))
    def get(self, request: Request) -> Response:
        return self.listed()

    @extend_schema(
        operation_id="customers_create",
        summary="Open a file",
        request=NewCustomer,
        responses={201: OpenedCustomerShape},
    )
    @once
    def post(self, request: Request) -> Response:
        told = _texts(self.body(NewCustomer))
        profile = _profile_values(told.pop("profile"))
        outlet = Outlet.objects.visible_to(request.user).filter(code=told.pop("outlet")).first()
        if outlet is None:
            raise Unresolved("/outlet", _("There is no outlet with this code."), code="unknown_outlet")
        try:
            checked_custom(told["custom"], whole=True)
            customer = open_customer(outlet, told.pop("code"), **told, **profile, by=request.user, at=timezone.now())
        except WrongCustom as wrong:
            raise _pointed(wrong) from wrong
        return _told(self.get_queryset(), customer.pk, status=201, similar=_similar(customer))

    def shapes(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        personal = _personal() if any(row["custom"] for row in rows) else frozenset()
        return [customer_shape(row, personal) for row in rows]


class CustomerDetail(Endpoint):
    queryset = with_balance(Customer.objects.all())
    scopes = {"GET": Scope.CUSTOMERS_READ, "PATCH": Scope.CUSTOMERS_WRITE}

    @extend_schema(operation_id="customers_read", summary="One customer", responses=CustomerShape)
    def get(self, request: Request, pk: int) -> Response:
        return _told(self.get_queryset(), pk)

    @extend_schema(
        operation_id="customers_update",
        summary="Correct a file",
        request=CustomerChanges,
        parameters=[IF_MATCH],
        responses={200: CustomerShape, **PRECONDITION},
    )
    def patch(self, request: Request, pk: int) -> Response:
        customer = one_or_404(self.get_queryset(), pk=pk)
        seen = _seen(request, customer)
        told = _texts(self.body(CustomerChanges, partial=True))
        custom = {CUSTOM + code: value for code, value in told.pop("custom", {}).items()}
        profile = _profile_values(told.pop("profile", {}))
        try:
            change_customer(customer, {**told, **custom, **profile}, seen=seen, by=request.user, at=timezone.now())
        except Conflict as conflict:
            raise PreconditionFailed() from conflict
        except WrongCustom as wrong:
            raise _pointed(wrong) from wrong
        return _told(self.get_queryset(), pk)


class CustomerSearch(Endpoint):
    """By a whole number, which stands in no address; who asked is noted."""

    queryset = with_balance(Customer.objects.all())
    scopes = {"POST": Scope.CUSTOMERS_READ}

    @extend_schema(
        operation_id="customers_search",
        summary="Customers by a whole number",
        request=PhoneSearch,
        responses=CustomersFoundShape,
    )
    def post(self, request: Request) -> Response:
        phone, asker = self.body(PhoneSearch)["phone"], request.user
        found = customers_of_phone(phone, user=asker, by=asker, at=timezone.now()) if is_telephone(phone) else []
        rows = {row["id"]: row for row in self.get_queryset().filter(pk__in=[one.pk for one in found]).values(*COLUMNS)}
        personal = _personal()
        return Response({"results": [customer_shape(rows[one.pk], personal) for one in found], "next": None})


class ContactList(ListEndpoint):
    """The people at one customer, the main one first."""

    queryset = Contact.objects.all()
    columns = CONTACT_COLUMNS
    ordering = ("id",)
    scopes = {"GET": Scope.CUSTOMERS_READ, "POST": Scope.CUSTOMERS_WRITE}

    def get_queryset(self) -> QuerySet[Contact]:
        return super().get_queryset().filter(customer=self._customer())

    @extend_schema(operation_id="contacts_list", summary="People at a customer", responses=ContactShape(many=True))
    def get(self, request: Request, pk: int) -> Response:
        return self.listed()

    @extend_schema(
        operation_id="contacts_create", summary="Add a person", request=NewContact, responses={201: ContactShape}
    )
    @once
    def post(self, request: Request, pk: int) -> Response:
        customer = self._customer()
        contact = add_contact(customer, _texts(self.body(NewContact)), by=request.user, at=timezone.now())
        row = Contact.objects.values(*CONTACT_COLUMNS).get(pk=contact.pk)
        return Response(self.shape(row), status=201)

    def shape(self, row: dict[str, Any]) -> dict[str, Any]:
        return {**row, "name": mask_name(row["name"]), "phone": mask_phone(row["phone"])}

    def _customer(self) -> Customer:
        return one_or_404(Customer.objects.visible_to(self.request.user), pk=self.kwargs["pk"])


def customer_shape(row: dict[str, Any], personal: frozenset[str]) -> dict[str, Any]:
    """
    personal   codes of the custom fields that are masked
    """
    return {
        "id": row["id"],
        "outlet": row["outlet__code"],
        "code": row["code"],
        "kind": row["kind"],
        "name": mask_name(row["name"]),
        "phone": mask_phone(row["phone"]),
        "address": mask_address(row["address"]),
        "industry": row["industry"],
        "goods": row["goods"],
        "interests": row["interests"],
        "credit": row["credit"],
        "source": row["source"],
        "tier": row["standing__tier"],
        "points": row["balance"],
        "state": row["state"],
        "merged_into": row["merged_into"],
        "custom": {code: HIDDEN if code in personal else value for code, value in row["custom"].items()},
        "profile": _profile(row) if row["profile"] else None,
        "version": row["version"],
        "created_at": shown(row["created_at"]),
    }


def _profile(row: dict[str, Any]) -> dict[str, Any]:
    told = {name: row[f"profile__{name}"] for name in PROFILE}
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in told.items()}


def _profile_values(told: dict[str, Any]) -> dict[str, Any]:
    return {name: "" if value is None and name not in NULLED else value for name, value in told.items()}


def _like(rows: QuerySet[Customer], typed: str, user: object) -> QuerySet[Customer]:
    """
    raises   InvalidQuery for a whole number: addresses are kept in logs
    """
    if is_telephone(typed) or any(is_telephone(word) for word in typed.split()):
        words = _("A whole telephone number stands in no address: send it to POST /api/v1/customers/search/.")
        raise InvalidQuery({"search": [ErrorDetail(words, "phone_in_address")]})
    return customers_like(typed, user, rows) if meanings(typed) else rows.none()


def _similar(customer: Customer) -> list[dict[str, Any]]:
    sought = facts(customer.name, phone=customer.phone, address=customer.address)
    found = likely(sought, customer.outlet, besides=customer)
    return [{"id": one.customer.pk, "score": one.score, "reasons": list(one.reasons)} for one in found]


def _told(rows: QuerySet[Any], pk: int, *, status: int = 200, **more: Any) -> Response:
    row = one_or_404(rows.values(*COLUMNS), pk=pk)
    shape = customer_shape(row, _personal() if row["custom"] else frozenset())
    return Response({**shape, **more}, status=status, headers={"ETag": f'"{row["version"]}"'})


def _personal() -> frozenset[str]:
    return frozenset(CustomField.objects.filter(personal=True).values_list("code", flat=True))


def _seen(request: Request, customer: Customer) -> Seen | None:
    """The version that the caller has read; None when the caller does not say.

    raises   PreconditionFailed when it is another one
    """
    told = request.headers.get("If-Match")
    if told is None or told.strip() == "*":
        return None
    if f'"{customer.version}"' not in [tag.strip() for tag in told.split(",")]:
        raise PreconditionFailed()
    return Seen(customer.version)


def _pointed(wrong: WrongCustom) -> ValidationError:
    return ValidationError({"custom": {wrong.field: [ErrorDetail(str(wrong), wrong.code)]}})


def _texts(told: dict[str, Any]) -> dict[str, Any]:
    """What is taken away with null is an empty text here."""
    return {name: "" if value is None else value for name, value in told.items()}
