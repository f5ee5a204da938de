"""The same POST under the same Idempotency-Key is done once."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from crm.partners.models import IdempotentCall
from crm.partners.services.calls import claim_call, forget_calls, release_call, settle_call
from customers.models import Customer
from tests import make
from tests.partner import Partner


def body(outlet, **fields):
    return {"outlet": outlet.code, "code": "C1", "name": "张三", **fields}


@pytest.mark.django_db
def test_repeat_gets_the_first_answer():
    outlet, partner = make.outlet(), Partner()

    first = partner.post("/customers/", body(outlet), once="a")
    second = partner.post("/customers/", body(outlet), once="a")

    assert (first.status_code, second.status_code) == (201, 201)
    assert second.content == first.content
    assert second["Content-Type"] == first["Content-Type"]
    assert Customer.objects.count() == 1


@pytest.mark.django_db
def test_refusal_is_repeated_too():
    outlet, partner = make.outlet(), Partner()
    wrong = body(outlet, extra=1)

    first = partner.post("/customers/", wrong, once="a")
    second = partner.post("/customers/", wrong, once="a")

    assert first.status_code == second.status_code == 400
    assert second.content == first.content
    assert second["Content-Type"] == "application/problem+json"


@pytest.mark.django_db
def test_other_body_under_the_same_key_is_unprocessable():
    outlet, partner = make.outlet(), Partner()
    partner.post("/customers/", body(outlet), once="a")

    other = partner.post("/customers/", body(outlet, code="C2"), once="a")

    assert (other.status_code, other.json()["type"]) == (422, "urn:yike:problem:key_reused")
    assert Customer.objects.count() == 1


@pytest.mark.django_db
def test_keys_of_two_partners_do_not_meet():
    outlet = make.outlet()

    assert Partner().post("/customers/", body(outlet), once="a").status_code == 201
    assert Partner().post("/customers/", body(outlet, code="C2"), once="a").status_code == 201


@pytest.mark.django_db
def test_without_a_key_everything_is_done():
    outlet, partner = make.outlet(), Partner()

    assert partner.post("/customers/", body(outlet)).status_code == 201
    assert partner.post("/customers/", body(outlet)).status_code == 409
    assert not IdempotentCall.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["x" * 256, "a b", "钥"])
def test_key_is_short_and_visible(key):
    answer = Partner().post("/customers/", body(make.outlet()), once=key)

    assert answer.status_code == 400
    assert not Customer.objects.exists()


@pytest.mark.django_db
def test_running_call_is_a_conflict_until_it_has_died():
    row, at = Partner().row, timezone.now()

    first = claim_call(row.pk, "a", fingerprint="f", at=at)
    assert first.ours
    assert claim_call(row.pk, "a", fingerprint="f", at=at + timedelta(seconds=59)).clash == "running"
    assert claim_call(row.pk, "a", fingerprint="g", at=at).clash == "reused"

    later = at + timedelta(seconds=61)
    second = claim_call(row.pk, "a", fingerprint="f", at=later)
    assert second.ours
    assert claim_call(row.pk, "a", fingerprint="f", at=later).clash == "running"
    assert not settle_call(first.call, status=201, answer="late")
    assert settle_call(second.call, status=201, answer="{}")
    assert claim_call(row.pk, "a", fingerprint="f", at=later).call.answer == "{}"


@pytest.mark.django_db
def test_failed_call_may_be_tried_again():
    row, at = Partner().row, timezone.now()
    release_call(claim_call(row.pk, "a", fingerprint="f", at=at).call)

    assert claim_call(row.pk, "a", fingerprint="f", at=at).ours


@pytest.mark.django_db
def test_answers_are_forgotten_after_a_week():
    row = Partner().row
    claim_call(row.pk, "old", fingerprint="f", at=make.NOON - timedelta(days=8))
    claim_call(row.pk, "new", fingerprint="f", at=make.NOON)

    assert forget_calls(make.NOON) == 1
    assert forget_calls(make.NOON) == 0
    assert [call.key for call in IdempotentCall.objects.all()] == ["new"]


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_make_one():
    outlet, partner = make.outlet(), Partner()
    start, statuses = Barrier(10), []

    def ask() -> None:
        start.wait()
        for _turn in range(5):
            statuses.append(partner.post("/customers/", body(outlet), once="same").status_code)
        connection.close()

    threads = [Thread(target=ask) for _number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Customer.objects.count() == 1
    assert len(statuses) == 50
    assert set(statuses) <= {201, 409}
    assert 201 in statuses
