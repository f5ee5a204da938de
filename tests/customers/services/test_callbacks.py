"""Callbacks from the plan to their end; the statement's day is the rule's."""

import json
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from crm.accounts.roles import Role
from crm.shared.errors import Refused
from customers.models import Callback, ChurnCase, Consent, Task
from customers.rules.callback_plan import due_on
from customers.services.callbacks import Said, call_back, plan_callbacks, snooze
from customers.signals import dissatisfied
from tests import make
from tests.customers.shipping import TODAY, ago, ship

pytestmark = pytest.mark.django_db
NOTHING = {"planned": 0, "missed": 0, "dropped": 0}


def owed(*, outlet=None, tier="A", since=None):
    """A customer whose first call has been owed for some time."""
    customer = ship(make.customer(outlet), {ago(3): 9})
    make.standing(customer, tier, since=since or ago(400))
    return customer


def clerk(callback):
    return make.user(Role.SERVICE_CLERK, callback.outlet)


def test_the_plan_spreads_an_outlets_calls_over_working_days_and_twice_changes_nothing():
    outlet = make.outlet()
    customers = [owed(outlet=outlet, tier=tier) for tier in "CCCBBA"]

    assert plan_callbacks(make.NOON) == NOTHING | {"planned": 6}

    rows = list(Callback.objects.order_by("due_on", "tier").values_list("due_on", "tier"))
    assert rows[0] == (TODAY, "A")
    assert len({day for day, _tier in rows}) == 3 and all(day.isoweekday() < 7 for day, _tier in rows)
    assert {row.customer_id for row in Callback.objects.all()} == {each.pk for each in customers}
    assert plan_callbacks(make.NOON) == NOTHING


def test_the_command_plans_and_watches_as_of_an_instant_like_the_nights_beat():
    going = ship(make.customer(), {ago(days): 3 for days in range(40, 140, 4)})
    make.standing(going, "A", since=ago(400))
    called = owed()
    out = StringIO()

    for _twice in range(2):
        call_command("sweep", at=make.NOON, json=True, stdout=out)

    first, again = (json.loads(line) for line in out.getvalue().strip().splitlines())
    assert (first["watch_churn"]["opened"], first["plan_callbacks"]["planned"]) == (1, 1)
    assert (again["watch_churn"]["opened"], again["plan_callbacks"]["planned"]) == (0, 0)
    assert (ChurnCase.objects.get().customer, Callback.objects.get().customer) == (going, called)


def test_the_statement_owes_on_the_day_of_the_rule():
    window_ends = date(2026, 11, 23)
    for tier, every, called in (("A", 30, None), ("A", 30, ago(25)), ("B", 60, ago(54)), ("C", 180, ago(174))):
        customer = owed(tier=tier, since=ago(20))
        if called:
            make.callback(customer, state="done", outcome="satisfied", closed_at=make.NOON - (TODAY - called))
        wanted = due_on(customer.pk, every=every, called_on=called, since=ago(20))

        plan_callbacks(make.NOON)

        found = Callback.objects.filter(customer=customer, state="planned").first()
        assert (found is not None) == (wanted <= window_ends), (tier, called, wanted)
        assert found is None or found.due_on >= wanted


def test_who_refused_is_silent_closed_going_or_planned_is_not_planned():
    refused, silent, merged, going, waiting = (owed() for _ in range(5))
    Consent.objects.create(
        customer=refused, outlet=refused.outlet, channel="call", purpose="notice", given=False, source="x", at=make.NOON
    )
    silent.activity.first_on = silent.activity.last_on = ago(181)
    silent.activity.save()
    merged.state, merged.merged_into = "merged", going
    merged.save()
    make.churn_case(going, kind="at_risk")
    make.callback(waiting)

    assert plan_callbacks(make.NOON) == NOTHING


def test_what_nobody_called_is_missed_and_what_is_not_owed_is_dropped():
    late, put_off = (make.callback(due_on=ago(15), snoozed_until=until) for until in (None, ago(2)))
    gone = make.callback()
    make.churn_case(gone.customer)

    assert plan_callbacks(make.NOON) == NOTHING | {"missed": 1, "dropped": 1}
    states = {row.pk: row.state for row in Callback.objects.all()}
    assert states == {late.pk: "missed", put_off.pk: "planned", gone.pk: "dropped"}


def test_three_times_unanswered_ends_it():
    callback = make.callback()
    by = clerk(callback)
    for day, (state, again) in enumerate([("planned", 19), ("planned", 20), ("done", 20)]):
        callback = call_back(callback, Said("unreached"), by=by, at=make.NOON + timedelta(days=day))
        assert (callback.state, callback.snoozed_until) == (state, date(2026, 11, again))
    assert (callback.outcome, callback.attempts, callback.tries.count()) == ("unreached", 3, 3)
    with pytest.raises(Refused, check=lambda refusal: refusal.code == "callback_closed"):
        call_back(callback, Said("satisfied"), by=by, at=make.NOON)


def test_the_next_try_is_on_a_working_day():
    callback = make.callback()

    call_back(callback, Said("unreached"), by=clerk(callback), at=make.at(12, day=21))

    callback.refresh_from_db()
    assert callback.snoozed_until == date(2026, 11, 23)


def test_somebody_who_is_not_content_is_handed_to_the_head_and_told_to_who_listens():
    heard = []

    def listen(**told):
        heard.append((told["customer"], told["text"]))

    dissatisfied.connect(listen)
    callback = make.callback()
    by = clerk(callback)
    with pytest.raises(Refused, check=lambda refusal: refusal.code == "note_missing"):
        call_back(callback, Said("dissatisfied"), by=by, at=make.NOON)

    call_back(callback, Said("dissatisfied", "两票晚到，打 19912345678"), by=by, at=make.NOON)

    task = Task.objects.get()
    assert (task.kind, task.role, task.customer) == ("dissatisfied", "manager", callback.customer)
    assert task.due_at == make.NOON + timedelta(minutes=30)
    assert "199******78" in task.title
    assert heard == [(callback.customer, "两票晚到，打 199******78")]
    dissatisfied.disconnect(listen)


def test_who_wants_no_calls_gets_none():
    customer = owed()
    plan_callbacks(make.NOON)
    callback = Callback.objects.get()

    call_back(callback, Said("refused"), by=clerk(callback), at=make.NOON)

    words = Consent.objects.filter(customer=customer)
    assert {(word.channel, word.purpose, word.given) for word in words} == {
        ("call", "notice", False),
        ("call", "promotion", False),
    }
    assert plan_callbacks(make.NOON + timedelta(days=40)) == NOTHING


@pytest.mark.parametrize(("ahead", "until"), [(1, 19), (3, 21), (4, 23)])
def test_a_call_is_put_off_to_a_working_day(ahead, until):
    put_off = snooze(make.callback(), TODAY + timedelta(days=ahead), reason="出差", at=make.NOON)

    assert (put_off.snoozed_until, put_off.snooze_reason) == (date(2026, 11, until), "出差")


@pytest.mark.parametrize(("ahead", "reason"), [(0, "出差"), (31, "出差"), (3, " ")])
def test_a_call_is_not_put_off_for_no_reason_or_for_ever(ahead, reason):
    with pytest.raises(Refused):
        snooze(make.callback(), TODAY + timedelta(days=ahead), reason=reason, at=make.NOON)
