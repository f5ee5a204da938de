from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from crm.accounts.roles import Role
from shipments.models import DayNote
from shipments.services.day_log import Words, write_day_note
from tests import copies, make

LIST = "/shipments/day-log/"


def page(outlet, person, day=None, act=""):
    name = f"shipments:day_log{act}"
    return reverse(name, args=[outlet.pk, person.pk, day or timezone.localdate()])


@pytest.mark.parametrize("rows", [2, 3, 300])
def test_the_list_costs_the_same_for_any_rows(scene, django_assert_num_queries, rows):
    manager = make.user(Role.MANAGER, scene.outlet)
    copies.people(scene.clerk, rows - 1)
    client = scene.client(manager)

    with django_assert_num_queries(13 + (rows > 50)):
        response = client.get(LIST)

    assert len(response.context["table"].objects) == min(rows, 50)


@pytest.mark.parametrize("scans", [1, 3, 30])
def test_ones_day_costs_the_same_for_any_work(scene, django_assert_num_queries, scans):
    for _ in range(scans):
        scene.scan(scene.load(), "arrival")
    client = scene.client()

    with django_assert_num_queries(17):
        response = client.get(page(scene.outlet, scene.clerk))

    told = {str(deed.label): deed.count for deed in response.context["deeds"]}
    assert told["Arrival scan"] == scans


def test_who_manages_nobody_is_led_to_the_own_day(scene):
    answer = scene.client().get(LIST)

    assert answer["Location"] == page(scene.outlet, scene.clerk)


def test_a_person_writes_and_closes_and_the_manager_sees(scene):
    clerk, manager = scene.client(), scene.client(make.user(Role.MANAGER, scene.outlet))
    scene.scan(scene.load(), "arrival")
    words = {"text": "雨大", "handover": "钥匙在柜台", "incidents": ""}

    assert clerk.post(page(scene.outlet, scene.clerk, act="_write"), words | {"close": ""}).status_code == 302
    closed = clerk.post(page(scene.outlet, scene.clerk, act="_write"), {"text": "晴"})
    assert (closed.status_code, "晴" in closed.content.decode()) == (422, False)

    rows = manager.get(LIST, {"state": "closed"}).context["table"].objects
    assert [(row.user, row.told_arrival, row.note.text) for row in rows] == [(scene.clerk, 1, "雨大")]
    manager.post(page(scene.outlet, scene.clerk, act="_seen"))
    assert manager.get(LIST, {"state": "closed"}).context["table"].objects == []
    assert DayNote.objects.get().seen_at is not None

    manager.post(page(scene.outlet, scene.clerk, act="_reopen"))
    assert DayNote.objects.get().closed_at is None


def test_nobody_writes_anothers_day_or_looks_at_it(scene):
    colleague = make.user(Role.COURIER, scene.outlet)
    manager = make.user(Role.MANAGER, scene.outlet)

    assert scene.client(colleague).get(page(scene.outlet, scene.clerk)).status_code == 404
    assert scene.client(manager).get(page(scene.outlet, scene.clerk)).status_code == 200
    assert scene.client(manager).post(page(scene.outlet, scene.clerk, act="_write"), {"text": "x"}).status_code == 404
    assert scene.client(make.user(Role.MANAGER)).get(page(scene.outlet, scene.clerk)).status_code == 404
    assert not DayNote.objects.exists()


def test_a_month_has_a_line_for_each_day_something_was_done(scene):
    scene.scan(scene.load(), "arrival")
    today = timezone.localdate()
    write_day_note(scene.clerk, scene.outlet, today, Words("x"), close=False, at=scene.now)

    shown = scene.client().get(
        reverse("shipments:day_log_month", args=[scene.outlet.pk, scene.clerk.pk, f"{today:%Y-%m}"])
    )

    assert today in [row.day for row in shown.context["rows"]]
    assert shown.context["total"][0].count == 1


@pytest.mark.parametrize("text", ["2026-13-01", "today", "2026-11-1", "²026-11-18", "0001-01-01", "9999-12-31"])
def test_what_is_no_day_is_not_found(scene, text):
    assert scene.client().get(f"{LIST}{scene.outlet.pk}/{scene.clerk.pk}/{text}/").status_code == 404


def test_a_day_ahead_is_shown_and_cannot_be_written(scene):
    ahead = timezone.localdate() + timedelta(days=1)

    assert scene.client().get(page(scene.outlet, scene.clerk, ahead)).context["may_write"] is False
    assert scene.client().post(page(scene.outlet, scene.clerk, ahead, act="_write"), {"text": "x"}).status_code == 422


def test_an_outlets_day_on_paper(scene):
    manager = scene.client(make.user(Role.MANAGER, scene.outlet))
    scene.scan(scene.load(), "arrival")

    shown = manager.get(reverse("shipments:day_log_print"))

    assert {post.user.username for post, _cells, _badge in shown.context["rows"]} >= {scene.clerk.username}
    assert scene.client(make.user(Role.INSPECTOR)).get(reverse("shipments:day_log_print"))["Location"] == LIST


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_closed_days_wait_for_the_manager_until_seen(scene, django_assert_num_queries, rows):
    client, today = scene.client(make.user(Role.MANAGER, scene.outlet)), timezone.localdate()
    fields = {"person": scene.clerk, "outlet": scene.outlet, "changed_at": scene.now}
    days = [DayNote(**fields, day=today - timedelta(days=back), closed_at=scene.now) for back in range(rows)]
    DayNote.objects.bulk_create(days)
    DayNote.objects.create(**fields, day=today - timedelta(days=400))
    elsewhere = {**fields, "outlet": make.outlet(), "closed_at": scene.now}
    DayNote.objects.create(**elsewhere, day=today)

    with django_assert_num_queries(5 + (rows > 50)):
        response = client.get(reverse("shipments:day_logs_unseen"))

    assert len(response.context["table"].objects) == min(rows, 50)
    client.post(page(scene.outlet, scene.clerk, act="_seen"))
    assert today not in [n.day for n in client.get(reverse("shipments:day_logs_unseen")).context["table"].objects]
