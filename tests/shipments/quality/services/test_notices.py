from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from crm.accounts.roles import Role
from outlets.models import Notice
from outlets.queries.notices import give_titles, must_read
from outlets.services.notices import confirm_reading
from shipments.quality import panels as quality_panels
from shipments.quality.models import Fine, FineNotice, ReliefOrder, Violation
from shipments.quality.rules.notice_categories import CATEGORIES, category_of
from shipments.quality.services.notices import announce, expire, tell_expiry
from shipments.quality.services.posting import void_violations
from shipments.quality.services.replies import reply
from shipments.quality.services.sweeping import SWEEPS, sweep
from shipments.services.clocks import edition_in_force
from tests import make

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
#: Posted at NOON of the 18th, told on the 19th.
MORNING = make.at(8, day=19)
#: The last instant to answer belongs to the outlet.
OVER = MORNING + 72 * HOUR + timedelta(microseconds=1)


def arrival_fine(clock=None, **fields):
    return make.fine(make.arrival(clock or make.clock()), **fields)


def states():
    return list(Fine.objects.order_by("pk").values_list("state", flat=True))


@pytest.mark.django_db
def test_the_days_fines_of_a_category_go_into_one_notice():
    clock = make.clock()
    arrivals = [arrival_fine(clock), arrival_fine(clock, yuan=None)]
    delay = make.fine(make.run(clock))
    elsewhere = arrival_fine()

    assert announce(MORNING) == 3

    told = {notice: set(notice.fines.all()) for notice in FineNotice.objects.all()}
    assert sorted(map(len, told.values())) == [1, 1, 2]
    assert set(arrivals) in told.values()
    assert {(notice.outlet, notice.category) for notice in told} == {
        (clock.outlet, "arrival"),
        (clock.outlet, "sign"),
        (elsewhere.outlet, "arrival"),
    }
    assert set(states()) == {"announced"}
    delay.refresh_from_db()
    assert delay.notice.reply_by == delay.notice.notice.reply_by == MORNING + 72 * HOUR
    assert delay.notice.announced_on == MORNING.date()


@pytest.mark.django_db
def test_nothing_is_told_before_eight_and_once_a_day():
    clock = make.clock()
    first = arrival_fine(clock)
    assert announce(MORNING - timedelta(seconds=1)) == 0
    assert (announce(MORNING), announce(MORNING + HOUR)) == (1, 0)

    second = arrival_fine(clock)
    Fine.objects.filter(pk=second.pk).update(posted_at=MORNING + HOUR)
    assert announce(MORNING + 2 * HOUR) == 0
    assert announce(MORNING + DAY) == 1

    first.refresh_from_db(), second.refresh_from_db()
    assert first.notice != second.notice


@pytest.mark.django_db
def test_what_comes_late_for_a_notice_that_is_out_waits_for_the_next():
    clock = make.clock()
    arrival_fine(clock)
    announce(MORNING)
    late = arrival_fine(clock)

    assert announce(MORNING + HOUR) == 0
    assert announce(MORNING + DAY) == 1

    late.refresh_from_db()
    assert late.notice.announced_on == (MORNING + DAY).date()


@pytest.mark.django_db
def test_what_is_void_or_waived_is_not_told():
    fine = arrival_fine()
    void_violations([fine.violation], "in_time", at=make.NOON)
    arrival_fine(state="waived")

    assert announce(MORNING) == 0
    assert not Notice.objects.exists()


@pytest.mark.django_db
def test_the_reply_time_is_the_editions():
    edition = make.edition()
    data = {**edition.data, "number": 2, "reply_windows": {**dict.fromkeys(edition.data["reply_windows"], 24)}}
    type(edition).objects.create(number=2, starts_on=make.NOON.date(), data=data, published_at=make.NOON)
    fine = arrival_fine()

    announce(MORNING)

    fine.refresh_from_db()
    assert fine.notice.reply_by == MORNING + DAY


@pytest.mark.django_db
def test_who_speaks_for_the_outlet_has_to_read_it_and_is_asked_again_a_day_before_the_end():
    fine = arrival_fine()
    manager, courier = make.user(Role.MANAGER, fine.outlet), make.user(Role.COURIER, fine.outlet)
    announce(MORNING)
    notice = Notice.objects.get()
    assert (must_read(manager, at=MORNING).notice, must_read(courier, at=MORNING)) == (notice.pk, None)
    confirm_reading(notice, 1, by=manager, at=MORNING)
    assert must_read(manager, at=MORNING) is None

    assert tell_expiry(MORNING + 48 * HOUR - timedelta(seconds=1)) == 0
    assert tell_expiry(MORNING + 48 * HOUR) == 1
    assert tell_expiry(MORNING + 48 * HOUR) == 0

    assert must_read(manager, at=MORNING).notice == notice.pk


