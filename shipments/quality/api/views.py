from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from crm.partners.scopes import Scope
from crm.shared.api_filters import Choice, Filter, Since, Text
from crm.shared.api_views import Endpoint, ListEndpoint, one_or_404
from crm.shared.instants import shown
from crm.shared.masking import mask_phones_in
from shipments.quality.api.shapes import FineShape
from shipments.quality.models import Fine
from shipments.quality.queries.fines import amount_left
from shipments.rules.numbers import clean_number

COLUMNS = (
    "id",
    "violation__rule",
    "violation__edition__number",
    "outlet__code",
    "violation__waybill__number",
    "violation__piece__number",
    "yuan",
    "left",
    "state",
    "violation__due_at",
    "violation__done_at",
    "violation__evidence",
    "notice__notice",
    "notice__reply_by",
)


class WaybillNumber(Text):
    def read(self, text: str) -> str:
        return clean_number(Text.read(self, text))


class FineList(ListEndpoint):
    """The newest first."""

    queryset = Fine.objects.annotate(left=amount_left())
    columns = COLUMNS
    filters = (
        Filter(Text("outlet", max_length=20, description="Code."), "outlet__code"),
        Filter(WaybillNumber("waybill", max_length=40, description="Number."), "violation__waybill__number"),
        Filter(Text("rule", max_length=6, description="Code, such as AS1."), "violation__rule"),
        Filter(Choice("state", choices=tuple(Fine.State.values)), "state"),
        Filter(Since("since", description="Posted then or later."), "posted_at__gte"),
    )
    scopes = {"GET": Scope.FINES_READ}

    @extend_schema(operation_id="fines_list", summary="Fines", responses=FineShape(many=True))
    def get(self, request: Request) -> Response:
        return self.listed()

    def shape(self, row: dict[str, Any]) -> dict[str, Any]:
        return fine_shape(row)


class FineDetail(Endpoint):
    queryset = Fine.objects.annotate(left=amount_left())
    scopes = {"GET": Scope.FINES_READ}

    @extend_schema(operation_id="fines_read", summary="One fine", responses=FineShape)
    def get(self, request: Request, pk: int) -> Response:
        return Response(fine_shape(one_or_404(self.get_queryset().values(*COLUMNS), pk=pk)))


def fine_shape(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "rule": row["violation__rule"],
        "edition": row["violation__edition__number"],
        "outlet": row["outlet__code"],
        "waybill": row["violation__waybill__number"],
        "piece": row["violation__piece__number"],
        "yuan": None if row["yuan"] is None else str(row["yuan"]),
        "owed": _owed(row),
        "state": row["state"],
        "due_at": shown(row["violation__due_at"]),
        "done_at": shown(row["violation__done_at"]),
        "evidence": _masked(row["violation__evidence"]),
        "notice": None if row["notice__notice"] is None else str(row["notice__notice"]),
        "reply_by": shown(row["notice__reply_by"]),
    }


def _owed(row: dict[str, Any]) -> str | None:
    if row["left"] is None:
        return None
    return "0.00" if row["state"] in Fine.GONE else str(row["left"])


def _masked(evidence: dict[str, Any]) -> dict[str, Any]:
    """What the courier wrote of a problem may hold a telephone number."""
    problem = evidence.get("problem") or {}
    if not problem.get("matter"):
        return evidence
    return {**evidence, "problem": {**problem, "matter": mask_phones_in(problem["matter"])}}
