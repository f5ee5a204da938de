from datetime import timedelta

import pytest

from crm.accounts.roles import Role
from crm.audit.models import AuditEntry
from crm.shared.errors import Refused
from outlets.access import OPERATOR, access_of
from outlets.models import Membership, RoleDemand, TrainingRecord
from outlets.queries.training import SOON, courses_missing, lacks_at, lacks_of
from outlets.services.staff import give_role
from outlets.services.training import Outcome, Session, keep_course, record_session
from tests import make

pytestmark = pytest.mark.django_db
DAY = make.NOON.date()


def demanded(role=Role.COURIER, **fields):
    course = make.course(**fields)
    RoleDemand.objects.create(role=role, course=course)
    return course


def given(person, outlet):
    return give_role(person, Role.COURIER, outlet=outlet, access=OPERATOR, by=None, at=make.NOON)[1]


@pytest.mark.parametrize(
    ("record", "missing"),
    [
        (None, True),
        ({"passed": False}, True),
        ({"valid_until": None}, False),
        ({"valid_until": DAY}, False),
        ({"valid_until": DAY - timedelta(days=1)}, True),
    ],
    ids=["never", "failed", "for ever", "last day", "day after"],
)
def test_a_role_goes_to_who_has_a_valid_passed_training(record, missing):
    course, person, outlet = demanded(name="安全驾驶"), make.user(), make.outlet()
    if record is not None:
        make.training(person, course, **record)

    assert bool(courses_missing(person.pk, Role.COURIER, day=DAY)) == missing
    if missing:
        with pytest.raises(Refused, match="安全驾驶") as refusal:
            given(person, outlet)
        assert refusal.value.code == "training_missing"
    else:
        assert given(person, outlet)


def test_every_demanded_course_counts_and_other_roles_do_not():
    first, second = demanded(name="甲"), demanded(name="乙")
    demanded(Role.MANAGER, name="丙")
    person, outlet = make.user(), make.outlet()
    make.training(person, first)

    with pytest.raises(Refused) as refusal:
        given(person, outlet)
    make.training(person, second)

    assert ("乙" in str(refusal.value), "甲" in str(refusal.value), "丙" in str(refusal.value)) == (True, False, False)
    assert given(person, outlet)


def test_who_plays_the_role_already_keeps_it():
    person, outlet = make.user(), make.outlet()
    make.member(person, Role.COURIER, outlet)
    demanded()

    assert given(person, outlet) is False
    assert Membership.objects.filter(user=person).count() == 1


@pytest.mark.parametrize(
    ("valid_until", "expected"),
    [
        ("never", [True]),
        (DAY - timedelta(days=1), [True]),
        (DAY, [False]),
        (DAY + SOON, [False]),
        (DAY + SOON + timedelta(days=1), None),
        (None, None),
    ],
)
def test_lacks_are_told_before_and_after_the_end(valid_until, expected):
    course, courier = demanded(), make.user(Role.COURIER)
    make.training(courier, course, held_on=DAY - timedelta(days=900), valid_until=DAY - timedelta(days=500))
    if valid_until == "never":
        TrainingRecord.objects.all().delete()
    else:
        make.training(courier, course, valid_until=valid_until)

    lacks = lacks_of([courier.pk], day=DAY).get(courier.pk)

    assert (None if lacks is None else [lack.run_out for lack in lacks]) == expected


def test_a_manager_is_told_of_the_own_outlet_headquarters_of_all(django_assert_num_queries):
    demanded()
    here, there = make.outlet(), make.outlet()
    mine, theirs = make.user(Role.COURIER, here), make.user(Role.COURIER, there)
    gone = make.user(Role.COURIER, here, is_active=False)
    manager, inspector = make.user(Role.MANAGER, here), make.user(Role.INSPECTOR)
    access = access_of(manager)

    with django_assert_num_queries(2):
        found = lacks_at(access, day=DAY)

    assert set(found) == {mine.pk}
    assert set(lacks_at(access_of(inspector), day=DAY)) == {mine.pk, theirs.pk}
    assert gone.pk not in found
    assert lacks_at(access_of(theirs), day=DAY) == {}


def test_a_class_is_noted_once_and_corrected():
    course, outlet = make.course(valid_months=12), make.outlet()
    people = [make.user(Role.COURIER, outlet) for _ in range(3)]
    session = Session(course, DAY, "周培训")

    def note(*outcomes):
        new, changed = record_session(session, outcomes, access=OPERATOR, by=None, at=make.NOON)
        return len(new), len(changed)

    first = note(*(Outcome(person, passed=True, score=90) for person in people))
    again = note(*(Outcome(person, passed=True, score=90) for person in people))
    corrected = note(Outcome(people[0], passed=False, score=40))

    assert (first, again, corrected) == ((3, 0), (0, 0), (0, 1))
    ends = dict(TrainingRecord.objects.values_list("person", "valid_until"))
    assert ends == {people[0].pk: None, people[1].pk: DAY.replace(year=2027), people[2].pk: DAY.replace(year=2027)}
    assert AuditEntry.objects.filter(action="training.record").count() == 2


def test_no_class_lies_ahead():
    session = Session(make.course(), DAY + timedelta(days=1), "x")

    with pytest.raises(Refused) as refusal:
        record_session(session, [Outcome(make.user(), passed=True)], access=OPERATOR, by=None, at=make.NOON)

    assert refusal.value.code == "training_ahead"


def test_a_manager_enters_for_the_own_staff_alone():
    manager, stranger = make.user(Role.MANAGER), make.user(Role.COURIER)
    session = Session(make.course(), DAY, "x")

    with pytest.raises(Refused) as refusal:
        record_session(session, [Outcome(stranger, passed=True)], access=access_of(manager), by=manager, at=make.NOON)

    assert (refusal.value.code, TrainingRecord.objects.count()) == ("training_foreign", 0)


def test_a_courses_demands_are_what_was_last_said():
    course = make.course()

    keep_course(course, demanded_by=[Role.COURIER, Role.MANAGER], by=None, at=make.NOON)
    keep_course(course, demanded_by=[Role.MANAGER, Role.INSPECTOR], by=None, at=make.NOON)

    assert set(course.demands.values_list("role", flat=True)) == {"manager", "inspector"}
