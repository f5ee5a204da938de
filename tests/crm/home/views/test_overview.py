from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from crm.accounts.roles import Role
from outlets.models import RoleDemand
from outlets.services.addressed import Audience
from outlets.services.notices import Cover, Words, escalate_unread, publish_notice
from shipments.services import day_log
from tests import copies, make
from tests.shipments.views.conftest import Scene

OVERVIEW = "/overview/"


@pytest.fixture
def scene(db):
    return Scene()


def figures(response):
    return {str(stat.label): (stat.figure, stat.url) for stat in response.context["stats"]}


def test_each_figure_counts_what_its_rows_show(scene):
    manager = make.user(Role.MANAGER, scene.outlet)
    client = scene.client(manager)
    RoleDemand.objects.create(role="courier", course=make.course())
    courier = make.user(Role.COURIER, scene.outlet)
    make.document()
    make.document(roles=["courier"])
    clock = make.clock(scene.outlet, day=timezone.localdate(), delivery_due_at=scene.now - timedelta(minutes=5))
    make.run(clock)
    make.run(make.clock(scene.outlet, day=timezone.localdate(), delivery_due_at=scene.now + timedelta(hours=1)))
    fined = make.fine(make.arrival(clock))
    type(fined).objects.update(posted_at=scene.now)
    day_log.write_day_note(courier, scene.outlet, timezone.localdate(), day_log.Words("x"), close=True, at=scene.now)

    told = figures(client.get(OVERVIEW))

    assert {name: figure for name, (figure, _url) in told.items()} == {
        "Open waybills": 2,
        "Overdue": 1,
        "Fines this month": 1,
        "Documents to read": 1,
        "Trainings to renew": 1,
        "Day logs to look at": 1,
    }
    shown = {name: client.get(url) for name, (_figure, url) in told.items()}
    for name in ("Fines this month", "Documents to read", "Trainings to renew", "Day logs to look at"):
        assert len(shown[name].context["table"].objects) == told[name][0], name
    for name in ("Open waybills", "Overdue"):
        assert len(shown[name].context["page"].rows) == told[name][0], name


def test_staff_stand_with_what_they_did_today(scene):
    scene.scan(scene.load(), "arrival")
    manager = make.user(Role.MANAGER, scene.outlet)

    rows = scene.client(manager).get(OVERVIEW).context["staff"]

    told = {row.post.user: {str(label): count for label, count in row.cells} for row in rows}
    assert (told[scene.clerk]["Arrival scan"], told[manager]["Arrival scan"]) == (1, 0)


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_the_overview_costs_the_same_for_any_staff(scene, django_assert_num_queries, rows):
    client = scene.client(make.user(Role.MANAGER, scene.outlet))
    copies.people(make.user(Role.COURIER, scene.outlet), rows)

    with django_assert_num_queries(21):
        client.get(OVERVIEW)


@pytest.mark.parametrize("role", [Role.COURIER, Role.INSPECTOR])
def test_the_overview_is_a_managers(scene, role):
    assert scene.client(make.user(role)).get(OVERVIEW).status_code == 403


def test_a_couriers_start_tells_of_documents_and_trainings(scene):
    courier = make.user(Role.COURIER, scene.outlet)
    document, course = make.document(), make.course(name="安全")
    RoleDemand.objects.create(role="courier", course=course)
    client = scene.client(courier)

    start = client.get("/", follow=True)
    notes = start.content.decode()
    assert ("1 document to read" in notes, "安全" in notes) == (True, True)

    make.training(courier, course, valid_until=timezone.localdate() + timedelta(days=5))
    client.post(reverse("outlets:document_read", args=[document.pk]), {"version": 1})
    client.get("/outlets/documents/")
    notes = client.get("/", follow=True).content.decode()
    assert ("document to read" in notes, "ends on" in notes) == (False, True)

    make.training(courier, course, held_on=timezone.localdate() - timedelta(days=1))
    assert "安全" not in client.get("/", follow=True).content.decode()
    assert [row.course for row in client.get(reverse("outlets:my_training")).context["table"].objects] == [course] * 2


def test_what_staff_have_not_read_for_a_day_is_the_managers_to_see(scene):
    told = Cover(title="台风停收", must_read=True), Words("明日停收。"), Audience([scene.outlet])
    notice = publish_notice(*told, by=make.user(Role.OPERATIONS), at=scene.now - timedelta(hours=25))
    make.user(Role.COURIER, scene.outlet)
    escalate_unread(scene.now)

    page = scene.client(make.user(Role.MANAGER, scene.outlet)).get(OVERVIEW)

    assert [each.notice for each in page.context["unread_notices"]] == [notice.pk]
    assert f"/outlets/notices/{notice.pk}/readers/?state=unread" in page.content.decode()
