"""B10: the outlet's work page, as a browser gets it."""

import time
from datetime import timedelta
from decimal import Decimal
from importlib import import_module
from statistics import quantiles
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from crm.accounts.models import User
from crm.accounts.roles import Role
from crm.home.bench.effort import Effort
from crm.home.bench.fresh import EVERYWHERE
from crm.home.bench.meters import Take, in_turns, seconds
from crm.home.bench.outcome import Outcome
from crm.home.bench.scratch import Scratch
from crm.home.bench.web import Reader, serving
from outlets.models import Membership, Outlet
from shipments.queries import workload
from shipments.services.scans import Scan, record_scans
from shipments.services.trips import NewTrip, register_trips
from shipments.services.waybills import NewWaybill, Party, enter_waybills

#: What lies on the outlet's floor; the page shows the first fifty.
OPEN = 300
WORK, SELECT_1 = "/shipments/work/", "/bench/select-1/"


def work_page(scratch: Scratch, effort: Effort) -> Outcome:
    scratch.use(effort.pieces)
    outlet = Outlet.objects.order_by("pk").first()
    _fill_the_floor(outlet)
    with serving("crm.home.bench.pages_site") as web:
        reader = Reader(web.address, _session_at(outlet))
        for path in (WORK, SELECT_1):
            _read(reader, path, effort.reads)
        work, plain = in_turns(
            lambda: _read(reader, WORK, effort.reads),
            lambda: _read(reader, SELECT_1, effort.reads),
            rounds=effort.rounds,
        )
        reader.socket.close()
    figures = {"work_p95_ms": 1000 * seconds(work), "select_1_p95_ms": 1000 * seconds(plain)}
    return Outcome(seconds(work) / seconds(plain), figures)


def select_1(request: HttpRequest) -> HttpResponse:
    """A page with login, navigation and footer that has nothing to say but what PostgreSQL answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return render(request, "home/select_1.html", {"title": "SELECT 1", "answer": cursor.fetchone()[0]})


def _read(reader: Reader, path: str, times: int) -> Take:
    """The slowest but one of twenty of these reads."""
    took = []
    for _ in range(times):
        start = time.perf_counter()
        reader.get(path)
        took.append(time.perf_counter() - start)
    return Take(1, quantiles(took, n=20)[-1])


def _fill_the_floor(outlet: Outlet) -> None:
    """A truck has just been unloaded, and all it brought scanned; what a kept database has still open counts."""
    at, mark = timezone.now(), uuid4().hex[:8].upper()
    came = at - timedelta(minutes=40)
    trip_no = f"{outlet.code}-{mark}"
    register_trips([NewTrip(trip_no, outlet, "mid", came, came, at - timedelta(minutes=20))], by=None, at=at)
    party = Party("收件人", "19900000000", "广东省")
    numbers = [f"{mark}{n:05d}" for n in range(OPEN - workload.counts([outlet.pk], at=at)["all"])]
    enter_waybills(
        [
            NewWaybill(number, "standard", outlet.code, outlet.code, party, party, Decimal(1), entered_at=came)
            for number in numbers
        ],
        access=EVERYWHERE,
        at=at,
    )
    scans = [Scan(uuid4(), "arrival", number, outlet.code, at, trip_no=trip_no, grade="A") for number in numbers]
    record_scans(scans, source="bench", access=EVERYWHERE, at=at)


def _session_at(outlet: Outlet) -> str:
    """The session key of a clerk of this outlet."""
    clerk = User.objects.create_user(f"bench-{uuid4().hex[:8]}")
    Membership.objects.create(user=clerk, outlet=outlet, role=Role.WAYBILL_CLERK)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(clerk.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = clerk.get_session_auth_hash()
    session.create()
    return session.session_key
