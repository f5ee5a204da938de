import pytest
from django.urls import reverse

from crm.accounts.models import User
from crm.accounts.roles import Role
from crm.audit.models import AuditEntry
from outlets.models import Membership
from tests import make

pytestmark = pytest.mark.django_db


def logged_in(client, role, outlet=None):
    person = make.user(role, outlet)
    client.force_login(person)
    return person


def posts_of(person: User) -> set[tuple[str, int | None]]:
    return set(Membership.objects.filter(user=person).values_list("role", "outlet"))


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_staff_list_costs_the_same_for_any_rows(client, django_assert_num_queries, rows):
    logged_in(client, Role.OPERATIONS)
    for _ in range(rows - 1):
        make.user(Role.COURIER)

    with django_assert_num_queries(8):
        response = client.get(reverse("outlets:staff"))

    assert len(response.context["table"].objects) == rows


def test_manager_sees_the_own_outlets_people_and_their_roles_there(client):
    mine, theirs = make.outlet(), make.outlet()
    manager = logged_in(client, Role.MANAGER, mine)
    both = make.user(Role.COURIER, mine)
    make.member(both, Role.WAYBILL_CLERK, theirs)
    stranger = make.user(Role.COURIER, theirs)

    people = client.get(reverse("outlets:staff")).context["table"].objects

    assert {(person, len(person.posts)) for person in people} == {(manager, 1), (both, 1)}
    assert client.get(reverse("outlets:person", args=[stranger.pk])).status_code == 404


def test_role_and_outlet_filter_one_post(client):
    here, there = make.outlet(), make.outlet()
    courier = make.user(Role.COURIER, here)
    other = make.user(Role.COURIER, there)
    make.member(other, Role.WAYBILL_CLERK, here)
    logged_in(client, Role.OPERATIONS)

    response = client.get(reverse("outlets:staff"), {"role": "courier", "outlet": here.code})

    assert response.context["table"].objects == [courier]


def test_manager_gives_and_takes_roles_of_the_own_outlet(client):
    outlet = make.outlet()
    manager = logged_in(client, Role.MANAGER, outlet)
    person = make.user(staff_no="S7")

    client.post(reverse("outlets:give_role"), {"person": "S7", "role": "courier", "outlet": outlet.pk})
    assert posts_of(person) == {("courier", outlet.pk)}

    client.post(reverse("outlets:take_role", args=[Membership.objects.get(user=person).pk]))
    assert posts_of(person) == set()
    assert list(AuditEntry.objects.order_by("id").values_list("action", "actor")) == [
        ("role.give", manager.pk),
        ("role.take", manager.pk),
    ]


@pytest.mark.parametrize("role", [Role.MANAGER, Role.OPERATIONS])
def test_only_an_administrator_gives_roles_at_headquarters(client, role):
    logged_in(client, role)
    person = make.user()

    response = client.post(reverse("outlets:give_role"), {"person": person.username, "role": "inspector"})

    assert (response.status_code, posts_of(person)) == (422, set())


def test_an_administrator_gives_roles_at_headquarters(client):
    logged_in(client, Role.ADMINISTRATOR)
    person = make.user()

    client.post(reverse("outlets:give_role"), {"person": person.username, "role": "inspector"})

    assert posts_of(person) == {("inspector", None)}


def test_a_manager_gives_no_roles_elsewhere(client):
    theirs = make.outlet()
    logged_in(client, Role.MANAGER)
    person = make.user(Role.COURIER, theirs)

    response = client.post(
        reverse("outlets:give_role"), {"person": person.username, "role": "manager", "outlet": theirs.pk}
    )
    taken = client.post(reverse("outlets:take_role", args=[person.memberships.get().pk]))

    assert (response.status_code, taken.status_code, posts_of(person)) == (422, 404, {("courier", theirs.pk)})


