"""A truck that came an hour ago to one outlet, and the people there: told around now, which the pages ask."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from crm.accounts.roles import Role
from shipments.services.scans import Scan, record_scans
from tests import make

HOUR = timedelta(hours=1)


class Scene:
    def __init__(self):
        make.edition()
        self.now = timezone.now()
        self.outlet = make.outlet(name="科技园网点")
        self.clerk = make.user(Role.WAYBILL_CLERK, self.outlet, name="陈小梅")
        self.trip = self.truck()

    def truck(self, *, ago=HOUR, **fields):
        came = self.now - ago
        return make.trip(self.outlet, **{"planned_at": came, "arrived_at": came, "unloaded_at": came, **fields})

    def load(self, **fields):
        """A waybill whose pieces are announced for the truck."""
        waybill = make.waybill(**{"destination": self.outlet, **fields})
        self.scan(waybill, "departure", ago=3 * HOUR, trip=True)
        return waybill

    def scan(self, waybill, kind, *, ago=timedelta(0), trip=False, **fields):
        at = self.now - ago
        trip_no = self.trip.trip_no if trip else ""
        scans = [
            Scan(uuid4(), kind, piece.number, self.outlet.code, at, trip_no=trip_no, **fields)
            for piece in waybill.pieces.all()
        ]
        receipt = record_scans(scans, source=f"user:{self.clerk.pk}", access=make.EVERYTHING, at=self.now)
        assert receipt.rejected == []

    def client(self, user=None):
        client = Client(headers={"accept-language": "en"})
        client.force_login(user or self.clerk, backend="django.contrib.auth.backends.ModelBackend")
        return client


@pytest.fixture
def scene(db):
    return Scene()
