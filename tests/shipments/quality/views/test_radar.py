"""The radar's pages: inspectors work off one hit after another."""

import pytest
from django.urls import reverse

from crm.accounts.roles import Role
from shipments.quality.models import RadarHit
from shipments.quality.services.radar import look
from shipments.quality.tasks import look_at_radar
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def inspector(client):
    person = make.user(Role.INSPECTOR)
    client.force_login(person)
    return client


def test_one_hit_follows_the_other(inspector):
    first, second = make.radar_hit(), make.radar_hit()

    page = inspector.get(reverse("quality:radar"))
    assert page.context["following"] == second
    answer = inspector.post(second.get_absolute_url(), {"word": "harmless", "note": "自提"})
    assert answer["Location"] == first.get_absolute_url()
    answer = inspector.post(first.get_absolute_url(), {"word": "unclear"})

    assert answer["Location"] == reverse("quality:radar")
    assert set(RadarHit.objects.values_list("finding", "note")) == {("harmless", "自提"), ("unclear", "")}


def test_grave_without_a_note_is_asked_again(inspector):
    hit = make.radar_hit()

    page = inspector.post(hit.get_absolute_url(), {"word": "grave"})

    assert page.status_code == 422
    assert RadarHit.objects.get().looked_at is None


def test_the_page_shows_the_scans_around_it(inspector):
    courier = make.user(Role.COURIER, staff_no="C1", name="陈晓")
    piece = make.waybill().pieces.get()
    make.scan(piece, "arrival", occurred_at=make.at(9))
    make.scan(piece, "signed", occurred_at=make.at(10), detail={"operator": "C1"})
    look(make.at(4, day=19))

    page = inspector.get(RadarHit.objects.get().get_absolute_url())

    assert [(scan.number, scan.telling) for scan in page.context["scans"]] == [(piece.number, True)]
    assert page.context["worker"] == f"{courier} C1"
    assert page.context["beside"].waybills == [piece.waybill]


@pytest.mark.parametrize("kind", ["undelivered", "bulk", "apart", "two_places", "complained"])
def test_every_pattern_is_told_in_a_sentence(inspector, kind):
    told = make.NOON.isoformat()
    facts = {"worker": "", "at": told, "since": told, "until": told, "count": 12, "other": 1}
    hit = make.radar_hit(pattern=kind, facts=facts)

    assert inspector.get(hit.get_absolute_url()).context["lead"]


def test_the_list_is_filtered_and_stays_cheap(inspector, django_assert_max_num_queries):
    for _ in range(3):
        make.radar_hit()
    make.radar_hit(finding="grave", looked_at=make.NOON)

    with django_assert_max_num_queries(14):
        page = inspector.get(reverse("quality:radar"), {"state": "waiting", "pattern": "undelivered"})

    assert len(page.context["table"].objects) == 3
    assert "complained" not in page.content.decode()


def test_beat_looks():
    look_at_radar()

    assert RadarHit.objects.count() == 0
