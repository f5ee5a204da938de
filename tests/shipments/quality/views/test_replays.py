"""Foreign histories judged: what headquarters see of a replay in the browser."""

import pytest

from crm.accounts.roles import Role
from shipments.quality.models import Replay
from tests import make

pytestmark = pytest.mark.django_db
LIST = "/quality/histories/"


@pytest.fixture
def inspector(client):
    client.force_login(make.user(Role.INSPECTOR))
    return client


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_the_list_costs_the_same_for_any_rows(inspector, django_assert_num_queries, rows):
    Replay.objects.bulk_create(
        Replay(name=f"{number}.csv", digest=str(number), started_at=make.NOON, lines=50) for number in range(rows)
    )
    inspector.get(LIST)

    with django_assert_num_queries(4 + (rows > 50)):
        assert len(inspector.get(LIST).context["table"].objects) == min(rows, 50)


def test_the_judgement_stands_outlet_by_outlet_with_its_assumption(inspector):
    first, second = make.outlet(), make.outlet()
    replay = make.replay(first, second)

    page = inspector.get(replay.get_absolute_url()).content.decode()

    for told in (
        "某网络九月派送",
        "时段按班次折算",
        "90.0",
        f"/quality/fines/?outlet={first.code}",
        second.name,
        "DL1",
    ):
        assert told in page
    assert LIST in inspector.get("/shipments/rulebook/").content.decode()


def test_a_replay_that_was_left_says_how_it_goes_on(inspector):
    replay = make.replay(judgement={}, ended_at=None)

    page = inspector.get(replay.get_absolute_url(), headers={"Accept-Language": "en"})

    assert "The same command goes on where this replay was left." in page.content.decode()


def test_every_refused_row_can_be_fetched_and_is_no_formula(inspector):
    replay = make.replay()

    file = inspector.get(f"{replay.get_absolute_url()}refused/").content.decode("utf-8-sig")

    assert file.splitlines()[1:] == ["7,'=day: 'x' is no date"]
