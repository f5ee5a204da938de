"""What beat rings, and what is left when Redis has forgotten everything."""

from datetime import time, timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from redis import Redis

from crm.outbox.models import Message
from crm.outbox.queries import delayed
from crm.outbox.services.limits import change_limits
from crm.outbox.services.posting import post
from crm.outbox.tasks import follow_up_messages, send_messages
from shipments.quality.services.sweeping import SWEEPS
from tests import make
from tests.crm.outbox.making import draft

pytestmark = pytest.mark.django_db


def test_messages_wait_in_postgresql_and_go_on_when_redis_has_lost_its_memory():
    at, outlet = timezone.now(), make.outlet()
    change_limits({"notice_from": time.min, "notice_until": time.max}, by=make.user(), at=at)
    times = {"due_at": at - timedelta(minutes=11), "expires_at": at + timedelta(days=1)}
    post([draft(outlet, number, **times) for number in range(20)], at=at)
    late = delayed(at)

    with Redis.from_url(settings.REDIS_URL) as valkey:
        valkey.flushdb()
    for _twice in range(2):
        send_messages()
        follow_up_messages()

    assert late
    assert not delayed(at)
    assert Message.objects.filter(state="accepted", attempts=1).count() == 20


def test_the_sweep_recovers_and_sends_nothing():
    outlet = make.outlet()
    post([draft(outlet)], at=make.NOON)
    Message.objects.update(state="claimed", lease=make.event_id(), lease_until=make.NOON)

    told = SWEEPS["recover_messages"](make.NOON + timedelta(seconds=1))

    assert told == {"messages": 1, "moved": 0, "unreceipted": 0}
    assert Message.objects.get().state == "pending"