@pytest.mark.django_db
def test_who_has_answered_everything_is_not_asked_again():
    fine = arrival_fine()
    manager = make.user(Role.MANAGER, fine.outlet)
    announce(MORNING)
    fine.refresh_from_db()
    reply(fine, "线车晚到。", by=manager, at=MORNING + HOUR)

    tell_expiry(MORNING + 60 * HOUR)

    assert Notice.objects.get().current.number == 1


@pytest.mark.django_db
def test_what_nobody_appeals_is_settled_when_the_time_is_over():
    clock = make.clock()
    silent, replied, appealed, void = (arrival_fine(clock) for _ in range(4))
    manager = make.user(Role.MANAGER, clock.outlet)
    announce(MORNING)
    for fine in (replied, appealed, void):
        fine.refresh_from_db()
    reply(replied, "线车晚到。", by=manager, at=MORNING + HOUR)
    make.appeal(appealed, by=manager, at=MORNING + HOUR)
    void_violations([void.violation], "in_time", at=MORNING + HOUR)

    assert expire(MORNING + 72 * HOUR) == 0
    assert expire(OVER) == 1
    assert expire(OVER) == 0

    assert states() == ["settled", "settled", "appealed", "void"]
    assert silent.entries.count() == 0


@pytest.mark.django_db
def test_a_sweep_tells_and_ends_in_its_order():
    names = list(SWEEPS)
    assert names.index("apply_relief") < names.index("announce") < names.index("tell_expiry") < names.index("expire")
    fine = arrival_fine()
    given = {"since": fine.violation.day, "until": fine.violation.day, "reason": "台风封路", "approved": True}
    given |= {"proposed_by": make.user(), "proposed_at": make.NOON, "decided_at": make.NOON}
    ReliefOrder.objects.create(outlet=fine.outlet, **given)
    told = arrival_fine()

    sweep(MORNING)
    sweep(OVER)

    assert states() == ["waived", "settled"]
    assert FineNotice.objects.get().fines.get() == told


@pytest.mark.django_db
def test_a_notice_of_fines_is_called_after_what_it_announces(settings):
    arrival_fine()
    announce(MORNING)

    (notice,) = give_titles(Notice.objects.all())

    assert "2026-11-19" in notice.title


@pytest.mark.parametrize("charge", Violation.Charge.values)
def test_every_charge_has_its_category(charge):
    assert category_of(charge, about_problem=False) in FineNotice.Category.values
    assert category_of(charge, about_problem=True) == "problem"
    assert charge in CATEGORIES


@pytest.mark.django_db
@pytest.mark.parametrize("charge", Violation.Charge.values)
@pytest.mark.parametrize("about_problem", [False, True])
def test_fines_are_bundled_as_the_rule_says(charge, about_problem):
    clock = make.clock()
    about = {"problem": make.problem(make.waybill(destination=clock.outlet))} if about_problem else {}
    fine = make.fine(make.run(clock), charge=charge, **about)

    announce(MORNING)

    fine.refresh_from_db()
    assert fine.notice.category == category_of(charge, about_problem=about_problem)


@pytest.mark.django_db
def test_the_cost_is_the_same_for_any_number(django_assert_num_queries):
    clock = make.clock()
    for _ in range(30):
        arrival_fine(clock)
    arrival_fine()
    edition_in_force(MORNING)

    with django_assert_num_queries(13):
        announce(MORNING)
    with django_assert_num_queries(4):
        announce(MORNING)


@pytest.mark.django_db(transaction=True)
def test_four_sweeps_side_by_side_tell_everything_once():
    make.edition()
    for _ in range(12):
        arrival_fine()

    def run(_number):
        try:
            return [sweep(at) for at in (MORNING, MORNING + 60 * HOUR, OVER)] and None
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(run, range(4)))

    assert (FineNotice.objects.count(), Notice.objects.count(), Fine.objects.filter(notice=None).count()) == (12, 12, 0)
    assert set(states()) == {"settled"}
    assert {notice.versions.count() for notice in Notice.objects.all()} == {2}


@pytest.mark.django_db
def test_a_long_notice_leads_to_all_of_its_fines(client, monkeypatch):
    monkeypatch.setattr(quality_panels, "SHOWN", 1)
    clock = make.clock()
    told = [arrival_fine(clock), arrival_fine(clock)]
    announce(MORNING)
    other = arrival_fine()
    notice = Notice.objects.get()
    client.force_login(make.user(Role.INSPECTOR))
    link = reverse("quality:fines") + f"?notice={notice.pk}"

    assert link in client.get(notice.get_absolute_url()).content.decode()
    listed = client.get(link).content.decode()

    assert all(fine.get_absolute_url() in listed for fine in told)
    assert other.get_absolute_url() not in listed
