"""Appeals read by any key of theirs; replies and appeals come from a key that is the outlet's own."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.http import FileResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response

from crm.partners.idempotency import once
from crm.partners.scopes import Scope
from crm.shared.api_filters import Choice, Filter, Since, Text, Whole
from crm.shared.api_views import Endpoint, ListEndpoint, one_or_404
from crm.shared.instants import shown
from shipments.quality.api.shapes import AppealShape, NewAppealBody, NewReplyBody, ReplyShape
from shipments.quality.models import Appeal, AppealEvidence, Fine
from shipments.quality.services.appeals import Grounds, lodge
from shipments.quality.services.evidence_files import EVIDENCE_TYPES
from shipments.quality.services.replies import reply

COLUMNS = (
    "id",
    "fine_id",
    "fine__violation__rule",
    "outlet__code",
    "fine__violation__waybill__number",
    "instance",
    "state",
    "late",
    "text",
    "at",
    "leave_reason",
    "decided_at",
    "reason",
    "yuan_before",
    "yuan_after",
)


class AppealList(ListEndpoint):
    """The newest first. Nobody decides here: that is for people, on the page."""

    queryset = Appeal.objects.all()
    columns = COLUMNS
    filters = (
        Filter(Text("outlet", max_length=20, description="Code."), "outlet__code"),
        Filter(Whole("fine", high=9_999_999_999), "fine_id"),
        Filter(Choice("state", choices=tuple(Appeal.State.values)), "state"),
        Filter(Since("since", description="Lodged then or later."), "at__gte"),
    )
    scopes = {"GET": Scope.FINES_READ}

    @extend_schema(operation_id="appeals_list", summary="Appeals", responses=AppealShape(many=True))
    def get(self, request: Request) -> Response:
        return self.listed()

    def shapes(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return appeal_shapes(rows)


class AppealDetail(Endpoint):
    queryset = Appeal.objects.all()
    scopes = {"GET": Scope.FINES_READ}

    @extend_schema(operation_id="appeals_read", summary="One appeal", responses=AppealShape)
    def get(self, request: Request, pk: int) -> Response:
        return Response(appeal_shapes([one_or_404(self.get_queryset().values(*COLUMNS), pk=pk)])[0])


class AsItIs(DefaultContentNegotiation):
    """A file is of one kind: whatever else a caller would accept, it comes as that."""

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


class EvidenceFile(Endpoint):
    """The file itself, as it is kept: a picture is written anew, and its `sha256` is that of the file as it came in."""

    queryset = Appeal.objects.all()
    scopes = {"GET": Scope.FINES_READ}
    content_negotiation_class = AsItIs

    @extend_schema(
        operation_id="appeals_evidence",
        summary="A file that goes with an appeal",
        responses={(200, kind): OpenApiTypes.BINARY for kind in EVIDENCE_TYPES},
    )
    def get(self, request: Request, pk: int, file: UUID) -> FileResponse:
        kept = one_or_404(one_or_404(self.get_queryset(), pk=pk).evidence, pk=file)
        try:
            content = kept.file.open("rb")
        except FileNotFoundError as gone:
            raise NotFound from gone
        return FileResponse(content, as_attachment=True, filename=kept.file_name, content_type=kept.file_type)


class FineAppeals(Endpoint):
    """In the first instance, or in the second once the first is decided. After the time it asks for leave."""

    queryset = Fine.objects.all()
    scopes = {"POST": Scope.FINES_WRITE}

    @extend_schema(
        operation_id="fines_appeal", summary="Appeal a fine", request=NewAppealBody, responses={201: AppealShape}
    )
    @once
    def post(self, request: Request, pk: int) -> Response:
        fine = one_or_404(self.get_queryset(), pk=pk)
        told = self.body(NewAppealBody)
        lodged = lodge(fine, Grounds(told["text"], told["evidence"]), by=request.user, at=timezone.now())
        row = Appeal.objects.values(*COLUMNS).get(pk=lodged.pk)
        return Response(appeal_shapes([row])[0], status=201)


class FineReplies(Endpoint):
    queryset = Fine.objects.all()
    scopes = {"POST": Scope.FINES_WRITE}

    @extend_schema(
        operation_id="fines_reply", summary="Reply to a fine", request=NewReplyBody, responses={201: ReplyShape}
    )
    @once
    def post(self, request: Request, pk: int) -> Response:
        fine = one_or_404(self.get_queryset(), pk=pk)
        said = reply(fine, self.body(NewReplyBody)["text"], by=request.user, at=timezone.now())
        told = {"fine": fine.pk, "text": said.text, "at": shown(said.at), "state": said.fine.state}
        return Response(told, status=201)


def appeal_shapes(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows as answers, their evidence read at once."""
    files = defaultdict(list)
    names = ("id", "file_name", "file_type", "bytes", "sha256")
    for file in AppealEvidence.objects.filter(appeal__in=[row["id"] for row in rows]).values("appeal_id", *names):
        files[file.pop("appeal_id")].append(file)
    return [_shape(row, files[row["id"]]) for row in rows]


def _shape(row: dict[str, Any], evidence: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "fine": row["fine_id"],
        "rule": row["fine__violation__rule"],
        "outlet": row["outlet__code"],
        "waybill": row["fine__violation__waybill__number"],
        "instance": row["instance"],
        "state": row["state"],
        "late": row["late"],
        "text": row["text"],
        "lodged_at": shown(row["at"]),
        "leave_reason": row["leave_reason"] or None,
        "decided_at": shown(row["decided_at"]),
        "reason": row["reason"] or None,
        "yuan_before": _yuan(row["yuan_before"]),
        "yuan_after": _yuan(row["yuan_after"]),
        "evidence": evidence,
    }


def _yuan(yuan: Any) -> str | None:
    return None if yuan is None else str(yuan)
