import pytest
from django.urls import reverse

from crm.accounts.roles import Role
from crm.audit.models import AuditEntry
from outlets.models import Hub, Outlet, Region
from tests import make

pytestmark = pytest.mark.django_db


def logged_in(client, role, outlet=None):
    person = make.user(role, outlet)
    client.force_login(person)
    return person


def names(response) -> list[str]:
    return [row.object.name for row in response.context["table"].rows()]


@pytest.mark.parametrize("rows", [1, 3])
def test_outlet_list_costs_the_same_for_any_rows(client, django_assert_num_queries, rows):
    for _ in range(rows):
        make.outlet()
    logged_in(client, Role.OPERATIONS)

    with django_assert_num_queries(7):
        response = client.get(reverse("outlets:outlets"))

    assert len(names(response)) == rows


def test_outlet_list_is_searched_and_filtered(client):
    sought = make.outlet(name="科苑", kind="non_same_day")
    make.outlet(name="体育东", active=False)
    logged_in(client, Role.EXECUTIVE)

    for query in (
        {"q": "科"}, {"q": sought.code.lower()}, {"kind": "non_same_day"}, {"active": "yes"},
        {"region": sought.region.code}, {"hub": sought.hub.code}, {"q": sought.region.name},
    ):  # fmt: skip
        assert names(client.get(reverse("outlets:outlets"), query)) == ["科苑"], query


def test_one_outlets_clerk_is_led_to_it(client):
    outlet = make.outlet()
    logged_in(client, Role.COURIER, outlet)

    response = client.get(reverse("outlets:outlets"))

    assert (response.status_code, response.url) == (302, reverse("outlets:outlet", args=[outlet.pk]))


def test_outlet_page_is_for_its_own_people(client):
    mine, theirs = make.outlet(), make.outlet()
    logged_in(client, Role.COURIER, mine)

    assert client.get(reverse("outlets:outlet", args=[mine.pk])).status_code == 200
    assert client.get(reverse("outlets:outlet", args=[theirs.pk])).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_outlet_page_costs_the_same_for_any_staff(client, django_assert_num_queries, rows):
    outlet = make.outlet()
    for _ in range(rows):
        make.user(Role.COURIER, outlet)
    logged_in(client, Role.OPERATIONS)
    client.get(reverse("outlets:outlet", args=[outlet.pk]))

    with django_assert_num_queries(6):
        client.get(reverse("outlets:outlet", args=[outlet.pk]))


FORM = {"code": "A-1", "name": "科苑", "kind": "same_day", "opens_at": "08:00", "closes_at": "21:00", "active": "on"}


def test_headquarters_open_an_outlet_and_change_it(client):
    hub = make.hub()
    editor = logged_in(client, Role.OPERATIONS)

    response = client.post(
        reverse("outlets:outlet_create"), {**FORM, "hub": hub.pk, "region": hub.region.pk, "phone": "+86 138 0000 0000"}
    )
    outlet = Outlet.objects.get()
    assert (response.status_code, response.url) == (302, outlet.get_absolute_url())
    assert (outlet.code, outlet.phone, outlet.franchise) == ("A-1", "13800000000", False)

    client.post(
        reverse("outlets:outlet_edit", args=[outlet.pk]),
        {**FORM, "code": "other", "name": "科苑二", "hub": hub.pk, "region": hub.region.pk, "phone": "13800000000"},
    )
    outlet.refresh_from_db()
    assert (outlet.code, outlet.name) == ("A-1", "科苑二")
    assert list(AuditEntry.objects.order_by("id").values_list("action", "subject", "actor", "detail")) == [
        ("outlet.create", "outlets.outlet:A-1", editor.pk, {}),
        ("outlet.change", "outlets.outlet:A-1", editor.pk, {"name": ["科苑", "科苑二"]}),
    ]


def test_a_taken_code_stands_on_the_form(client):
    taken = make.outlet(code="A-1")
    logged_in(client, Role.OPERATIONS)

    response = client.post(
        reverse("outlets:outlet_create"), {**FORM, "hub": taken.hub.pk, "region": taken.region.pk}
    )

    assert response.status_code == 422
    assert "code" in response.context["form"].errors


def test_regions_and_hubs_are_kept(client):
    logged_in(client, Role.ADMINISTRATOR)

    client.post(reverse("outlets:region_create"), {"code": "SZ", "name": "深圳"})
    region = Region.objects.get()
    client.post(reverse("outlets:hub_create"), {"code": "H", "name": "分拨", "region": region.pk})
    client.post(reverse("outlets:region_edit", args=[region.pk]), {"name": "大深圳"})

    assert Hub.objects.get().region.name == "大深圳"
    assert [client.get(reverse(f"outlets:{name}")).status_code for name in ("regions", "hubs")] == [200, 200]


@pytest.mark.parametrize("name", ["regions", "hubs"])
@pytest.mark.parametrize("rows", [1, 3])
def test_lists_of_places_cost_the_same_for_any_rows(client, django_assert_num_queries, name, rows):
    for _ in range(rows):
        make.hub()
    logged_in(client, Role.EXECUTIVE)

    with django_assert_num_queries(4 + (name == "hubs")):  # which are filtered, so views of them are saved
        response = client.get(reverse(f"outlets:{name}"))

    assert len(names(response)) == rows


@pytest.mark.parametrize("role", [Role.MANAGER, Role.INSPECTOR])
@pytest.mark.parametrize("name", ["outlet_create", "region_create", "hub_create"])
def test_only_editors_open_places(client, role, name):
    logged_in(client, role)

    assert client.post(reverse(f"outlets:{name}"), {}).status_code == 403
