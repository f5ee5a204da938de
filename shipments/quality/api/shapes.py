"""Fines and appeals as the API tells of them, and what it is told about them."""

import base64
import binascii
from typing import Any

from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from drf_spectacular.drainage import set_override
from rest_framework import serializers

from crm.shared.api_fields import StrictSerializer, Text
from shipments.quality.models import Appeal, Fine
from shipments.quality.services.evidence_files import MOST_FILES

#: Bytes of one file in base64: the whole body has to stay below 4 MB.
MOST_CODED = 4_000_000


class FineShape(serializers.Serializer):
    id = serializers.IntegerField()
    rule = serializers.CharField()
    edition = serializers.IntegerField()
    outlet = serializers.CharField()
    waybill = serializers.CharField()
    piece = serializers.CharField(allow_null=True)
    yuan = serializers.CharField(allow_null=True, help_text="Null where the rule book has set no rate.")
    owed = serializers.CharField(allow_null=True, help_text="What stands of it: less where an appeal took effect.")
    state = serializers.ChoiceField(Fine.State.values)
    due_at = serializers.DateTimeField(allow_null=True)
    done_at = serializers.DateTimeField(allow_null=True)
    evidence = serializers.DictField(help_text="What was known when the violation was found, frozen.")
    notice = serializers.CharField(allow_null=True, help_text="Number of the announcement.")
    reply_by = serializers.DateTimeField(
        allow_null=True, help_text="Until then it may be replied to or appealed without leave."
    )


class EvidenceShape(serializers.Serializer):
    id = serializers.UUIDField(help_text="Names it at `/appeals/{id}/evidence/{file}/`.")
    file_name = serializers.CharField()
    file_type = serializers.CharField()
    bytes = serializers.IntegerField(help_text="As kept: a picture is written anew.")
    sha256 = serializers.CharField(help_text="Of the file as it came in.")


class AppealShape(serializers.Serializer):
    id = serializers.IntegerField()
    fine = serializers.IntegerField()
    rule = serializers.CharField()
    outlet = serializers.CharField()
    waybill = serializers.CharField()
    instance = serializers.IntegerField(help_text="1, or 2 against the decision of the first.")
    state = serializers.ChoiceField(Appeal.State.values)
    late = serializers.BooleanField(help_text="It came after the time, and needs leave.")
    text = serializers.CharField()
    lodged_at = serializers.DateTimeField()
    leave_reason = serializers.CharField(allow_null=True, help_text="Why a late one was heard, or was not.")
    decided_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField(allow_null=True, help_text="Of the decision.")
    yuan_before = serializers.CharField(allow_null=True)
    yuan_after = serializers.CharField(allow_null=True)
    evidence = EvidenceShape(many=True)


class ReplyShape(serializers.Serializer):
    fine = serializers.IntegerField()
    text = serializers.CharField()
    at = serializers.DateTimeField()
    state = serializers.ChoiceField(Fine.State.values, help_text="Of the fine, from now on.")


class Base64(serializers.Field[Any, Any, Any, Any]):
    """A file's bytes."""

    default_error_messages = {"invalid": _("Not base64."), "max_length": _("Larger than this address takes.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        told = {"type": "string", "format": "byte", "minLength": 4, "maxLength": MOST_CODED}
        set_override(self, "field", told)

    def to_internal_value(self, data: Any) -> bytes:
        if not isinstance(data, str) or not data:
            self.fail("invalid")
        if len(data) > MOST_CODED:
            self.fail("max_length")
        try:
            return base64.b64decode(data, validate=True)
        except (binascii.Error, ValueError):
            self.fail("invalid")

    def to_representation(self, value: bytes) -> str:
        return base64.b64encode(value).decode()


class EvidenceBody(StrictSerializer):
    file_name = Text(90)
    content = Base64(help_text="JPEG, PNG, WebP, PDF, XLSX or DOCX in base64.")

    def to_internal_value(self, data: Any) -> ContentFile:
        told = super().to_internal_value(data)
        return ContentFile(told["content"], name=told["file_name"])


class NewAppealBody(StrictSerializer):
    text = Text(2000)
    evidence = EvidenceBody(many=True, required=False, default=list, min_length=0, max_length=MOST_FILES)


class NewReplyBody(StrictSerializer):
    text = Text(1000)
