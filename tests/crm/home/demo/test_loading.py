"""The demo in the database: loaded through the services, judged, logged into, and gone again."""

from collections import Counter

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from crm.accounts.models import User
from crm.accounts.roles import Role
from crm.home.demo.loading import load
from crm.home.demo.logins import LOGINS, PASSWORD, USERNAME_PREFIX, demo_is_loaded
from crm.home.demo.names import PHONE_PREFIX
from crm.home.demo.removal import remove
from crm.home.demo.traffic import Size
from crm.shared.errors import Refused
from customers.models import AddressBookEntry, Callback, ChurnCase, CustomerTier
from outlets.access import access_of
from outlets.models import Document, Outlet, Region
from outlets.queries.training import courses_missing
from shipments.models import (
    Call,
    CallRetry,
    CashOnDelivery,
    Clock,
    DayNote,
    LabelPrint,
    Negotiation,
    PieceArrival,
    ProblemRecord,
    Quotation,
    ReturnReceipt,
    ScanEvent,
    ScanKey,
    Waybill,
)
from shipments.quality.models import Fine, OutletDay, Violation
from shipments.queries.day_log import deeds_at
from tests import make
from tests.crm.home.demo.conftest import NOW

pytestmark = pytest.mark.django_db
SMALL = Size(outlets=12, days=3, waybills=400)
#: Tables that the demo may fill and that are not about anything of it.
NOT_OURS = {"shipments_ruleedition", "django_migrations", "django_content_type", "auth_permission"}


def _load(seed: int = 3) -> None:
    load(SMALL, seed=seed, at=NOW, progress=lambda line: None)


def _figures() -> dict[str, object]:
    return {
        "waybills": Waybill.objects.count(),
        "events": Counter(ScanEvent.objects.values_list("kind", flat=True)),
        "violations": Counter(Violation.objects.values_list("rule", "outlet__code")),
        "fines": Counter(Fine.objects.values_list("state", "yuan")),
        "days": sorted(OutletDay.objects.values_list("outlet__code", "day", "arrivals_met", "deliveries_met")),
        "cods": sorted(CashOnDelivery.objects.values_list("waybill__number", "state", "remitted_at")),
        "receipts": sorted(ReturnReceipt.objects.values_list("piece__number", "state", "handed_at")),
        "labels": sorted(LabelPrint.objects.values_list("piece__number", "reprint", "reason")),
        "freights": sorted(Waybill.objects.exclude(freight_yuan=None).values_list("number", "freight_yuan")),
        "quotations": sorted(Quotation.objects.values_list("destination__code", "freight_yuan")),
        "parties": AddressBookEntry.objects.count(),
        "calls": sorted(Call.objects.values_list("event_id", "result", "called_at")),
        "retries": sorted(CallRetry.objects.values_list("call__event_id", "due_at")),
        "promises": sorted(Negotiation.objects.values_list("event_id", "promised_at")),
        "tiers": sorted(CustomerTier.objects.values_list("customer__code", "tier")),
        "callbacks": sorted(Callback.objects.values_list("customer__code", "due_on", "state", "outcome")),
        "churn": sorted(ChurnCase.objects.values_list("customer__code", "rule", "state")),
    }


def _rows() -> dict[str, int]:
    """Rows by table, of every table there is."""
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)} - NOT_OURS
    with connection.cursor() as cursor:
        counts = {}
        for table in tables & set(connection.introspection.table_names()):
            cursor.execute(f"SELECT count(*) FROM {table}")
            counts[table] = cursor.fetchone()[0]
    return counts


@pytest.mark.parametrize(("hour", "minute"), [(0, 5), (2, 10), (9, 29), (19, 40), (23, 55)])
def test_it_loads_at_any_hour(hour, minute):
    now = NOW.replace(hour=hour, minute=minute)

    load(Size(outlets=6, days=1, waybills=60), seed=1, at=now, progress=lambda line: None)

    assert PieceArrival.objects.filter(scanned_at=None, clock__arrival_due_at__gt=now).exists()


def test_removal_leaves_nothing():
    before = _rows()
    _load()
    assert demo_is_loaded()

    remove()

    assert _rows() == before
    assert not demo_is_loaded()
    assert not ScanKey.objects.exists()


def test_the_demo_stands_beside_no_real_network():
    make.outlet()

    with pytest.raises(Refused):
        _load()

    assert not User.objects.filter(username__startswith=USERNAME_PREFIX).exists()


