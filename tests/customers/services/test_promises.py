from datetime import date, timedelta
from decimal import Decimal

import pytest

from crm.accounts.roles import Role
from customers.models import ServicePromise, Task
from customers.services.promises import Terms, confirm, correct, judge_promises, promise, withdraw
from shipments.models import DeliveryRun
from tests import make
from tests.customers.services.test_key_accounts import refusal

pytestmark = pytest.mark.django_db
TERMS = {"text": "派送准时率97%", "measure": "delivered_in_time", "target": Decimal(97)}


def shipments_of(customer, *, in_time, late):
    """Deliveries due at NOON's day's deadlines; the first is damaged, one more is due tomorrow."""
    clock = make.clock(make.outlet(), started=True)
    due = clock.delivery_due_at
    for delivered in [due] * in_time + [due + timedelta(minutes=1)] * late:
        waybill = make.waybill(origin=customer.outlet, destination=clock.outlet, customer=customer)
        make.run(clock, waybill, delivered_at=delivered, signed_at=delivered)
    make.problem(DeliveryRun.objects.order_by("pk")[0].waybill, category="damage")
    later = make.clock(clock.outlet, started=True, day=date(2026, 11, 19), delivery_due_at=due + timedelta(days=1))
    make.run(later, make.waybill(origin=customer.outlet, customer=customer))
    make.run(clock)  # somebody else's


@pytest.mark.parametrize(
    ("measure", "target", "kept", "found"),
    [
        ("delivered_in_time", 75, True, "75.00"),
        ("delivered_in_time", "75.01", False, "75.00"),
        ("signed_in_time", 100, True, "100.00"),
        ("undamaged", 80, False, "75.00"),
    ],
)
def test_a_promise_that_ended_is_judged_once_by_what_was_delivered(measure, target, kept, found):
    account = make.key_account()
    shipments_of(account.customer, in_time=3, late=1)
    made = make.service_promise(account, measure=measure, target=Decimal(target))

    assert judge_promises(make.NOON + timedelta(days=1)) == 0
    assert judge_promises(make.NOON + timedelta(days=2)) == 1
    assert judge_promises(make.NOON + timedelta(days=3)) == 0

    made.refresh_from_db()
    assert (made.kept, made.found, made.counted) == (kept, Decimal(found), 4)
    assert list(Task.objects.values_list("owner", "url", "key")) == (
        [] if kept else [(account.owner_id, made.get_absolute_url(), f"promise:{made.pk}")]
    )


def test_a_promise_without_shipments_is_neither_kept_nor_broken():
    made = make.service_promise()

    judge_promises(make.NOON + timedelta(days=2))

    made.refresh_from_db()
    assert (made.kept, made.counted, made.judged_at is None) == (None, 0, False)


def test_a_promise_by_word_asks_a_person_once_and_is_confirmed_once():
    made = make.service_promise(measure="word")
    owner = made.owner

    for days in (0, 1, 2):
        judge_promises(make.NOON + timedelta(days=days))
    assert Task.objects.get().done_at is None
    assert refusal(confirm, made, kept=True, note="", by=make.user(Role.MANAGER), at=make.NOON) == "account_foreign"
    assert refusal(confirm, made, kept=False, note=" ", by=owner, at=make.NOON) == "promise_note"
    confirm(made, kept=False, note="月报晚了三天", by=owner, at=make.NOON)
    assert refusal(confirm, made, kept=True, note="", by=owner, at=make.NOON) == "promise_judged"

    told = ServicePromise.objects.get()
    assert (told.kept, told.note, told.judged_by, Task.objects.get().done_at) == (
        False,
        "月报晚了三天",
        owner,
        make.NOON,
    )


def test_a_promise_is_corrected_or_withdrawn_for_a_reason_that_stays(client):
    made = make.service_promise(until=date(2027, 2, 18))
    by, words = made.owner, {"reason": "笔误", "by": made.owner, "at": make.NOON}
    terms = Terms("派送准时率90%", "delivered_in_time", made.from_day, made.until, by, Decimal(90))

    stranger = make.user(Role.MANAGER)
    assert refusal(correct, made, terms, reason="x", by=stranger, at=make.NOON) == "account_foreign"
    assert refusal(withdraw, made, reason=" ", by=by, at=make.NOON) == "promise_reason"
    correct(made, terms, **words)
    withdraw(made, reason="客户改约", by=by, at=make.NOON)
    assert refusal(correct, made, terms, **words) == "promise_over"
    ended = make.service_promise(made.account, until=date(2026, 11, 17))
    assert refusal(withdraw, ended, **words) == "promise_over"
    judge_promises(make.NOON + timedelta(days=200))

    made.refresh_from_db()
    assert (made.text, made.target, made.kept, made.counted) == ("派送准时率90%", Decimal(90), None, None)
    client.force_login(by)
    page = client.get(made.get_absolute_url(), headers={"Accept-Language": "en"}).text
    assert all(said in page for said in ("97.00 → 90", "笔误", "客户改约", "Withdrawn"))


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"until": date(2026, 11, 17), "from_day": date(2026, 11, 18)}, "promise_days"),
        ({"from_day": date(2026, 11, 1), "until": date(2026, 11, 17)}, "promise_past"),
        ({"target": None}, "promise_target"),
        ({"measure": "word"}, "promise_target"),
        ({"target": Decimal(0)}, "promise_target"),
    ],
)
def test_a_promise_that_nobody_could_judge_is_refused(wrong, code):
    account = make.key_account()
    days = {"from_day": date(2026, 11, 18), "until": date(2027, 2, 18), "owner": account.owner}

    assert refusal(promise, account, Terms(**{**TERMS, **days, **wrong}), by=account.owner, at=make.NOON) == code