def test_a_manager_here_who_is_courier_there_gives_nothing_there(client):
    there = make.outlet()
    manager = logged_in(client, Role.MANAGER)
    make.member(manager, Role.COURIER, there)
    person = make.user(Role.COURIER, there)

    client.post(reverse("outlets:take_role", args=[person.memberships.get().pk]))

    assert posts_of(person) == {("courier", there.pk)}


def test_nobody_takes_a_role_from_themselves(client):
    admin = logged_in(client, Role.ADMINISTRATOR)

    client.post(reverse("outlets:take_role", args=[admin.memberships.get().pk]))

    assert posts_of(admin) == {("administrator", None)}


def test_headquarters_make_a_person_and_a_password_shown_once(client):
    logged_in(client, Role.OPERATIONS)

    client.post(
        reverse("outlets:person_create"),
        {"name": "陈晓", "username": "chen", "staff_no": "S1", "phone": "+86 190 0000 0001"},
    )
    person = User.objects.get(username="chen")
    assert (person.staff_no, person.phone, person.has_usable_password()) == ("S1", "19000000001", False)

    response = client.post(reverse("outlets:make_password", args=[person.pk]))
    person.refresh_from_db()
    password = response.context["password"]
    assert person.check_password(password)
    assert password in response.content.decode()
    assert password not in client.get(reverse("outlets:person", args=[person.pk])).content.decode()
    assert not AuditEntry.objects.filter(detail__icontains=password).exists()


def test_operations_make_no_passwords_for_headquarters(client):
    logged_in(client, Role.OPERATIONS)
    admin = make.user(Role.ADMINISTRATOR)

    client.post(reverse("outlets:make_password", args=[admin.pk]))
    client.post(reverse("outlets:set_active", args=[admin.pk]), {"active": "no"})

    admin.refresh_from_db()
    assert (admin.has_usable_password(), admin.is_active) == (False, True)


@pytest.mark.parametrize("elsewhere", [None, "manager", "courier", "inspector", "superuser"])
def test_a_manager_makes_passwords_for_those_who_work_here_alone(client, elsewhere):
    here = logged_in(client, Role.MANAGER).memberships.get().outlet
    person = make.user(Role.COURIER, here)
    if elsewhere == "superuser":
        User.objects.filter(pk=person.pk).update(is_superuser=True)
    elif elsewhere:
        make.member(person, Role(elsewhere), here if elsewhere == "manager" else None)

    response = client.post(reverse("outlets:make_password", args=[person.pk]))

    person.refresh_from_db()
    assert person.has_usable_password() is (elsewhere is None)
    assert (response.status_code == 200) is (elsewhere is None)
    assert client.post(reverse("outlets:set_active", args=[person.pk]), {"active": "no"}).status_code == 403


def test_a_login_is_closed_and_opened(client):
    logged_in(client, Role.OPERATIONS)
    person = make.user(Role.COURIER)

    for active, expected in (("no", False), ("yes", True)):
        client.post(reverse("outlets:set_active", args=[person.pk]), {"active": active})
        person.refresh_from_db()
        assert person.is_active is expected


def test_change_of_a_person_keeps_the_number_out_of_the_trail(client):
    logged_in(client, Role.OPERATIONS)
    person = make.user(Role.COURIER, phone="19000000001")

    client.post(reverse("outlets:person_edit", args=[person.pk]), {"name": "陈小", "phone": "19000000002"})

    person.refresh_from_db()
    assert (person.name, person.phone) == ("陈小", "19000000002")
    assert AuditEntry.objects.get().detail == {"fields": ["name", "phone"]}


@pytest.mark.parametrize("role", [Role.COURIER, Role.WAYBILL_CLERK, Role.SERVICE_CLERK])
def test_staff_pages_are_closed_to_clerks(client, role):
    person = logged_in(client, role)

    assert client.get(reverse("outlets:staff")).status_code == 403
    assert client.get(reverse("outlets:person", args=[person.pk])).status_code == 403
