"""GET /notices/: what a key's outlets are told, read only; receipts are people's."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from crm.partners.scopes import Scope
from crm.shared.api_filters import Choice, Filter, Since
from crm.shared.api_views import Endpoint, ListEndpoint, one_or_404
from crm.shared.instants import shown
from outlets.models import Notice

COLUMNS = (
    "id",
    "kind",
    "title",
    "current__number",
    "current__text",
    "current__text_en",
    "must_read",
    "reply_by",
    "published_at",
    "current__published_at",
    "withdrawn_at",
)


class NoticeShape(serializers.Serializer):
    id = serializers.IntegerField()
    kind = serializers.ChoiceField(Notice.Kind.values)
    title = serializers.CharField(help_text="Empty for notices that announce facts, such as fines.")
    version = serializers.IntegerField()
    text = serializers.CharField(help_text="Empty for notices that announce facts: /fines/ tells of them.")
    text_en = serializers.CharField()
    must_read = serializers.BooleanField()
    reply_by = serializers.DateTimeField(allow_null=True)
    published_at = serializers.DateTimeField(help_text="When it was announced.")
    version_at = serializers.DateTimeField(help_text="When its newest version came.")
    withdrawn_at = serializers.DateTimeField(allow_null=True)


class NoticeList(ListEndpoint):
    """The newest first."""

    queryset = Notice.objects.exclude(current=None)
    columns = COLUMNS
    filters = (
        Filter(Choice("kind", choices=tuple(Notice.Kind.values)), "kind"),
        Filter(Since("since", description="Announced then or later."), "published_at__gte"),
    )
    scopes = {"GET": Scope.NOTICES_READ}

    @extend_schema(operation_id="notices_list", summary="Notices", responses=NoticeShape(many=True))
    def get(self, request: Request) -> Response:
        return self.listed()

    def shape(self, row: dict[str, Any]) -> dict[str, Any]:
        return notice_shape(row)


class NoticeDetail(Endpoint):
    queryset = Notice.objects.exclude(current=None)
    scopes = {"GET": Scope.NOTICES_READ}

    @extend_schema(operation_id="notices_read", summary="One notice", responses=NoticeShape)
    def get(self, request: Request, pk: int) -> Response:
        return Response(notice_shape(one_or_404(self.get_queryset().values(*COLUMNS), pk=pk)))


def notice_shape(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "kind": row["kind"],
        "title": row["title"],
        "version": row["current__number"],
        "text": row["current__text"],
        "text_en": row["current__text_en"],
        "must_read": row["must_read"],
        "reply_by": shown(row["reply_by"]),
        "published_at": shown(row["published_at"]),
        "version_at": shown(row["current__published_at"]),
        "withdrawn_at": shown(row["withdrawn_at"]),
    }
