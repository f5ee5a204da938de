"""Outlets as the API tells of them."""

from rest_framework import serializers

from outlets.rules.outlet_kind import OutletKind


class OutletShape(serializers.Serializer):
    code = serializers.CharField()
    name = serializers.CharField()
    region = serializers.CharField(help_text="Code of the region.")
    hub = serializers.CharField(help_text="Code of the distribution centre.")
    kind = serializers.ChoiceField([str(kind) for kind in OutletKind])
    phone = serializers.CharField()
    address = serializers.CharField()
    active = serializers.BooleanField()
