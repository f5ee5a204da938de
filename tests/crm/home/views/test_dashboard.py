"""Who may see which level, what the links carry, and how many questions a page asks."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from crm.accounts.roles import Role
from shipments.quality.models import OutletDay
from tests import make

DAY = make.NOON.date()


@pytest.fixture
def hq(client):
    client.force_login(make.user(Role.INSPECTOR))
    return client


def outlet_day(outlet, day=DAY, **figures):
    figures = {"arrivals": 40, "arrivals_done": 39, "arrivals_met": 36, "fines": 3, "fines_yuan": 3, **figures}
    return OutletDay.objects.create(outlet=outlet, day=day, folded_at=make.NOON, **figures)


def page(client, name, *args, day=DAY):
    return client.get(reverse(f"home:{name}", args=args), {"day": day.isoformat()}, headers={"Accept-Language": "en"})


@pytest.mark.django_db
def test_headquarters_drill_from_the_network_to_the_rows_behind_a_figure(hq):
    outlet = make.outlet()
    outlet_day(outlet)

    network = page(hq, "dashboard")
    region = page(hq, "dashboard_region", outlet.region.code)
    shown = page(hq, "dashboard_outlet", outlet.code)

    assert f"/dashboard/region/{outlet.region.code}/?day={DAY}" in network.text
    assert f"/dashboard/outlet/{outlet.code}/?day={DAY}" in region.text
    arrivals = reverse("shipments:arrivals")
    assert f"{arrivals}?outlet={outlet.code}&amp;day={DAY}&amp;state=late" in shown.text
    fines = reverse("quality:fines")
    assert f"{fines}?outlet={outlet.code}&amp;day={DAY}&amp;state=standing" in shown.text


@pytest.mark.django_db
def test_a_figure_says_what_it_is_a_part_of(hq):
    outlet_day(make.outlet())

    stats = page(hq, "dashboard").context["stats"]

    assert [str(stats[0].figure), stats[0].unit, stats[0].whole] == ["90.0", "%", "36 of 40"]
    assert all(stat.definition for stat in stats)


@pytest.mark.django_db
def test_days_are_compared_with_the_one_before_and_the_week_before(hq):
    outlet = make.outlet()
    outlet_day(outlet)
    outlet_day(outlet, DAY - timedelta(days=1), arrivals_met=38)
    outlet_day(outlet, DAY - timedelta(days=7), arrivals_met=20)

    arrivals = page(hq, "dashboard").context["duties"][0]

    assert [str(arrivals.day_before.percent), str(arrivals.week_before.percent)] == ["95.0", "50.0"]


@pytest.mark.django_db
def test_a_revised_day_says_so(hq):
    outlet_day(make.outlet(), revised_at=make.NOON)

    assert page(hq, "dashboard").context["figures"].revised_at == make.NOON


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["", "yesterday", "2026-13-01", "2999-01-01"])
def test_no_day_or_one_to_come_means_today(hq, asked):
    answer = hq.get(reverse("home:dashboard"), {"day": asked})

    assert (answer.status_code, answer.context["day"]) == (200, timezone.localdate())


@pytest.mark.django_db
def test_an_outlet_sees_its_own_level_only(client):
    mine, theirs = make.outlet(), make.outlet()
    outlet_day(mine)
    outlet_day(theirs, arrivals=977)
    client.force_login(make.user(Role.MANAGER, mine))

    front = page(client, "dashboard")

    assert front.url == f"{reverse('home:dashboard_outlet', args=[mine.code])}?day={DAY}"
    own = client.get(front.url)
    assert (own.status_code, own.context["trail"], "977" in own.text) == (200, (), False)
    assert page(client, "dashboard_outlet", theirs.code).status_code == 404
    assert page(client, "dashboard_region", mine.region.code).status_code == 404


@pytest.mark.django_db
def test_nobody_without_an_outlet_sees_a_level(client):
    client.force_login(make.user())

    assert page(client, "dashboard").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("outlets", [1, 3])
def test_a_page_asks_the_same_few_questions_whatever_it_shows(hq, django_assert_num_queries, outlets):
    for _ in range(outlets):
        outlet_day(make.outlet())

    with django_assert_num_queries(9):
        page(hq, "dashboard")
