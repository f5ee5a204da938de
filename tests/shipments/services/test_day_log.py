"""Counts of the day log against events of every kind and source, and the notes' own rules."""

from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from crm.accounts.roles import Role
from crm.audit.services.recording import record_act
from crm.shared.errors import Refused
from outlets.access import access_of
from shipments.models import DayNote, ScanKind
from shipments.queries.day_log import deeds_at, lines_of
from shipments.services.day_log import Words, reopen_day, see_day, write_day_note
from shipments.services.scans import Scan, record_scans
from shipments.sql import day_log as sql
from tests import make

pytestmark = pytest.mark.django_db
DAY = make.NOON.date()


@pytest.fixture
def outlet():
    make.edition()
    return make.outlet()


def told(outlet, kind="arrival", *, at=make.NOON, source="partner:x", **detail):
    """One event at this outlet; its piece goes there."""
    piece = make.waybill(destination=outlet).number
    scan = Scan(uuid4(), kind, piece, outlet.code, at, detail=detail)
    assert record_scans([scan], source=source, access=make.EVERYTHING, at=at).accepted == 1
    return piece


def at_day(person, outlet, day=DAY):
    return deeds_at([(person, outlet.pk)], day, day)[person.pk, outlet.pk].get(day, Counter())


def test_every_kind_is_counted_by_login_by_phone_and_by_staff_number(outlet):
    courier = make.user(Role.COURIER, outlet, staff_no="C1")
    other = make.user(Role.COURIER, outlet, staff_no="C2")
    phone = make.phone(courier)
    kinds = [str(kind) for kind in ScanKind if kind not in {ScanKind.VOID, ScanKind.PROBLEM}]
    for kind in kinds:
        told(outlet, kind, source=f"user:{courier.pk}")
        told(outlet, kind, source=f"phone:{phone.pk.hex}", operator="somebody's name")
        told(outlet, kind, operator="C1")
        told(outlet, kind, operator="C2")
        told(outlet, kind)

    assert at_day(courier, outlet) == Counter(dict.fromkeys(kinds, 3))
    assert at_day(other, outlet) == Counter(dict.fromkeys(kinds, 1))


def test_who_told_it_counts_before_whom_it_names(outlet):
    clerk, courier = make.user(Role.WAYBILL_CLERK, outlet), make.user(Role.COURIER, outlet, staff_no="C1")
    told(outlet, source=f"user:{clerk.pk}", operator="C1")

    assert (at_day(clerk, outlet).total(), at_day(courier, outlet).total()) == (1, 0)


def test_a_day_is_the_networks_day_to_the_microsecond(outlet):
    courier = make.user(Role.COURIER, outlet)
    midnight, tick = make.at(0), timedelta(microseconds=1)
    for at in (midnight - tick, midnight, midnight + timedelta(days=1) - tick, midnight + timedelta(days=1)):
        told(outlet, at=at, source=f"user:{courier.pk}")

    deeds = deeds_at([(courier, outlet.pk)], DAY - timedelta(days=1), DAY + timedelta(days=1))

    assert {day: counts["arrival"] for day, counts in deeds[courier.pk, outlet.pk].items()} == {
        DAY - timedelta(days=1): 1,
        DAY: 2,
        DAY + timedelta(days=1): 1,
    }


def test_outlets_are_kept_apart_and_acts_go_to_an_only_outlet(outlet):
    clerk, there = make.user(Role.SERVICE_CLERK, outlet), make.outlet()
    told(outlet, source=f"user:{clerk.pk}")
    told(there, source=f"user:{clerk.pk}")
    record_act("waybill.unmask", "shipments.waybill:1", by=clerk, at=make.NOON)
    record_act("person.change", "accounts.user:x", by=clerk, at=make.NOON)

    posts = [(clerk, outlet.pk), (clerk, there.pk)]

    assert deeds_at(posts, DAY, DAY) == {
        (clerk.pk, outlet.pk): {DAY: Counter(arrival=1, unmasked=1)},
        (clerk.pk, there.pk): {DAY: Counter(arrival=1)},
    }

    make.member(clerk, Role.SERVICE_CLERK, there)
    assert {counts[DAY]["unmasked"] for counts in deeds_at(posts, DAY, DAY).values()} == {0}


def test_lines_are_the_newest_first(outlet):
    courier = make.user(Role.COURIER, outlet)
    pieces = [told(outlet, at=make.at(hour), source=f"user:{courier.pk}") for hour in (9, 10, 11)]

    lines = lines_of(courier, outlet.pk, DAY)

    assert [(line.deed, line.subject) for line in lines] == [("arrival", piece) for piece in reversed(pieces)]


def test_the_reads_go_by_the_index_of_who_did_it(outlet):
    told(outlet, source="user:1")
    statement = f"EXPLAIN {sql.COUNTS}"
    asked = {"workers": ["user:1"], "since": make.at(0), "until": make.at(23), "zone": "Asia/Shanghai"}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(statement, asked)
        plan = "\n".join(row[0] for row in cursor.fetchall())

    assert "Index Cond: (CASE" in plan.replace("((CASE", "(CASE")


def test_words_are_kept_until_the_day_is_closed(outlet):
    courier = make.user(Role.COURIER, outlet)
    write_day_note(courier, outlet, DAY, Words("雨"), close=False, at=make.NOON)
    note = write_day_note(courier, outlet, DAY, Words("大雨", "钥匙在柜台"), close=True, at=make.at(20))

    with pytest.raises(Refused) as refusal:
        write_day_note(courier, outlet, DAY, Words("晴"), close=False, at=make.at(21))

    assert (note.text, note.handover, note.closed_at) == ("大雨", "钥匙在柜台", make.at(20))
    assert (refusal.value.code, DayNote.objects.get().text) == ("day_closed", "大雨")


@pytest.mark.parametrize(("days", "code"), [(1, "day_ahead"), (0, "day_foreign")])
def test_no_day_ahead_and_none_elsewhere(outlet, days, code):
    person = make.user(Role.COURIER, outlet if days else None)

    with pytest.raises(Refused) as refusal:
        write_day_note(person, outlet, DAY + timedelta(days=days), Words("x"), close=False, at=make.NOON)

    assert refusal.value.code == code


def test_a_manager_sees_a_closed_day_and_opens_it_again(outlet):
    courier, manager = make.user(Role.COURIER, outlet), make.user(Role.MANAGER, outlet)
    note = write_day_note(courier, outlet, DAY, Words("x"), close=False, at=make.NOON)
    with pytest.raises(Refused) as too_early:
        see_day(note, by=manager, at=make.NOON)
    note = write_day_note(courier, outlet, DAY, Words("x"), close=True, at=make.NOON)

    see_day(note, by=manager, at=make.at(21))
    note.refresh_from_db()
    assert (too_early.value.code, note.seen_by, note.seen_at) == ("day_open", manager, make.at(21))

    reopen_day(note, by=manager, at=make.at(22))
    assert write_day_note(courier, outlet, DAY, Words("y"), close=False, at=make.at(22)).seen_at is None


def test_nobody_looks_at_the_own_day_or_anothers_outlets(outlet):
    manager, other = make.user(Role.MANAGER, outlet), make.user(Role.MANAGER)
    note = write_day_note(manager, outlet, DAY, Words("x"), close=True, at=make.NOON)
    codes = []
    for person in (manager, other):
        with pytest.raises(Refused) as refusal:
            see_day(note, by=person, at=make.NOON)
        codes.append(refusal.value.code)

    assert codes == ["own_day", "day_foreign"]
    assert access_of(manager).manages(outlet.pk)
