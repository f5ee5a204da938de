"""Messages over the API: read only. What was written to whom leaves masked, its text does not leave at all."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from crm.outbox.models import Channel, Message, Purpose
from crm.outbox.tables.messages import masked_address
from crm.partners.scopes import Scope
from crm.shared.api_filters import Choice, Filter, Since, Text
from crm.shared.api_views import ListEndpoint
from crm.shared.instants import shown

COLUMNS = (
    *("id", "key", "outlet__code", "subject", "address", "channel", "purpose", "template__code", "state", "skipped"),
    *("segments", "cost_yuan", "created_at", "due_at", "submitted_at", "ended_at"),
)


class MessageShape(serializers.Serializer):
    id = serializers.IntegerField()
    key = serializers.CharField(help_text="Of its matter: the same key is written once.")
    outlet = serializers.CharField(help_text="Code.")
    subject = serializers.CharField(help_text="Whom it concerns: `customer:42`.")
    address = serializers.CharField(help_text="Masked; empty when its time to be kept is over.")
    channel = serializers.ChoiceField(choices=Channel.values)
    purpose = serializers.ChoiceField(choices=Purpose.values)
    template = serializers.CharField(help_text="Code of its text.")
    state = serializers.ChoiceField(
        choices=Message.State.values,
        help_text="`unknown`: nobody knows whether it was sent; no machine sends it again.",
    )
    skipped = serializers.CharField(help_text="Why it was not sent; else empty.")
    segments = serializers.IntegerField()
    cost_yuan = serializers.CharField(help_text="A decimal as a text.")
    created_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    submitted_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)


class MessageList(ListEndpoint):
    queryset = Message.objects.all()
    columns = COLUMNS
    ordering = ("id",)
    filters = (
        Filter(Text("outlet", max_length=20), "outlet__code"),
        Filter(Text("subject", max_length=40), "subject"),
        Filter(Choice("state", choices=tuple(Message.State.values)), "state"),
        Filter(Choice("channel", choices=tuple(Channel.values)), "channel"),
        Filter(Since("since"), "created_at__gte"),
    )
    scopes = {"GET": Scope.MESSAGES_READ}

    @extend_schema(operation_id="messages_list", summary="Messages to customers", responses=MessageShape(many=True))
    def get(self, request: Request) -> Response:
        return self.listed()

    def shape(self, row: dict[str, Any]) -> dict[str, Any]:
        same = ("id", "key", "subject", "channel", "purpose", "state", "skipped", "segments")
        return {
            **{name: row[name] for name in same},
            "outlet": row["outlet__code"],
            "address": masked_address(row["address"]) if row["address"] else "",
            "template": row["template__code"],
            "cost_yuan": str(row["cost_yuan"]),
            **{name: shown(row[name]) for name in ("created_at", "due_at", "submitted_at", "ended_at")},
        }
