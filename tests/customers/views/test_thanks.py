"""Pages of thanks, the refusal page and the consent centre."""

import json
from datetime import timedelta

import pytest
from django.core.cache import cache

from crm.accounts.roles import Role
from crm.audit.models import AuditEntry
from crm.outbox.models import Reply, Suppression
from crm.shared.masking import mask_phone
from customers.models import Consent, DateGreeting, SurveyAnswer, ThankYou
from customers.services.forgetting import anonymise
from customers.services.merging import merge
from customers.services.refusals import refusing, token_of
from customers.services.surveys import answer
from tests import make

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def nobody_counted_yet():
    cache.clear()


@pytest.fixture
def customer():
    return make.customer(name="张三丰", kind="person", phone="13912345678")


@pytest.fixture
def hq(client):
    client.force_login(make.user(Role.ADMINISTRATOR))
    return client


def link(customer, channel="sms", purpose="promotion"):
    return f"/refuse/{token_of(customer.pk, channel, purpose)}/"


def thanked(customer, at, **fields):
    told = {"day": at.date(), "waybill": "YK1", "delivered_at": at, "due_by": at + 24 * HOUR, "decided_at": at}
    return ThankYou.objects.create(customer=customer, outlet=customer.outlet, **{**told, "way": "sms", **fields})


def test_looking_refuses_nothing_and_sending_does_once_and_for_all(client, customer):
    for _twice in range(2):
        page = client.get(link(customer))
        assert page.status_code == 200 and "139" in page.content.decode() and "12345678" not in page.content.decode()
    assert client.head(link(customer)).status_code == 200
    assert not Consent.objects.exists() and not Suppression.objects.exists()

    told = [client.post(link(customer), {"List-Unsubscribe": "One-Click"}).status_code for _twice in range(2)]

    word, silent = Consent.objects.get(), Suppression.objects.get()
    assert told == [200, 200]
    assert (word.channel, word.purpose, word.given, word.source, word.by) == ("sms", "promotion", False, "link", None)
    assert (silent.address, silent.purpose, silent.source) == (customer.phone, "promotion", "link")


def test_a_link_opens_one_purpose_of_one_customer_and_nothing_else(client, customer):
    other, token = make.customer(), token_of(customer.pk, "sms", "promotion")
    forged = [token.replace("sp", "sn", 1), f"{other.pk}{token[len(str(customer.pk)) :]}", token[:-1], "x" * 24, "é"]

    assert [client.post(f"/refuse/{one}/").status_code for one in forged] == [404] * 5
    assert not Consent.objects.exists()


def test_a_merged_file_s_link_refuses_for_the_file_that_is_left(client, customer):
    kept = make.customer(customer.outlet)
    merge(kept, customer, by=make.user(), at=make.NOON)

    assert refusing(token_of(customer.pk, "sms", "notice")).customer == kept
    client.post(link(customer))
    assert kept.consents.get().given is False


def test_the_list_and_the_share_of_an_outlet(hq, customer):
    at = make.NOON
    thanked(customer, at - 24 * HOUR, done_at=at - 22 * HOUR, day=(at - 24 * HOUR).date())
    thanked(customer, at - 72 * HOUR, done_at=None)
    thanked(customer, at - 96 * HOUR, way="none", reason="recent")

    rows = hq.get("/customers/thanks/?state=missed")
    shares = hq.get("/customers/thanks/kept/")

    assert [row.day for row in rows.context["table"].objects] == [(at - 72 * HOUR).date()]
    assert rows.status_code == shares.status_code == 200
    assert hq.get(customer.get_absolute_url() + "?part=thanks").status_code == 200


def test_headquarters_change_the_rhythm_and_it_is_written_down(hq):
    page = hq.post("/customers/thanks/policies/B/", {"every_days": "14", "with_survey": ""})

    assert page.status_code == 302 and "14" in hq.get(page.url).content.decode()
    changes = AuditEntry.objects.get(action="thanks_policy.change").detail["changes"]
    assert changes == {"every_days": [30, 14], "with_survey": [True, False]}


def test_the_centre_shows_source_time_and_proof_and_numbers_masked(hq, customer):
    said = {"channel": "sms", "purpose": "promotion", "at": make.NOON}
    customer.consents.create(outlet=customer.outlet, given=True, source="paper", proof="13912345678 签字", **said)
    hq.post(link(customer, "sms", "notice"))

    page = hq.get(f"/customers/{customer.pk}/reach/").content.decode()

    assert mask_phone(customer.phone) in page and customer.phone not in page and "/refuse/" in page


def everything(hq, customer):
    page = hq.post(f"/customers/{customer.pk}/everything/", {"reason": "本人来信"})
    assert page["Content-Disposition"].startswith("attachment")
    return json.loads(page.content)["data"]


def test_all_that_is_known_goes_into_a_file_and_erasure_reaches_all_of_it(hq, customer):
    make.survey("delivery")
    invitation = make.invitation(customer)
    answer(invitation, {"stars": "2", "comment": "张三丰不满意", "competitor": "申途"}, at=make.NOON)
    own = {"subject": f"customer:{customer.pk}", "address": customer.phone, "values": {"waybill": "YK1"}}
    waits = make.message(customer.outlet, **own)
    sent = make.message(customer.outlet, key="x", state="accepted", **own)
    Reply.objects.create(
        provider="x", key="1", address=customer.phone, text="你好", at=make.NOON, received_at=make.NOON, refuses=False
    )
    hq.post(link(customer))

    told = everything(hq, customer)
    assert {"outbox.Message", "outbox.Reply", "outbox.Suppression", "customers.Consent.customer"} <= set(told)
    assert told["customers.SurveyAnswer.invitation"]["rows"][0]["comment"] == "张三丰不满意"
    assert AuditEntry.objects.get(action="customer.person_file").detail["reason"] == "本人来信"

    anonymise(customer, reason="asked", by=make.user(), at=make.NOON)

    for row in (waits, sent):
        row.refresh_from_db()
    assert (waits.state, waits.skipped, sent.state) == ("skipped", "dropped", "accepted")
    assert {(row.address, str(row.values)) for row in (waits, sent)} == {("", "{}")}
    left = SurveyAnswer.objects.get()
    assert (left.csat, left.comment, left.competitor) == (2, "", "") and "张三丰" not in str(left.answers)
    assert not DateGreeting.objects.exists() and "张三丰" not in json.dumps(everything(hq, customer))
    assert Suppression.objects.filter(address="13912345678").exists() and not Reply.objects.exclude(text="").exists()
