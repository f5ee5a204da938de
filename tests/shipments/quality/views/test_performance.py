"""Performance pages: the ranking, one score line by line; everybody sees what is theirs."""

from decimal import Decimal

import pytest
from django.urls import reverse

from crm.accounts.roles import Role
from tests import make

pytestmark = pytest.mark.django_db
LIST = reverse("quality:scores")


@pytest.fixture
def as_(client):
    def log_in(role, outlet=None):
        person = make.user(role, outlet)
        client.force_login(person)
        return client, person

    return log_in


def rows(page):
    return [(score.outlet_id, score.rank if score.ranked else None) for score in page.context["table"].objects]


def test_the_ranking_counts_ranked_ones_only(as_):
    client, _executive = as_(Role.EXECUTIVE)
    best, small, last = (make.outlet() for _ in range(3))
    make.score(last, points=Decimal("60"))
    make.score(best, points=Decimal("90"))
    make.score(small, points=Decimal("95"), ranked=False)
    make.score(best, points=Decimal("99"), person=make.user(Role.COURIER, best))

    assert rows(client.get(LIST)) == [(best.pk, 1), (last.pk, 2), (small.pk, None)]
    assert rows(client.get(LIST, {"kind": "couriers"})) == [(best.pk, 1)]
    assert rows(client.get(LIST, {"month": "2026-09"})) == []


def test_a_manager_sees_the_outlet_and_its_couriers_with_their_rank_in_the_network(as_):
    client, manager = as_(Role.MANAGER)
    own = manager.memberships.get().outlet
    make.score(points=Decimal("90"))
    mine, courier = make.score(own), make.score(own, person=make.user(Role.COURIER, own))
    foreign = make.score(person=make.user(Role.COURIER))

    assert rows(client.get(LIST)) == [(own.pk, 2)]
    assert [client.get(each.get_absolute_url()).status_code for each in (mine, courier, foreign)] == [200, 200, 404]


def test_a_courier_sees_the_own_score_and_no_other(as_):
    client, courier = as_(Role.COURIER)
    outlet = courier.memberships.get().outlet
    own, whole = make.score(outlet, person=courier), make.score(outlet)
    colleague = make.score(outlet, person=make.user(Role.COURIER, outlet))

    assert client.get(LIST)["Location"] == own.get_absolute_url()
    assert [client.get(each.get_absolute_url()).status_code for each in (own, whole, colleague)] == [200, 404, 404]


def test_a_weak_line_proposes_the_courses_of_those_whose_work_it_is(as_):
    client, _inspector = as_(Role.INSPECTOR)
    course = make.course(roles=["courier"])
    make.course(roles=["service_clerk"])
    make.course(roles=["courier"], active=False)
    shown = make.score()
    weak = {**shown.lines[0], "value": "90.00", "points": "11.54", "weak": True}
    shown.lines = [weak]
    shown.save()

    page = client.get(shown.get_absolute_url())

    assert [(each, url) for each, url, _words in page.context["courses"]] == [(course, course.get_absolute_url())]


def test_a_veto_is_explained(as_):
    client, _inspector = as_(Role.INSPECTOR)
    shown = make.score(points=Decimal("95"), grade="C", vetoed="FK1")

    page = client.get(shown.get_absolute_url())

    assert page.context["earned"] == "A"
    assert "FK1" in page.content.decode()


def test_pages_stay_cheap(as_, django_assert_max_num_queries):
    client, _inspector = as_(Role.INSPECTOR)
    for _ in range(3):
        shown = make.score(person=make.user(Role.COURIER))

    with django_assert_max_num_queries(14):
        client.get(LIST, {"kind": "couriers"})
    with django_assert_max_num_queries(12):
        client.get(shown.get_absolute_url())
