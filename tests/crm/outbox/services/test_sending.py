"""Messages from the first row to the provider's answer."""

from datetime import timedelta

import pytest

from crm.outbox.models import Attempt, Message
from crm.outbox.services.posting import post
from crm.outbox.services.sending import send_due
from crm.shared.errors import Refused
from tests import make
from tests.crm.outbox.making import AT, draft

pytestmark = pytest.mark.django_db


def test_a_message_is_posted_once_and_sent_once():
    outlet = make.outlet()

    posted = [post([draft(outlet)], at=AT) for _twice in range(2)]
    sent = [send_due(at=AT).counts for _twice in range(2)]

    message, attempt = Message.objects.get(), Attempt.objects.get()
    assert posted == [1, 0]
    assert sent == [{"accepted": 1}, {}]
    assert (message.state, message.segments, message.attempts) == ("accepted", 1, 1)
    assert (attempt.outcome, attempt.id.hex) == ("accepted", message.provider_id)


def test_a_draft_without_an_approved_text_is_refused():
    with pytest.raises(Refused):
        post([draft(make.outlet(), template="nothing")], at=AT)


def test_what_expires_before_it_is_due_is_not_drafted():
    with pytest.raises(ValueError, match="expires"):
        draft(make.outlet(), expires_at=AT - timedelta(1))
