"""Saved views: who sees them, what they keep, and who drops them."""

import pytest

from crm.accounts.roles import Role
from outlets.models import SavedView
from tests import make

pytestmark = pytest.mark.django_db
PAGE = "customers:customers"


def save(client, person, **fields):
    client.force_login(person)
    told = {"page": PAGE, "query": "tier=A&q=abc&cursor=x", "name": "大客户", "audience": "me", **fields}
    return client.post("/outlets/views/save/", told, headers={"Accept-Language": "en"})


def seen(client, person):
    client.force_login(person)
    return {kept.view.name for kept in client.get("/customers/").context["saved_views"].views}


def test_each_sees_ones_own_the_outlets_and_the_networks(client):
    outlet, other = make.outlet(), make.outlet()
    clerk, manager = make.user(Role.SERVICE_CLERK, outlet), make.user(Role.MANAGER, outlet)
    stranger, office = make.user(Role.MANAGER, other), make.user(Role.CRG)

    answer = save(client, clerk, name="mine")
    save(client, clerk, name="ours", audience="outlet")
    save(client, office, name="all", audience="network")
    save(client, clerk, name="too wide", audience="network")

    assert answer.url == "/customers/?tier=A"
    assert seen(client, clerk) == {"mine", "ours", "all"}
    assert seen(client, manager) == {"ours", "all"}
    assert seen(client, stranger) == seen(client, office) == {"all"}


@pytest.mark.parametrize(
    "fields", [{"query": ""}, {"page": "no:such"}, {"page": "customers:customer"}, {"name": ""}, {"audience": "x"}]
)
def test_what_is_no_view_is_not_saved(client, fields):
    answer = save(client, make.user(Role.CRG), **fields)

    assert (answer.status_code, SavedView.objects.count()) == (302, 0)


def test_saving_under_the_same_name_replaces_and_the_manager_drops_the_outlets(client):
    outlet = make.outlet()
    clerk, manager, colleague = (make.user(role, outlet) for role in (Role.COURIER, Role.MANAGER, Role.COURIER))
    save(client, clerk, audience="outlet")
    save(client, clerk, audience="outlet", query="kind=person")
    view = SavedView.objects.get()

    statuses = []
    for person in (colleague, manager):
        client.force_login(person)
        statuses.append(client.post(f"/outlets/views/{view.pk}/drop/").status_code)

    assert view.query == "kind=person"
    assert statuses == [404, 302]
    assert not SavedView.objects.exists()
