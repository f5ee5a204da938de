"""The network's calendar: Monday to Saturday, holidays, make-up days; drafts of years and their confirmation."""

from datetime import date, datetime

import pytest
from django.urls import reverse

from crm.accounts.roles import Role
from crm.calendar.models import CalendarDay, CalendarYear
from crm.calendar.queries import is_working, missing_year, working_days, working_days_by_week
from crm.calendar.rules.working_days import Special, specials_of
from crm.calendar.services.years import confirm_year, draft_next, draft_year, keep_day
from crm.shared.errors import Refused
from tests import make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-11-18", True),
        ("2026-11-21", True),
        ("2026-11-22", False),
        ("2026-10-01", False),
        ("2026-10-04", False),
        ("2026-10-10", True),
        ("2026-09-20", True),
        ("2026-01-04", True),
        ("2026-04-04", False),
        ("2024-02-16", False),
        ("2024-02-18", True),
    ],
)
def test_days_as_shipped(day, works):
    """A Sunday that makes up for a holiday is worked, the Saturday inside a holiday is not."""
    assert is_working(date.fromisoformat(day)) is works


def test_weeks_count_their_working_days():
    assert working_days_by_week(date(2026, 9, 16), date(2026, 10, 11)) == {
        date(2026, 9, 14): 7,
        date(2026, 9, 21): 4,
        date(2026, 9, 28): 3,
        date(2026, 10, 5): 3,
    }
    assert len(working_days(date(2026, 10, 1), date(2026, 10, 8))) == 1
    assert working_days(date(2026, 10, 8), date(2026, 10, 1)) == []


def test_the_weekend_inside_a_holiday_belongs_to_it_and_a_moved_day_has_its_name():
    friday = date(2026, 10, 2)
    off = {friday: "国庆节", date(2026, 10, 5): ""}
    found = specials_of(2026, off, {date(2026, 10, 10)}, "班")
    assert found == [
        *(Special(date(2026, 10, n), False, "国庆节") for n in range(2, 6)),
        Special(date(2026, 10, 10), True, "班"),
    ]


@pytest.mark.parametrize(
    ("at", "year"),
    [
        ("2026-11-30T23:59:59", None),
        ("2026-12-01T00:00:00", 2027),
        ("2025-12-05T00:00:00", None),
        ("2031-05-05T00:00:00", 2031),
    ],
)
def test_a_year_without_make_up_days_is_missed_from_december_on(at, year):
    assert missing_year(datetime.fromisoformat(at).replace(tzinfo=make.ZONE)) == year


def test_a_draft_is_confirmed_once_its_make_up_days_are_known():
    person = make.user(Role.OPERATIONS)
    CalendarYear.objects.filter(pk=2027).delete()
    CalendarDay.objects.filter(day__year=2027).delete()
    draft_year(2027, by=person, at=make.NOON)
    with pytest.raises(Refused) as refusal:
        confirm_year(2027, by=person, at=make.NOON)
    assert refusal.value.code == "no_make_up_days"
    keep_day(date(2027, 2, 14), "workday", "调休上班", by=person, at=make.NOON)
    confirm_year(2027, by=person, at=make.NOON)
    with pytest.raises(Refused):
        draft_year(2027, by=person, at=make.NOON)
    with pytest.raises(Refused):
        draft_year(2040, by=person, at=make.NOON)

    assert is_working(date(2027, 2, 14))
    assert CalendarYear.objects.get(pk=2027).confirmed_by == person


def test_the_next_year_is_drafted_in_december_once_and_a_persons_hand_stays():
    CalendarYear.objects.filter(pk=2027).delete()
    CalendarDay.objects.filter(day__year=2027).delete()
    november, december = (datetime(2026, month, 1, 1, 30, tzinfo=make.ZONE) for month in (11, 12))

    assert not draft_next(november) and draft_next(december)
    keep_day(date(2027, 2, 14), "workday", "调休上班", by=make.user(Role.OPERATIONS), at=december)
    assert not draft_next(december)

    assert not is_working(date(2027, 10, 1)) and is_working(date(2027, 2, 14))
    assert CalendarYear.objects.get(pk=2027).confirmed_at is None


def test_headquarters_change_a_day_on_the_page(client):
    client.force_login(make.user(Role.OPERATIONS))
    keep, forget = reverse("calendar:keep_day", args=[2026]), reverse("calendar:forget_day", args=[2026])

    client.post(keep, {"day": "2026-12-24", "kind": "holiday", "name": "盘点"})
    assert not is_working(date(2026, 12, 24))
    assert "盘点" in client.get(reverse("calendar:year", args=[2026])).content.decode()
    assert client.post(keep, {"day": "2027-01-01", "kind": "holiday", "name": "x"}).status_code == 422
    client.post(forget, {"day": "2026-12-24"})
    assert is_working(date(2026, 12, 24))
    assert client.post(forget, {"day": "never"}).status_code == 404
