"""Fines as the API tells of them."""

from rest_framework import serializers

from shipments.quality.models import Fine


class FineShape(serializers.Serializer):
    id = serializers.IntegerField()
    rule = serializers.CharField()
    edition = serializers.IntegerField()
    outlet = serializers.CharField()
    waybill = serializers.CharField()
    piece = serializers.CharField(allow_null=True)
    yuan = serializers.CharField(allow_null=True, help_text="Null where the rule book has set no rate.")
    state = serializers.ChoiceField(Fine.State.values)
    due_at = serializers.DateTimeField(allow_null=True)
    done_at = serializers.DateTimeField(allow_null=True)
    evidence = serializers.DictField(help_text="What was known when the violation was found, frozen.")
    notice = serializers.CharField(allow_null=True, help_text="Number of the announcement.")
    reply_by = serializers.DateTimeField(allow_null=True)
