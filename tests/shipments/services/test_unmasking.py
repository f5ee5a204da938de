from contextlib import suppress
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from crm.accounts.roles import Role
from crm.audit.models import AuditEntry
from crm.audit.services.unmasking import TooManyLooks
from outlets.access import access_of
from shipments.services.unmasking import unmask
from tests import make

MINUTE = timedelta(minutes=1)


class Looker:
    def __init__(self, role=Role.SERVICE_CLERK):
        self.user = make.user(role)
        self.access = access_of(self.user)
        self.waybill = make.waybill()

    def look(self, at=make.NOON):
        return unmask(self.waybill, party="receiver", reason="delivery_call", access=self.access, by=self.user, at=at)

    def looked(self, count, *, at):
        entries = [AuditEntry(at=at, actor=self.user, action="waybill.unmask", subject="x") for _ in range(count)]
        AuditEntry.objects.bulk_create(entries)


@pytest.mark.django_db
def test_the_whole_is_shown_and_the_look_is_noted():
    looker = Looker()

    whole = looker.look()

    entry = AuditEntry.objects.get()
    assert whole.phone == "19000000002"
    assert (entry.action, entry.actor, entry.detail) == (
        "waybill.unmask",
        looker.user,
        {"party": "receiver", "reason": "delivery_call"},
    )


@pytest.mark.django_db
@pytest.mark.parametrize(("before", "at"), [(30, make.NOON - MINUTE), (200, make.NOON - timedelta(hours=23))])
def test_an_outlet_looks_so_often_and_no_more(before, at):
    looker = Looker()
    looker.looked(before - 1, at=at)
    looker.look()

    with pytest.raises(TooManyLooks, match=str(before)):
        looker.look()
    assert AuditEntry.objects.filter(action="waybill.unmask_refused", actor=looker.user).count() == 1


@pytest.mark.django_db
def test_an_hour_later_there_are_looks_again():
    looker = Looker()
    looker.looked(30, at=make.NOON)

    assert looker.look(make.NOON + timedelta(hours=1)).name == "李四"


@pytest.mark.django_db
def test_headquarters_are_noted_and_not_stopped():
    looker = Looker(Role.INSPECTOR)
    looker.looked(300, at=make.NOON)

    assert looker.look().name == "李四"


@pytest.mark.django_db(transaction=True)
def test_two_looks_at_once_do_not_both_pass_as_the_last():
    looker, barrier, passed = Looker(), Barrier(2), []
    looker.looked(29, at=make.NOON)

    def look():
        barrier.wait()
        with suppress(TooManyLooks):
            passed.append(looker.look(make.NOON + MINUTE))
        connection.close()

    threads = [Thread(target=look) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(passed) == 1
