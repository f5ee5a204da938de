import pytest
from django.urls import reverse
from django.utils import timezone

from crm.accounts.roles import Role
from outlets.models import Membership, RoleDemand, TrainingCourse, TrainingRecord
from tests import copies, make

pytestmark = pytest.mark.django_db


def logged_in(client, role, outlet=None):
    person = make.user(role, outlet)
    client.force_login(person)
    return person


def page(name, *args):
    return reverse(f"outlets:{name}", args=args)


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_records_cost_the_same_for_any_rows(client, django_assert_num_queries, rows):
    outlet, course = make.outlet(), make.course()
    logged_in(client, Role.MANAGER, outlet)
    couriers = copies.people(make.user(Role.COURIER, outlet), rows)
    copies.copied(make.training(couriers[0], course), rows, person=couriers.__getitem__)

    with django_assert_num_queries(8 + (rows > 50)):
        response = client.get(page("training"))

    assert len(response.context["table"].objects) == min(rows, 50)


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_whom_to_renew_costs_the_same_for_any_rows(client, django_assert_num_queries, rows):
    outlet = make.outlet()
    RoleDemand.objects.create(role="courier", course=make.course())
    logged_in(client, Role.MANAGER, outlet)
    copies.people(make.user(Role.COURIER, outlet), rows)

    with django_assert_num_queries(8 + (rows > 50)):
        response = client.get(page("training_lacks"))

    assert len(response.context["table"].objects) == min(rows, 50)


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_courses_cost_the_same_for_any_rows(client, django_assert_num_queries, rows):
    logged_in(client, Role.OPERATIONS)
    copies.copied(make.course(), rows, code=lambda n: f"R{n}")

    with django_assert_num_queries(5 + (rows > 50)):
        client.get(page("courses"))


def test_a_manager_enters_a_class_of_the_own_staff(client):
    outlet, course = make.outlet(), make.course()
    manager = logged_in(client, Role.MANAGER, outlet)
    passed, failed = make.user(Role.COURIER, outlet), make.user(Role.COURIER, outlet)
    stranger = make.user(Role.COURIER)
    body = {"course": course.pk, "held_on": timezone.localdate().isoformat(), "trainer": "周培训"}
    body |= {f"result_{passed.pk}": "passed", f"score_{passed.pk}": "92", f"result_{failed.pk}": "failed"}

    answer = client.post(page("training_class"), body | {f"result_{stranger.pk}": "passed"})

    assert answer["Location"] == page("training")
    told = set(TrainingRecord.objects.values_list("person", "passed", "score", "entered_by"))
    assert told == {(passed.pk, True, 92, manager.pk), (failed.pk, False, None, manager.pk)}


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"score": "92"}, "result"),
        ({"result": "passed", "score": "101"}, "score"),
        ({"result": "maybe"}, "result"),
        ({}, None),
    ],
)
def test_a_class_that_cannot_be_noted_keeps_what_was_typed(client, typed, field):
    outlet, course = make.outlet(), make.course()
    person = logged_in(client, Role.MANAGER, outlet)
    body = {"course": course.pk, "held_on": "2026-11-18", "trainer": "周培训老师"}

    answer = client.post(page("training_class"), body | {f"{name}_{person.pk}": value for name, value in typed.items()})

    assert (answer.status_code, TrainingRecord.objects.count()) == (422, 0)
    assert "周培训老师" in answer.content.decode()
    assert list(answer.context["form"].errors) == [f"{field}_{person.pk}" if field else "__all__"]


def test_headquarters_choose_the_outlet_and_a_manager_no_other(client):
    outlet, other = make.outlet(), make.outlet()
    courier = make.user(Role.COURIER, outlet)
    logged_in(client, Role.OPERATIONS)
    chosen = client.get(page("training_class"), {"outlet": outlet.code}).context
    unchosen = client.get(page("training_class")).context
    assert (list(chosen["form"].people), unchosen["outlet"]) == ([courier], None)

    logged_in(client, Role.MANAGER, outlet)
    assert client.get(page("training_class"), {"outlet": other.code}).status_code == 404


def test_a_role_is_refused_with_the_courses_name_and_the_page_shows_what_is_missing(client):
    outlet, person = make.outlet(), make.user(staff_no="S7")
    course = make.course(name="危险品识别")
    logged_in(client, Role.OPERATIONS)
    body = {"code": "SAFE", "name": "安全", "roles": ["courier"], "demanded_by": ["courier"], "active": "on"}
    assert client.post(page("course_create"), body)["Location"] == page("courses")
    RoleDemand.objects.create(role="courier", course=course)

    refused = client.post(page("give_role"), {"person": "S7", "role": "courier", "outlet": outlet.pk})
    assert refused.status_code == 422
    assert "危险品识别" in refused.content.decode()
    assert not Membership.objects.filter(user=person).exists()

    make.member(person, Role.COURIER, outlet)
    shown = client.get(page("person", person.pk))
    assert {lack.course.name for lack, _badge in shown.context["lacks"]} == {"危险品识别", "安全"}


def test_a_course_is_changed_and_its_code_stays(client):
    logged_in(client, Role.OPERATIONS)
    course = make.course(code="OLD")

    client.post(page("course_edit", course.pk), {"code": "NEW", "name": "新", "valid_months": "6", "active": "on"})
    taken = client.post(page("course_create"), {"code": "OLD", "name": "x"})

    course.refresh_from_db()
    assert (course.code, course.name, course.valid_months) == ("OLD", "新", 6)
    assert (taken.status_code, TrainingCourse.objects.count()) == (422, 1)


def test_the_staff_list_marks_whose_training_is_missing(client):
    outlet = make.outlet()
    RoleDemand.objects.create(role="courier", course=make.course(name="危险品识别"))
    manager, courier = logged_in(client, Role.MANAGER, outlet), make.user(Role.COURIER, outlet)

    people = client.get(page("staff")).context["table"].objects

    told = {person.pk: [lack.course.name for lack, _badge in person.lacks] for person in people}
    assert told == {manager.pk: [], courier.pk: ["危险品识别"]}
