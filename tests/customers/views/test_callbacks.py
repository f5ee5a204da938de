"""The list worked from its top, and the coverage that its calls add up to."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.accounts.roles import Role
from customers.models import Task
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def outlet():
    make.call_script("callback")
    return make.outlet()


def entered(role, outlet=None):
    client = Client(headers={"accept-language": "en"})
    client.force_login(make.user(role, outlet))
    return client


def due(outlet, *, tier="C", days=0, **fields):
    day = timezone.localdate() - timedelta(days=days)
    return make.callback(make.customer(outlet, phone="13800001234"), tier=tier, due_on=day, **fields)


def test_each_call_leads_to_the_next_by_tier_and_day_until_nobody_is_left(outlet, django_assert_max_num_queries):
    late, today, important = due(outlet, days=2), due(outlet), due(outlet, tier="A")
    due(outlet, days=-1)
    due(make.outlet(), tier="A", days=3)
    client = entered(Role.SERVICE_CLERK, outlet)

    page = client.get(reverse("customers:callbacks"))
    assert [row.pk for row in page.context["table"].objects] == [important.pk, late.pk, today.pk]
    assert page.context["first"] == important
    for here, onward in ((important, late), (late, today)):
        with django_assert_max_num_queries(40):
            answer = client.post(reverse("customers:callback", args=[here.pk]), {"outcome": "satisfied"})
        assert answer.url == reverse("customers:callback", args=[onward.pk])
    last = client.post(reverse("customers:callback", args=[today.pk]), {"outcome": "unreached"})
    assert last.url == reverse("customers:callbacks")


def test_the_call_page_has_the_script_and_hides_the_number(outlet):
    callback = due(outlet)

    page = entered(Role.SERVICE_CLERK, outlet).get(reverse("customers:callback", args=[callback.pk]))

    text = page.content.decode()
    assert "138******34" in text and "13800001234" not in text
    assert page.context["script"].occasion == "callback"
    assert all(step.text and "{" not in step.text for step in page.context["steps"])


def test_a_complaint_without_a_word_is_asked_for_one(outlet):
    callback, client = due(outlet), entered(Role.SERVICE_CLERK, outlet)
    url = reverse("customers:callback", args=[callback.pk])

    assert client.post(url, {"outcome": "dissatisfied"}).status_code == 422
    assert client.post(url, {"outcome": ""}).status_code == 422
    assert client.post(url, {"outcome": "dissatisfied", "note": "晚到"}).status_code == 302
    assert Task.objects.get().role == "manager"


def test_a_call_is_put_off_and_comes_back_on_its_day(outlet):
    callback, client = due(outlet), entered(Role.MANAGER, outlet)
    url = reverse("customers:callback_snooze", args=[callback.pk])
    until = timezone.localdate() + timedelta(days=3)

    assert client.post(url, {"until": until, "reason": ""}).status_code == 422
    assert client.post(url, {"until": timezone.localdate(), "reason": "出差"}).status_code == 422
    assert client.post(url, {"until": until, "reason": "出差"}).status_code == 302

    assert client.get(reverse("customers:callbacks")).context["table"].objects == []
    assert client.get(reverse("customers:callbacks_planned")).context["table"].objects == [callback]


def test_headquarters_look_and_only_callers_call(outlet):
    callback = due(outlet)
    url = reverse("customers:callback", args=[callback.pk])

    assert entered(Role.INSPECTOR).get(url).context["open_now"] is False
    assert entered(Role.INSPECTOR).post(url, {"outcome": "satisfied"}).status_code == 403
    assert entered(Role.CRG).post(url, {"outcome": "satisfied"}).status_code == 302
    assert entered(Role.COURIER, outlet).get(url).status_code == 403


def test_the_coverage_counts_what_fell_due_and_opens_the_rows(outlet):
    done = {"state": "done", "closed_at": timezone.now()}
    for days, fields in (
        (3, {**done, "outcome": "satisfied"}),
        (4, {**done, "outcome": "dissatisfied"}),
        (5, {**done, "outcome": "unreached"}),
        (20, {"state": "missed", "closed_at": timezone.now()}),
        (1, {}),
        (2, {"state": "dropped", "closed_at": timezone.now()}),
        (200, done),
    ):
        due(outlet, days=days, **fields)
    client = entered(Role.EXECUTIVE)

    page = client.get(reverse("customers:callback_coverage"))

    told = page.context["table"].objects[0].told
    assert (told.due, told.made, told.reached, told.content, told.dissatisfied, told.missed) == (5, 3, 2, 1, 1, 1)
    for stat, count in zip(page.context["stats"], (3, 1, 1, 1), strict=True):
        assert stat.figure == count == len(client.get(stat.url).context["table"].objects)
    assert "<polyline" in page.content.decode()
