from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from crm.partners.idempotency import once
from crm.partners.scopes import Scope
from crm.shared.api_filters import Choice, Filter, Since, Text
from crm.shared.api_views import Endpoint, ListEndpoint, one_or_404
from crm.shared.instants import shown
from crm.shared.problems import Unresolved
from outlets.models import Outlet
from shipments.api.shapes import NewTripBody, TripShape, TripTimes
from shipments.models import LineHaulTrip
from shipments.rules.terms import Shift
from shipments.services.clocks import RuleBook
from shipments.services.trips import NewTrip, correct_trip, register_trips

COLUMNS = (
    "trip_no",
    "outlet__code",
    "shift",
    "planned_at",
    "arrived_at",
    "unloaded_at",
    "clock__edition__number",
    "clock__estimated",
    "clock__arrival_due_at",
    "clock__arrival_rule",
    "clock__delivery_due_at",
    "clock__delivery_rule",
    "clock__sign_due_at",
    "clock__sign_rule",
    "clock__problem_dues",
)


class TripList(ListEndpoint):
    queryset = LineHaulTrip.objects.all()
    columns = ("id", *COLUMNS)
    filters = (
        Filter(Text("outlet", max_length=20), "outlet__code"),
        Filter(Choice("shift", choices=tuple(map(str, Shift))), "shift"),
        Filter(Since("since", description="Planned then or later."), "planned_at__gte"),
    )
    scopes = {"GET": Scope.TRIPS_READ, "POST": Scope.TRIPS_WRITE}

    @extend_schema(operation_id="trips_list", summary="Line-haul trips", responses=TripShape(many=True))
    def get(self, request: Request) -> Response:
        return self.listed()

    @extend_schema(
        operation_id="trips_create", summary="Register a trip", request=NewTripBody, responses={201: TripShape}
    )
    @once
    def post(self, request: Request) -> Response:
        told = self.body(NewTripBody)
        outlet = Outlet.objects.visible_to(request.user).filter(code=told.pop("outlet")).first()
        if outlet is None:
            raise Unresolved("/outlet", _("There is no outlet with this code."), code="unknown_outlet")
        register_trips([NewTrip(outlet=outlet, **told)], by=request.user, at=timezone.now())
        return Response(_one(self.get_queryset(), told["trip_no"]), status=201)

    def shapes(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        sources = _sources() if rows else {}
        return [trip_shape(row, sources) for row in rows]


class TripDetail(Endpoint):
    queryset = LineHaulTrip.objects.all()
    scopes = {"GET": Scope.TRIPS_READ, "PATCH": Scope.TRIPS_WRITE}

    @extend_schema(operation_id="trips_read", summary="One trip", responses=TripShape)
    def get(self, request: Request, trip_no: str) -> Response:
        return Response(_one(self.get_queryset(), trip_no))

    @extend_schema(
        operation_id="trips_update",
        summary="Correct a trip's times; its deadlines follow",
        request=TripTimes,
        responses=TripShape,
    )
    def patch(self, request: Request, trip_no: str) -> Response:
        trip = one_or_404(self.get_queryset(), trip_no=trip_no)
        correct_trip(trip, self.body(TripTimes, partial=True), by=request.user, at=timezone.now())
        return Response(_one(self.get_queryset(), trip_no))


def _one(rows: QuerySet[Any], trip_no: str) -> dict[str, Any]:
    return trip_shape(one_or_404(rows.values(*COLUMNS), trip_no=trip_no), _sources())


def _sources() -> dict[tuple[int, str], str]:
    """(edition, rule) → the sentence that the rule is taken from."""
    return {
        (edition.number, text.code): text.source or text.zh
        for _pk, _starts_on, edition in RuleBook.read().editions
        for text in edition.texts
    }


def trip_shape(row: dict[str, Any], sources: dict[tuple[int, str], str]) -> dict[str, Any]:
    return {
        "trip_no": row["trip_no"],
        "outlet": row["outlet__code"],
        "shift": row["shift"],
        "planned_at": shown(row["planned_at"]),
        "arrived_at": shown(row["arrived_at"]),
        "unloaded_at": shown(row["unloaded_at"]),
        "edition": row["clock__edition__number"],
        "estimated": bool(row["clock__estimated"]),
        "deadlines": _deadlines(row, sources),
    }


def _deadlines(row: dict[str, Any], sources: dict[tuple[int, str], str]) -> list[dict[str, Any]]:
    edition = row["clock__edition__number"]
    if edition is None:
        return []
    due = [
        (duty, shown(row[f"clock__{name}_due_at"]), row[f"clock__{name}_rule"])
        for duty, name in (("arrival_scan", "arrival"), ("delivery", "delivery"), ("sign_entry", "sign"))
    ]
    due += [(f"problem_{category}", one["due_at"], one["rule"]) for category, one in row["clock__problem_dues"].items()]
    return [
        {"duty": duty, "due_at": due_at, "rule": rule, "source": sources[edition, rule]} for duty, due_at, rule in due
    ]
