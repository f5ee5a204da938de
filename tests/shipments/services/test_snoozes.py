from datetime import timedelta

import pytest

from crm.accounts.roles import Role
from crm.shared.errors import Refused
from shipments.models import DutySnooze
from shipments.services.snoozes import snooze, wake
from tests import make

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
NINE = make.at(9)


@pytest.fixture
def run():
    """Due at 11:30, the sign entry at 14:00."""
    return make.run(make.clock())


def rest(run, until, *, at=NINE, reason="agreed", note=""):
    by = make.user(Role.COURIER, run.outlet)
    return snooze(run, until=until, reason=reason, note=note, by=by, at=at)


def test_a_duty_rests_and_its_deadline_stays(run):
    kept = rest(run, make.at(11, 15))

    run.refresh_from_db()
    assert (kept.until, run.clock.delivery_due_at) == (make.at(11, 15), make.at(11, 30))


def test_a_delivered_one_rests_until_its_sign_entry(run):
    run.delivered_at = NINE

    assert rest(run, make.at(13, 45)).until == make.at(13, 45)


@pytest.mark.parametrize(
    ("until", "at", "reason", "code"),
    [
        (make.at(11, 16), NINE, "agreed", "snooze_time"),
        (NINE, NINE, "agreed", "snooze_time"),
        (make.at(11, 14), make.at(11, 11), "agreed", "due_too_soon"),
        (make.at(13), make.at(12), "agreed", "due_too_soon"),
        (make.at(10), NINE, "other", "note_missing"),
    ],
)
def test_what_is_refused(run, until, at, reason, code):
    with pytest.raises(Refused) as refusal:
        rest(run, until, at=at, reason=reason)

    assert refusal.value.code == code


def test_a_second_snooze_takes_the_place_of_the_first(run):
    first = rest(run, make.at(11))
    rest(run, make.at(10), at=NINE + MINUTE)

    first.refresh_from_db()
    assert first.until == NINE + MINUTE


def test_waking_ends_it_now(run):
    rest(run, make.at(11))

    assert [wake(run, at=NINE + MINUTE), wake(run, at=NINE + MINUTE)] == [1, 0]
    assert DutySnooze.objects.get().until == NINE + MINUTE
