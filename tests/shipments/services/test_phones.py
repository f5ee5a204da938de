from datetime import timedelta
from uuid import uuid4

import pytest

from crm.accounts.roles import Role
from crm.audit.models import AuditEntry
from crm.shared.errors import Refused
from shipments.models import ScanDevice
from shipments.services.phones import TOKEN_LIVES, allow_phone, note_seen, phone_of, register_phone, revoke_phone
from tests import make

pytestmark = pytest.mark.django_db

LATER = make.NOON + timedelta(days=1)


@pytest.fixture
def courier():
    return make.user(Role.COURIER)


def registered(courier, at=make.NOON, device_id=None):
    return register_phone(device_id or uuid4(), user=courier, name="Android", at=at)


def test_token_opens_the_phone_it_was_given_to_and_is_kept_as_a_hash(courier):
    device, token = registered(courier)

    assert phone_of(token, at=LATER) == device
    assert token not in repr(ScanDevice.objects.values())
    assert phone_of(token + "x", at=LATER) is None
    assert phone_of("", at=LATER) is None


def test_registering_again_keeps_the_phone_and_ends_the_last_token(courier):
    device, first = registered(courier)

    again, second = registered(courier, at=LATER, device_id=device.pk)

    assert (again.pk, again.registered_at, ScanDevice.objects.count()) == (device.pk, make.NOON, 1)
    assert (phone_of(first, at=LATER), phone_of(second, at=LATER)) == (None, device)
    assert AuditEntry.objects.filter(action="phone.register").count() == 1


def test_phone_of_somebody_else_is_refused(courier):
    device, _token = registered(courier)

    with pytest.raises(Refused) as refusal:
        registered(make.user(Role.COURIER), device_id=device.pk)

    assert refusal.value.code == "foreign_phone"


@pytest.mark.parametrize("days", [TOKEN_LIVES / timedelta(days=1), 30])
def test_token_ends_when_nobody_has_logged_in_for_long(courier, days):
    _device, token = registered(courier)

    assert phone_of(token, at=make.NOON + timedelta(days=days)) is None
    assert phone_of(token, at=make.NOON + TOKEN_LIVES - timedelta(seconds=1)) is not None


def test_token_of_a_person_who_may_no_longer_log_in_opens_nothing(courier):
    _device, token = registered(courier)
    courier.is_active = False
    courier.save()

    assert phone_of(token, at=LATER) is None


def test_blocked_phone_is_dead_at_once_until_it_is_allowed_and_logged_in_again(courier):
    manager = make.user(Role.MANAGER)
    device, token = registered(courier)

    revoke_phone(device, by=manager, at=LATER)
    assert phone_of(token, at=LATER) is None
    with pytest.raises(Refused, match=r"blocked|停用"):
        registered(courier, device_id=device.pk)
    allow_phone(device, by=manager, at=LATER)

    assert phone_of(token, at=LATER) is None
    assert phone_of(registered(courier, at=LATER, device_id=device.pk)[1], at=LATER) == device
    assert [entry.action for entry in AuditEntry.objects.order_by("id")] == [
        "phone.register",
        "phone.revoke",
        "phone.allow",
    ]


def test_last_seen_is_noted_once_a_minute(courier, django_assert_num_queries):
    device, _token = registered(courier)
    note_seen(device, at=LATER)
    device.refresh_from_db()

    with django_assert_num_queries(0):
        note_seen(device, at=LATER + timedelta(seconds=59))

    assert device.last_seen_at == LATER