def test_a_load_that_breaks_off_leaves_nothing(monkeypatch):
    def fall(*args, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr("crm.home.demo.feeding.enter", fall)

    with pytest.raises(KeyboardInterrupt):
        _load()

    assert not Region.objects.exists()


def test_the_command_loads_once_says_the_password_and_removes(capsys):
    small = {"outlets": 3, "days": 1, "waybills": 40, "at": NOW}
    call_command("demo", **small)
    assert PASSWORD in capsys.readouterr().out

    call_command("demo", "--if-empty", **small)
    assert capsys.readouterr().out == ""
    with pytest.raises(CommandError):
        call_command("demo", **small)

    call_command("demo", "--remove")
    assert "outlets_outlet" in capsys.readouterr().out
    call_command("demo", "--remove")
    assert capsys.readouterr().out == "There is no demo network here.\n"


def test_loading_is_deterministic_by_seed_and_instant(network):
    first = _figures()
    remove()
    _load()

    assert _figures() == first
    assert first["waybills"] > 300
    assert sum(first["violations"].values()) > 3


def test_the_work_goes_on_at_the_sample_outlet(network):
    sample = Outlet.objects.get(code="GD001")

    assert Clock.objects.filter(outlet=sample, arrival_due_at__gt=NOW, started=True).exists()
    assert PieceArrival.objects.filter(outlet=sample, scanned_at=None).count() >= 10
    assert ProblemRecord.objects.exists()


def test_receipts_are_told_as_they_were_and_fit_for_judging(network):
    grades = Counter(ScanEvent.objects.values_list("grade", flat=True))

    assert grades["A"] > 0.9 * grades.total()
    assert not set(grades) - {"A", "B", "C"}


def test_every_role_logs_in(network):
    """One password and one hash for all, so one login at the door stands for the others."""
    people = User.objects.in_bulk([login.username for login in LOGINS], field_name="username")
    client = Client()

    client.post("/accounts/login/", {"login": LOGINS[0].username, "password": PASSWORD})

    assert client.session["_auth_user_id"] == str(people[LOGINS[0].username].pk)
    assert len({person.password for person in people.values()}) == 1
    assert all(access_of(people[login.username]).has([login.role]) for login in LOGINS)
    assert {login.role for login in LOGINS} == set(Role)


def test_every_telephone_of_the_demo_is_unassigned(network):
    phones = {
        *User.objects.values_list("phone", flat=True),
        *Outlet.objects.values_list("phone", flat=True),
        *Waybill.objects.values_list("sender_phone", flat=True),
        *Waybill.objects.values_list("receiver_phone", flat=True),
        *ProblemRecord.objects.exclude(phone="").values_list("phone", flat=True),
    }

    assert {phone[:3] for phone in phones} == {PHONE_PREFIX}


def test_nobody_but_the_listed_logins_has_a_password(network):

    able = [user.username for user in User.objects.all() if user.has_usable_password()]

    assert sorted(able) == sorted(login.username for login in LOGINS)


def test_removal_spares_what_is_not_the_demos(network):
    waybill = make.waybill()
    person = make.user(Role.COURIER, waybill.origin)

    remove()

    assert list(Waybill.objects.all()) == [waybill]
    assert list(User.objects.all()) == [person]
    assert Outlet.objects.count() == 2


def test_removal_is_refused_while_another_outlet_uses_a_demo_hub(network):
    hub = Outlet.objects.get(code="GD001").hub
    make.outlet(hub=hub, region=make.region())

    with pytest.raises(Refused):
        remove()

    assert demo_is_loaded()


def test_the_days_around_the_work_are_alive(network):
    today = NOW.date()
    courier = User.objects.get(username="demo-courier")
    outlet = courier.memberships.get().outlet

    assert {document.kind for document in Document.objects.unread_by(courier)} == {"rules", "contact_list"}
    assert Document.objects.get(kind="rules").current.number == 2
    assert courses_missing(courier.pk, Role.COURIER, day=today) == []
    assert deeds_at([(courier, outlet.pk)], today, today)[courier.pk, outlet.pk][today].total() > 0
    notes = DayNote.objects.filter(outlet=outlet)
    assert {(note.closed_at is None, note.seen_at is None) for note in notes} == {
        (True, True),
        (False, True),
        (False, False),
    }
