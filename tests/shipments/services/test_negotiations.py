from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from crm.accounts.roles import Role
from crm.shared.errors import Refused
from shipments.models import Clock, Negotiation
from shipments.rules.negotiations import Promise, promise_state
from shipments.services.negotiations import Agreement, negotiate
from tests import make

pytestmark = pytest.mark.django_db
SEVEN = make.at(19)


class Scene:
    def __init__(self):
        self.outlet = make.outlet()
        self.clerk = make.user(Role.SERVICE_CLERK, self.outlet)
        self.waybill = make.waybill(destination=self.outlet)
        make.run(make.clock(self.outlet), self.waybill)

    def agree(self, promised_at=SEVEN, *, at=make.NOON, waybill=None, event_id=None, **fields):
        agreement = Agreement(**{"partner": "receiver", "agreed": "deliver", "promised_at": promised_at, **fields})
        return negotiate(
            waybill or self.waybill, agreement, outlet=self.outlet, event_id=event_id, by=self.clerk, at=at
        )

    def state(self, at):
        found = Negotiation.objects.with_fulfilment().get()
        return promise_state(found.promised_at, found.fulfilled_at, at=at)


@pytest.fixture
def scene(db):
    return Scene()


def test_what_was_agreed_is_kept_and_moves_no_deadline(scene):
    before = Clock.objects.values().get()
    call = make.call(scene.waybill, scene.outlet, result="reached", by=scene.clerk)

    made = scene.agree(contact="李四", remark="放前台", call=call)

    made.refresh_from_db()
    assert (made.promised_at, made.contact, made.remark, made.call) == (SEVEN, "李四", "放前台", call)
    assert Clock.objects.values().get() == before


def test_a_promise_is_followed_by_the_hand_over(scene):
    scene.agree()
    assert scene.state(make.at(18)) is Promise.OPEN
    assert scene.state(make.at(20)) is Promise.BROKEN

    make.scan(scene.waybill.pieces.get(), "delivered", occurred_at=make.at(18, 30), received_at=make.at(20))
    assert scene.state(make.at(20)) is Promise.KEPT


def test_a_hand_over_after_the_time_keeps_it_late(scene):
    scene.agree()
    make.scan(scene.waybill.pieces.get(), "signed", occurred_at=make.at(19, 30))

    assert scene.state(make.at(20)) is Promise.LATE


@pytest.mark.parametrize("promised_at", [make.NOON, make.at(11), make.NOON + timedelta(days=30, minutes=1)])
def test_a_promise_lies_ahead_and_near(scene, promised_at):
    with pytest.raises(Refused):
        scene.agree(promised_at)


def test_what_has_ended_and_what_is_about_another_shipment_is_refused(scene):
    other = make.waybill(destination=scene.outlet)
    call = make.call(other, scene.outlet, result="reached", by=scene.clerk)
    with pytest.raises(Refused) as foreign:
        scene.agree(call=call)
    make.scan(scene.waybill.pieces.get(), "signed")
    with pytest.raises(Refused) as ended:
        scene.agree()

    assert (foreign.value.code, ended.value.code) == ("other_call", "ended")


def test_a_form_sent_twice_is_one_negotiation(scene):
    first, second = (scene.agree(event_id=UUID(int=9)) for _ in range(2))

    assert first == second
    assert Negotiation.objects.count() == 1


def test_no_promise_for_the_past_stands_in_the_table(scene):
    made = scene.agree()

    with pytest.raises(IntegrityError, match="negotiation_promises_the_future"), transaction.atomic():
        Negotiation.objects.filter(pk=made.pk).update(promised_at=make.at(11))
