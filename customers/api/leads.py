"""Leads over the API: opened, read, worked. Personal data leaves masked."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from crm.partners.idempotency import once
from crm.partners.scopes import Scope
from crm.shared.api_fields import Choice as OneOf
from crm.shared.api_fields import Instant, Phone, StrictSerializer, Whole
from crm.shared.api_fields import Text as Line
from crm.shared.api_filters import Choice, Filter, Since, Text
from crm.shared.api_schema import PRECONDITION
from crm.shared.api_views import Endpoint, ListEndpoint, one_or_404
from crm.shared.instants import shown
from crm.shared.masking import mask_address, mask_name, mask_phone, mask_phones_in
from crm.shared.phones import plainest
from crm.shared.problems import PreconditionFailed, Unresolved
from customers.api.views import IF_MATCH
from customers.models import Lead, Source
from customers.queries.leads import file_of
from customers.rules.lead_states import State
from customers.services.lead_conversion import win_lead
from customers.services.leads import CHANGEABLE, LeadChanged, NewLead, Step, change_lead, locked, open_lead, take_step
from outlets.access import access_of
from outlets.models import Outlet

COLUMNS = (
    *("id", "outlet__code", "source", "company", "name", "phone", "address", "need", "parcels_a_month", "state"),
    *("lost_reason", "next_step_at", "customer__code", "won_by", "created_at", "closed_at", "version"),
)
#: What a partner may tell; events and referrals are written where somebody sees whose they are.
TOLD = (Source.API, Source.WEB, Source.CALL, Source.COUNTER)
GOALS = (State.CONTACTED, State.QUOTED, State.WON, State.LOST)
MOST_PARCELS = 1_000_000


class NewLeadBody(StrictSerializer):
    outlet = Line(
        20,
        required=False,
        help_text="Code; else the outlet that serves the address, or headquarters. A key of some outlets names one.",
    )
    source = OneOf([source.value for source in TOLD], required=False, default=Source.API.value)
    name = Line(60)
    company = Line(120, required=False, default="")
    phone = Phone()
    address = Line(200, required=False, default="")
    need = Line(500, required=False, default="")
    parcels_a_month = Whole(low=0, high=MOST_PARCELS, required=False, default=None)
    consent_at = Instant(required=False, default=None, help_text="When they agreed to be called back.")


class LeadChanges(StrictSerializer):
    name = Line(60)
    company = Line(120)
    phone = Phone()
    address = Line(200)
    need = Line(500)
    parcels_a_month = Whole(low=0, high=MOST_PARCELS)
    state = OneOf([state.value for state in GOALS], help_text="`won` opens the customer file.")
    lost_reason = OneOf(Lead.LostReason.values, help_text="With the state `lost`, and only then.")
    note = Line(500, help_text="With a state.")
    next_step_at = Instant()


class LeadShape(serializers.Serializer):
    id = serializers.IntegerField()
    outlet = serializers.CharField(allow_null=True, help_text="Null: headquarters have not given it to one yet.")
    source = serializers.ChoiceField(choices=Source.values)
    company = serializers.CharField()
    name = serializers.CharField(help_text="Masked.")
    phone = serializers.CharField(help_text="Masked.")
    address = serializers.CharField(help_text="Masked.")
    need = serializers.CharField(help_text="Telephone numbers in it are masked.")
    parcels_a_month = serializers.IntegerField(allow_null=True)
    state = serializers.ChoiceField(choices=Lead.State.values)
    lost_reason = serializers.CharField(help_text="Empty unless lost.")
    next_step_at = serializers.DateTimeField(allow_null=True, help_text="Null when closed.")
    customer = serializers.CharField(allow_null=True, help_text="Code of the file that it became.")
    won_by = serializers.CharField(help_text="Number of its first waybill; empty: somebody said so.")
    created_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField(help_text="Also the ETag.")


class OpenedLeadShape(LeadShape):
    known_customer = serializers.CharField(
        allow_null=True, help_text="Code of a file at the outlet with this number already: look before you call."
    )


class LeadList(ListEndpoint):
    queryset = Lead.objects.all()
    columns = COLUMNS
    ordering = ("id",)
    filters = (
        Filter(Text("outlet", max_length=20), "outlet__code"),
        Filter(Choice("source", choices=tuple(Source.values)), "source"),
        Filter(Choice("state", choices=tuple(Lead.State.values)), "state"),
        Filter(Since("since"), "created_at__gte"),
    )
    scopes = {"GET": Scope.LEADS_READ, "POST": Scope.LEADS_WRITE}

    @extend_schema(operation_id="leads_list", summary="Leads", responses=LeadShape(many=True))
    def get(self, request: Request) -> Response:
        return self.listed()

    @extend_schema(
        operation_id="leads_create", summary="Open a lead", request=NewLeadBody, responses={201: OpenedLeadShape}
    )
    @once
    def post(self, request: Request) -> Response:
        told = self.body(NewLeadBody)
        outlet = _outlet(request, told.pop("outlet", None))
        new = NewLead(**{**told, "phone": plainest(told["phone"])})
        lead = open_lead(new, outlet=outlet, by=request.user, at=timezone.now())
        file = file_of(lead.outlet, lead.phone)
        row = one_or_404(self.get_queryset().values(*COLUMNS), pk=lead.pk)
        shape = {**lead_shape(row), "known_customer": file.code if file else None}
        return Response(shape, status=201, headers={"ETag": f'"{lead.version}"'})

    def shape(self, row: dict[str, Any]) -> dict[str, Any]:
        return lead_shape(row)


class LeadDetail(Endpoint):
    queryset = Lead.objects.all()
    scopes = {"GET": Scope.LEADS_READ, "PATCH": Scope.LEADS_WRITE}

    @extend_schema(operation_id="leads_read", summary="One lead", responses=LeadShape)
    def get(self, request: Request, pk: int) -> Response:
        return self._told(pk)

    @extend_schema(
        operation_id="leads_update",
        summary="Correct a lead, or take its next step",
        request=LeadChanges,
        parameters=[IF_MATCH],
        responses={200: LeadShape, **PRECONDITION},
    )
    def patch(self, request: Request, pk: int) -> Response:
        lead = one_or_404(self.get_queryset(), pk=pk)
        seen = _seen(request, lead)
        told = self.body(LeadChanges, partial=True)
        if "phone" in told:
            told["phone"] = plainest(told["phone"])
        try:
            self._write(lead, told, seen)
        except LeadChanged as changed:
            raise PreconditionFailed() from changed
        return self._told(pk)

    @transaction.atomic
    def _write(self, lead: Lead, told: dict[str, Any], seen: int | None) -> None:
        by, at = self.request.user, timezone.now()
        locked(lead.pk, seen=seen)
        step = Step(
            told.get("state", lead.state),
            note=told.get("note", ""),
            next_step_at=told.get("next_step_at"),
            lost_reason=told.get("lost_reason", ""),
        )
        names = CHANGEABLE if "state" in told else (*CHANGEABLE, "next_step_at")
        if changes := {name: told[name] for name in names if name in told}:
            change_lead(lead, changes, by=by, at=at)
        if step.state == State.WON and "state" in told:
            win_lead(lead, by=by, at=at)
        elif "state" in told or step.note or step.lost_reason:
            take_step(lead, step, by=by, at=at)

    def _told(self, pk: int) -> Response:
        row = one_or_404(self.get_queryset().values(*COLUMNS), pk=pk)
        return Response(lead_shape(row), headers={"ETag": f'"{row["version"]}"'})


def lead_shape(row: dict[str, Any]) -> dict[str, Any]:
    return {
        **{name: row[name] for name in ("id", "source", "company", "parcels_a_month", "state", "lost_reason")},
        **{name: row[name] for name in ("won_by", "version")},
        "outlet": row["outlet__code"],
        "name": mask_name(row["name"]),
        "phone": mask_phone(row["phone"]),
        "address": mask_address(row["address"]),
        "need": mask_phones_in(row["need"]),
        "customer": row["customer__code"],
        **{name: shown(row[name]) for name in ("next_step_at", "created_at", "closed_at")},
    }


def _outlet(request: Request, code: str | None) -> Outlet | None:
    if code is None:
        if not access_of(request.user).network:
            raise ValidationError(
                {"outlet": [ErrorDetail(_("Name the outlet: this key is for some outlets only."), "required")]}
            )
        return None
    outlet = Outlet.objects.visible_to(request.user).filter(code=code).first()
    if outlet is None:
        raise Unresolved("/outlet", _("There is no outlet with this code."), code="unknown_outlet")
    return outlet


def _seen(request: Request, lead: Lead) -> int | None:
    """The version that the caller has read; None when the caller does not say.

    raises   PreconditionFailed when it is another one
    """
    told = request.headers.get("If-Match")
    if told is None or told.strip() == "*":
        return None
    if f'"{lead.version}"' not in [tag.strip() for tag in told.split(",")]:
        raise PreconditionFailed()
    return lead.version
