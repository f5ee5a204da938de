"""The way it is written first: a ModelViewSet's create, one ModelSerializer and one save() a scan, a plain table."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from django.apps.registry import Apps
from django.db import connection, models
from rest_framework import serializers
from rest_framework.generics import CreateAPIView

from crm.home.bench.fresh import Batch
from crm.partners.scopes import Scope
from outlets.models import Outlet
from shipments.models import LineHaulTrip, Piece, ScanKind


class NaiveScan(models.Model):
    """Known to nobody but the bench: neither migrations nor other models see this registry."""

    event_id = models.UUIDField(unique=True)
    kind = models.CharField(max_length=16, choices=ScanKind.choices)
    piece_id = models.BigIntegerField(db_index=True)
    outlet_id = models.BigIntegerField(db_index=True)
    trip_id = models.BigIntegerField(null=True)
    occurred_at = models.DateTimeField(db_index=True)
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        apps = Apps()
        app_label = "bench"
        db_table = "bench_naivescan"


class NaiveScanSerializer(serializers.ModelSerializer):
    piece = serializers.SlugRelatedField("number", queryset=Piece.objects.all(), write_only=True)
    outlet = serializers.SlugRelatedField("code", queryset=Outlet.objects.all(), write_only=True)
    trip_no = serializers.SlugRelatedField("trip_no", queryset=LineHaulTrip.objects.all(), write_only=True)

    class Meta:
        model = NaiveScan
        fields = ("event_id", "kind", "piece", "outlet", "trip_no", "occurred_at", "received_at")

    def create(self, validated: dict[str, Any]) -> NaiveScan:
        found = {"piece_id": "piece", "outlet_id": "outlet", "trip_id": "trip_no"}
        keys = {column: validated.pop(name).pk for column, name in found.items()}
        scan = NaiveScan(**validated, **keys)
        scan.save()
        return scan


class NaiveScans(CreateAPIView):
    queryset = NaiveScan._default_manager.all()
    serializer_class = NaiveScanSerializer
    scopes: ClassVar[dict[str, str]] = {"POST": Scope.SCANS_WRITE}


def naive_bodies(batch: Batch) -> list[bytes]:
    """A request for every scan."""
    return [json.dumps(event).encode() for event in json.loads(batch.body())["events"]]


@contextmanager
def naive_table() -> Iterator[None]:
    with connection.schema_editor() as editor:
        editor.create_model(NaiveScan)
    try:
        yield
    finally:
        with connection.schema_editor() as editor:
            editor.delete_model(NaiveScan)
