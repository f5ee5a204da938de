"""The door and the navigation: each part goes where its day begins and sees no place that it may not enter."""

import pytest
from django.urls import reverse

from crm.accounts.roles import HQ_ROLES, NETWORK_EDITORS, Role
from crm.home.navigation import at_hand, places_of, sections_of, start_of
from crm.home.templatetags.navigation import navigation
from outlets.access import Access, access_of
from tests import make
from tests.house.doors import PAGES


def access(role, *, network):
    return Access(network=network, outlet_ids=frozenset(), roles=frozenset({role}))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "start"),
    [
        (Role.MANAGER, "/overview/"),
        (Role.COURIER, "/shipments/work/"),
        (Role.WAYBILL_CLERK, "/shipments/waybills/new/"),
        (Role.SERVICE_CLERK, "/shipments/delays/"),
        (Role.CRG, "/customers/key-accounts/work/"),
        *((role, "/dashboard/") for role in sorted(HQ_ROLES - {Role.CRG})),
    ],
)
def test_start_leads_to_where_the_day_begins(client, role, start):
    client.force_login(make.user(role), backend="django.contrib.auth.backends.ModelBackend")

    assert client.get("/")["Location"] == start


@pytest.mark.parametrize(
    ("roles", "start"),
    [
        ({Role.COURIER, Role.WAYBILL_CLERK}, "shipments:waybill_new"),
        ({Role.COURIER, Role.MANAGER}, "home:overview"),
        (set(), "shipments:work"),
    ],
)
def test_who_plays_several_parts_begins_with_the_first(roles, start):
    assert start_of(Access(network=False, outlet_ids=frozenset(), roles=frozenset(roles))) == start


@pytest.mark.parametrize("role", sorted(Role))
def test_every_place_in_the_navigation_may_be_entered(role):
    places = places_of(access(role, network=role in HQ_ROLES))

    assert [place.url_name for place in places if role not in PAGES[place.url_name].may["GET"]] == []


def test_imports_are_for_those_who_import():
    shown = {
        role for role in HQ_ROLES if "imports:files" in {p.url_name for p in places_of(access(role, network=True))}
    }

    assert shown == NETWORK_EDITORS | {Role.CRG}


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "here"), [("outlets:outlets", "outlets:outlets"), ("outlets:staff", "outlets:staff")])
def test_the_nearest_place_is_here_and_no_other(rf, name, here):
    request = rf.get(reverse(name))
    request.user = make.user(Role.ADMINISTRATOR)

    sections = navigation({"request": request, "access": access_of(request.user)})

    assert [link.place.url_name for _title, links in sections for link in links if link.here] == [here]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "near"),
    [
        (Role.COURIER, ["shipments:work", "shipments:phone", "shipments:signing", "shipments:problems"]),
        (Role.SERVICE_CLERK, ["shipments:work", "shipments:track", "shipments:delays", "shipments:calls"]),
        (Role.EXECUTIVE, ["home:dashboard", "shipments:waybills", "shipments:track", "quality:fines"]),
    ],
)
def test_a_phone_shows_four_places_and_keeps_the_others_under_more(rf, role, near):
    request = rf.get("/")
    request.user = make.user(role)

    sections = navigation({"request": request, "access": access_of(request.user)})

    assert [link.place.url_name for _title, links in sections for link in links if not link.far] == near


@pytest.mark.parametrize("role", sorted(Role))
def test_what_is_at_hand_may_be_entered(role):
    mine = access(role, network=role in HQ_ROLES)

    assert set(at_hand(mine)) <= {place.url_name for place in places_of(mine)}
    assert len(at_hand(mine)) == 4


@pytest.mark.parametrize("role", sorted(Role))
def test_no_section_is_empty_and_no_place_stands_twice(role):
    mine = access(role, network=role in HQ_ROLES)

    assert all(section.places for section in sections_of(mine))
    assert len({place.url_name for place in places_of(mine)}) == len(places_of(mine))
