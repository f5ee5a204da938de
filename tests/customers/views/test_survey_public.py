"""The page behind a link: looking records nothing, sending does, and nobody learns whether a link was ever real."""

import pytest
from django.core.cache import cache
from django.utils import timezone

from customers.models import Invitation, SurveyAnswer, Task
from customers.services.surveys import token_of
from customers.views import survey_public
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_counted_yet():
    cache.clear()


@pytest.fixture
def link():
    invitation = make.invitation(invited_at=timezone.now())
    return f"/survey/{token_of(invitation.key)}/"


def test_looking_with_stars_chooses_them_and_records_nothing(client, link):
    before = Invitation.objects.values().get()

    pages = [client.get(f"{link}?s={stars}") for stars in ("2", "9", "x")]

    assert [page.status_code for page in pages] == [200, 200, 200]
    assert [b'value="2" checked' in page.content for page in pages] == [True, False, False]
    assert client.head(f"{link}?s=1").status_code == 200
    assert Invitation.objects.values().get() == before
    assert not SurveyAnswer.objects.exists()


def test_sending_records_and_may_be_changed(client, link):
    refused = client.post(link, {"stars": "", "comment": "快"})
    sent = client.post(link, {"stars": "2", "comment": "晚到"})
    client.post(link, {"stars": "4", "comment": "有人来电，已解决"})

    assert (refused.status_code, sent.status_code, sent.url) == (422, 302, f"{link}?kept=1")
    assert "快" in refused.content.decode()
    told = SurveyAnswer.objects.get()
    assert (told.csat, told.comment, told.task) == (4, "有人来电，已解决", Task.objects.get())
    page = client.get(sent.url).content.decode()
    assert "有人来电" in page and 'value="4" checked' in page
    assert 'value="4" checked' in client.get(f"{link}?s=1").content.decode()


def test_a_closed_link_and_none_at_all_look_the_same(client, link):
    Invitation.objects.update(closes_at=timezone.now())

    pages = [ask(path) for path in (link, "/survey/nobody/") for ask in (client.get, client.post)]

    assert {page.status_code for page in pages} == {404}
    assert len({page.content.decode().split("<main")[1] for page in pages}) == 1
    assert not SurveyAnswer.objects.exists()


def test_nobody_sends_without_end(client, link, monkeypatch):
    monkeypatch.setattr(survey_public, "BY_ADDRESS", 2)

    statuses = [client.post(link, {"stars": "5"}).status_code for _ in range(3)]

    assert statuses == [302, 302, 429]
