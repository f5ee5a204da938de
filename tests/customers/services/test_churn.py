"""Churn cases from their opening to their end: by the nightly sweep and by those who work them."""

from datetime import timedelta
from decimal import Decimal

import pytest

from crm.accounts.roles import Role
from crm.shared.errors import Refused
from customers.models import ChurnCase, ChurnStep, CustomerDay, Task
from customers.services.churn import give_up, note_cause, take_measure, watch_churn
from tests import make
from tests.customers.shipping import TODAY, ago, ship, weekly

pytestmark = pytest.mark.django_db
NOTHING = {"won_back": 0, "gone": 0, "lost": 0, "opened": 0}


def later(days):
    return make.NOON + timedelta(days=days)


def silent(days, *, tier="A", gap="7.0"):
    customer = make.customer()
    make.standing(customer, tier)
    return ship(customer, {ago(days + 1): 90, ago(days): 30}, gap=Decimal(gap))


def ships(customer, day):
    CustomerDay.objects.create(customer=customer, outlet=customer.outlet, day=day, parcels=1, yuan=10)
    customer.activity.last_on = day
    customer.activity.save()


@pytest.mark.parametrize(
    ("tier", "roles", "due"), [("A", ["manager", "crg"], 19), ("B", ["manager"], 21), ("C", [], None)]
)
def test_effort_goes_by_the_tier(tier, roles, due):
    customer = silent(30, tier=tier)

    assert watch_churn(make.NOON) == NOTHING | {"opened": 1}

    case = ChurnCase.objects.get()
    assert (case.customer, case.kind, case.rule, case.tier) == (customer, "lost", "lost_silent", tier)
    assert (case.value_yuan, case.inputs["silent_days"]) == (Decimal(400), 30)
    assert case.due_at == (due and make.at(18, day=due))
    assert [task.role for task in Task.objects.order_by("pk")] == roles
    assert {task.url for task in Task.objects.all()} <= {case.get_absolute_url()}


def test_the_same_night_twice_changes_nothing():
    silent(15)
    silent(40, tier="B")

    assert watch_churn(make.NOON) == NOTHING | {"opened": 2}
    assert watch_churn(make.NOON) == NOTHING
    assert Task.objects.count() == 1


def test_a_risk_becomes_a_loss_and_then_has_sixty_days_more():
    silent(15)
    watch_churn(make.NOON)
    case = ChurnCase.objects.get()
    assert (case.kind, case.due_at, Task.objects.count()) == ("at_risk", None, 0)

    assert watch_churn(later(15)) == NOTHING | {"lost": 1}
    case.refresh_from_db()
    assert (case.kind, case.rule, Task.objects.count()) == ("lost", "lost_silent", 2)
    assert watch_churn(later(75)) == NOTHING
    assert watch_churn(later(76)) == NOTHING | {"gone": 1}
    case.refresh_from_db()
    assert (case.state, case.closed_at) == ("gone", later(76))
    assert not Task.objects.filter(done_at=None).exists()
    assert watch_churn(later(77)) == NOTHING


def test_who_ships_again_in_time_is_won_back_and_may_go_again():
    customer = silent(31)
    watch_churn(make.NOON)
    ships(customer, TODAY + timedelta(days=60))

    assert watch_churn(later(60)) == NOTHING | {"won_back": 1}

    case = ChurnCase.objects.get()
    assert (case.state, case.shipped_again_on) == ("won_back", TODAY + timedelta(days=60))
    assert ChurnStep.objects.get().state == "won_back"
    assert set(Task.objects.values_list("done_at", flat=True)) == {later(60)}
    assert watch_churn(later(80)) == NOTHING | {"opened": 1}


def test_a_shipment_after_the_sixty_days_comes_too_late():
    customer = silent(31)
    watch_churn(make.NOON)
    ships(customer, TODAY + timedelta(days=61))

    assert watch_churn(later(61)) == NOTHING | {"gone": 1}


def test_a_drop_is_won_back_by_volume_and_not_by_one_parcel():
    customer = ship(make.customer(), weekly(*[20] * 10, 2, 2, 2, 2))
    assert watch_churn(make.NOON) == NOTHING | {"opened": 1}
    assert ChurnCase.objects.get().rule == "risk_drop"
    ships(customer, TODAY)
    assert watch_churn(later(1)) == NOTHING

    customer.weeks.filter(week__gte=ago(40)).update(parcels=15)

    assert watch_churn(later(2)) == NOTHING | {"won_back": 1}
    customer.weeks.filter(week__gte=ago(40)).update(parcels=2)
    assert watch_churn(later(3)) == NOTHING, "the same weeks are not told twice"


def test_somebody_silent_for_years_is_no_news():
    silent(181)

    assert watch_churn(make.NOON) == NOTHING


def test_the_steps_come_in_their_order_and_end_the_task():
    silent(30)
    watch_churn(make.NOON)
    case, by = ChurnCase.objects.get(), make.user(Role.MANAGER)
    with pytest.raises(Refused, check=lambda refusal: refusal.code == "cause_unknown"):
        take_measure(case, text="专人取件", by=by, at=make.NOON)

    note_cause(case, "delay", text="三票晚到，电话 19912345678", by=by, at=make.NOON)
    take_measure(case, text="专人取件", by=by, at=later(1))

    case.refresh_from_db()
    assert (case.state, case.cause) == ("measure", "delay")
    assert [step.text for step in case.steps.all()] == ["三票晚到，电话 199******78", "专人取件"]
    assert set(Task.objects.values_list("done_by", flat=True)) == {by.pk}
    give_up(case, text="已搬走", by=by, at=later(2))
    with pytest.raises(Refused, check=lambda refusal: refusal.code == "case_closed"):
        note_cause(case, "price", text="", by=by, at=later(2))
