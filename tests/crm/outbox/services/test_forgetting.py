"""After its legal time nobody can read any more whose number a message went to."""

from datetime import timedelta

import pytest

from crm.outbox.models import Attempt, Message, Reply
from crm.outbox.services.forgetting import LEAST_DAYS, forget_addresses
from tests import make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("days", "kept"), [(1, LEAST_DAYS), (365, 365)])
def test_addresses_go_once_their_time_is_over_and_not_before(settings, days, kept):
    settings.MESSAGE_DAYS = days
    outlet, old, young = make.outlet(), *(make.NOON - timedelta(days=ago) for ago in (kept + 1, kept - 1))
    states = ("delivered", "skipped", "unknown", "pending")
    for at in (old, young):
        for state in states:
            message = make.message(
                outlet,
                state=state,
                skipped="late" if state == "skipped" else "",
                created_at=at,
                values={"waybill": "1"},
            )
            Attempt.objects.create(message=message, provider="fake", address=message.address, at=at)
        Reply.objects.create(provider="fake", key=str(at), address="1", text="R", at=at, received_at=at, refuses=True)

    assert [forget_addresses(make.NOON), forget_addresses(make.NOON)] == [2, 0]

    cleared = Message.objects.filter(address="", values={})
    assert sorted(cleared.values_list("state", "created_at")) == [("delivered", old), ("skipped", old)]
    assert Attempt.objects.filter(address="").count() == 2
    assert Reply.objects.filter(address="", text="").count() == 1
