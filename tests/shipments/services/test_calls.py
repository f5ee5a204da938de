from datetime import timedelta
from threading import Barrier, Thread
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from crm.accounts.roles import Role
from crm.shared.errors import Refused
from outlets.models import CallScript
from shipments.models import Call, CallRetry
from shipments.services.calls import RETRY_AFTER, drop_retry
from tests import make

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


class Scene:
    def __init__(self):
        self.outlet = make.outlet()
        self.clerk = make.user(Role.SERVICE_CLERK, self.outlet)
        self.waybill = make.waybill(destination=self.outlet)

    def call(self, result="no_answer", *, at=make.NOON, **fields):
        return make.call(self.waybill, self.outlet, result=result, **{"at": at, "by": self.clerk, **fields})


@pytest.fixture
def scene(db):
    return Scene()


def test_a_call_keeps_who_when_how_and_by_which_script(scene):
    script = CallScript.objects.in_force().get(occasion="delay")

    call = scene.call("reached", note="在家", script=script, steps=["greet", "sorry", "agreed"])

    call.refresh_from_db()
    assert (call.called_at, call.by, call.result, call.note) == (make.NOON, scene.clerk, "reached", "在家")
    assert (call.script.version, call.steps) == (1, ["greet", "sorry", "agreed"])
    assert not CallRetry.objects.exists()


def test_no_answer_comes_back_in_half_an_hour_or_when_told(scene):
    scene.call()
    assert CallRetry.objects.get().due_at == make.NOON + RETRY_AFTER

    scene.call(at=make.at(12, 30), retry_at=make.at(18))

    waiting = CallRetry.objects.waiting().get()
    assert (waiting.due_at, waiting.tries) == (make.at(18), 2)
    assert CallRetry.objects.exclude(pk=waiting.pk).get().done_at == make.at(12, 30)


def test_an_answer_ends_the_waiting(scene):
    scene.call()

    scene.call("reached", at=make.at(12, 30))

    assert not CallRetry.objects.waiting().exists()
    assert CallRetry.objects.get().done_by == scene.clerk


def test_a_call_to_the_sender_does_not_end_the_waiting_for_the_receiver(scene):
    scene.call()

    scene.call("reached", party="sender")

    assert CallRetry.objects.waiting().get().party == "receiver"


def test_an_incoming_call_without_answer_asks_for_nothing(scene):
    scene.call("no_answer", direction="in")

    assert not CallRetry.objects.exists()


@pytest.mark.parametrize("retry_at", [make.NOON, make.NOON - MINUTE, make.NOON + timedelta(days=14) + MINUTE])
def test_a_retry_lies_ahead_and_near(scene, retry_at):
    with pytest.raises(Refused, match="14"):
        scene.call(retry_at=retry_at)

    assert not Call.objects.exists()


def test_a_form_sent_twice_is_one_call(scene):
    first, second = (scene.call(event_id=UUID(int=7)) for _ in range(2))

    assert first == second
    assert CallRetry.objects.get().tries == 1


def test_a_delivered_shipment_waits_for_no_call(scene):
    scene.call()
    make.scan(scene.waybill.pieces.get(), "signed")

    assert not CallRetry.objects.waiting().exists()


def test_who_was_to_be_thanked_is_called_again(scene):
    make.scan(scene.waybill.pieces.get(), "signed", occurred_at=make.at(11))

    scene.call()

    assert CallRetry.objects.waiting().count() == 1


def test_a_retry_is_put_aside_once(scene):
    scene.call()
    retry = CallRetry.objects.get()

    drop_retry(retry, by=scene.clerk, at=make.at(13))

    retry.refresh_from_db()
    assert (retry.done_at, retry.dropped) == (make.at(13), True)
    with pytest.raises(Refused):
        drop_retry(retry, by=scene.clerk, at=make.at(14))


def test_one_retry_a_party_is_open(scene):
    scene.call()
    call = scene.call("reached", party="sender")

    with pytest.raises(IntegrityError, match="call_retry_one_open_per_party"), transaction.atomic():
        CallRetry.objects.create(
            call=call, waybill=scene.waybill, outlet=scene.outlet, party="receiver", due_at=make.NOON
        )


@pytest.mark.django_db(transaction=True)
def test_two_clerks_at_once_leave_one_retry():
    scene, barrier = Scene(), Barrier(2)

    def ring(minute):
        barrier.wait()
        scene.call(at=make.at(12, minute))
        connection.close()

    threads = [Thread(target=ring, args=[minute]) for minute in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Call.objects.count() == 2
    assert CallRetry.objects.filter(done_at=None).count() == 1
    assert sorted(CallRetry.objects.values_list("tries", flat=True)) == [1, 2]


def test_calls_and_retries_stay_at_their_outlet(scene):
    scene.call()

    for rows in (Call.objects, CallRetry.objects):
        assert rows.visible_to(scene.clerk).count() == 1
        assert rows.visible_to(make.user(Role.EXECUTIVE)).count() == 1
        assert rows.visible_to(make.user(Role.MANAGER)).count() == 0
