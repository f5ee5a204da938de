"""Who is asked, what is kept of an answer, and what follows from a low one."""

from datetime import timedelta

import pytest

from crm.shared.errors import Refused
from customers.models import ChurnCase, Customer, Invitation, SurveyAnswer, Task
from customers.services import surveys
from customers.services.surveys import Ask, answer, invite, invite_all
from customers.signals import answered_low
from tests import make

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def heard():
    told = []

    def hear(sender, customer, answer, at, **_more):
        told.append((customer, answer.csat, at))

    answered_low.connect(hear)
    yield told
    answered_low.disconnect(hear)


def test_the_same_matter_is_asked_once_and_its_link_stays_the_same():
    make.survey("delivery")
    customer = make.customer()

    first = invite(customer, "delivery", key="delivery:1", at=make.NOON, about="300057900556")
    again = invite(customer, "delivery", key="delivery:1", at=make.NOON + 90 * DAY)

    assert (again.invitation, again.token, len(again.token)) == (first.invitation, first.token, 22)
    assert first.token not in str(Invitation.objects.values().get())
    assert first.link.endswith(f"/survey/{first.token}/")


def test_nobody_is_asked_again_too_soon_unless_the_link_never_went_out():
    make.survey("delivery", every_days=30)
    customer, other = make.customer(), make.customer()
    asked = invite(customer, "delivery", key="delivery:1", at=make.NOON)

    wanted = [Ask(customer, "delivery:2"), Ask(other, "delivery:3"), Ask(other, "delivery:4")]
    assert set(invite_all(wanted, "delivery", at=make.NOON + 29 * DAY)) == {"delivery:3"}
    asked.invitation.message = make.message(state="skipped", skipped="opted_out")
    asked.invitation.save()
    assert set(invite_all(wanted[:1], "delivery", at=make.NOON + 29 * DAY)) == {"delivery:2"}
    assert set(invite_all([Ask(other, "delivery:5")], "delivery", at=make.NOON + 59 * DAY)) == {"delivery:5"}


def test_whoever_is_lost_is_not_counted_with_a_tier():
    make.survey("periodic")
    a, lost, back, new = (make.customer() for _ in range(4))
    for customer in (a, lost, back):
        make.standing(customer, "A")
    make.churn_case(lost, kind=ChurnCase.Kind.LOST)
    make.churn_case(back, state="won_back", closed_at=make.NOON)

    invited = invite_all([Ask(each, f"round:1:{each.pk}") for each in (a, lost, back, new)], "periodic", at=make.NOON)

    strata = {each.invitation.customer_id: each.invitation.stratum for each in invited.values()}
    assert strata == {a.pk: "A", lost.pk: "lost", back.pk: "A", new.pk: "C"}


def test_a_low_answer_opens_one_task_and_the_last_words_hold_until_it_closes(heard):
    invitation = make.invitation()
    closes = invitation.closes_at

    answer(invitation, {"stars": 2, "comment": "晚到两天，电话13800138000"}, at=make.NOON)
    answer(invitation, {"stars": 1, "comment": "还是没人管"}, at=make.NOON + DAY)
    kept = answer(invitation, {"stars": "5"}, at=closes - timedelta(seconds=1))
    with pytest.raises(Refused, check=lambda refusal: refusal.code == "survey_closed"):
        answer(invitation, {"stars": 1}, at=closes)

    task = Task.objects.get()
    assert (task.outlet, task.kind, task.role, task.opened_at) == (
        invitation.outlet,
        "dissatisfied",
        "manager",
        make.NOON,
    )
    assert task.url == kept.get_absolute_url()
    assert "晚到两天" in task.words and "13800138000" not in task.words
    assert [(told[1], told[2]) for told in heard] == [(2, make.NOON)]
    assert SurveyAnswer.objects.get() == kept
    assert (kept.csat, kept.comment, kept.answered_at, kept.task) == (5, "", make.NOON, task)
    assert kept.changed_at == closes - timedelta(seconds=1)


def test_a_content_answer_opens_nothing_and_somebody_forgotten_is_asked_nothing(heard):
    invitation = make.invitation()
    answer(invitation, {"stars": 3}, at=make.NOON)

    Customer.objects.filter(pk=invitation.customer_id).update(state="anonymous")

    with pytest.raises(Refused, check=lambda refusal: refusal.code == "survey_closed"):
        answer(invitation, {"stars": 1}, at=make.NOON)
    assert (Task.objects.count(), heard) == (0, [])


def test_a_closed_round_takes_no_answers():
    invitation = make.invitation()

    assert surveys.close(Invitation.objects.all(), at=make.NOON + DAY) == 1
    with pytest.raises(Refused, check=lambda refusal: refusal.code == "survey_closed"):
        answer(invitation, {"stars": 4}, at=make.NOON + DAY)
