from datetime import timedelta

import pytest

from crm.outbox.rules.provider_posts import Answer
from crm.outbox.services import replies
from customers.models import Consent
from customers.services.consents import Word, note_consent
from customers.services.searching import refresh
from tests import make

pytestmark = pytest.mark.django_db
PHONE = "13800138000"


def test_a_reply_of_refusal_is_the_word_of_every_file_in_which_the_number_stands():
    own, other = make.customer(make.outlet(), phone=PHONE), make.customer(make.outlet(), phone="13800138001")
    stranger = make.customer(make.outlet(), phone="13900139000")
    contact = make.contact(other, phone=PHONE)
    refresh([own.pk, other.pk, stranger.pk])
    note_consent(own, Word("sms", "promotion", True, "counter"), by=make.user(), at=make.NOON)

    for number in ("1", "2"):
        replies.take("fake", [Answer(number, "86" + PHONE, "TD", make.NOON)], at=make.NOON + timedelta(hours=1))

    said = Consent.objects.filter(given=False).values_list("customer_id", "contact_id", "channel", "purpose", "source")
    assert sorted(said, key=str) == sorted(
        [
            (customer.pk, who, "sms", purpose, "message")
            for customer, who in ((own, None), (other, contact.pk))
            for purpose in ("notice", "promotion")
        ],
        key=str,
    )
    assert not stranger.consents.exists()
