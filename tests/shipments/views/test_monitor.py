from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from crm.accounts.roles import Role
from shipments.models import Picture, ProblemFollowUp, ProblemRecord
from tests import copies, make

MONITOR = "/shipments/monitor/"
PLACES = {"out": "", "sign": "unsigned/", "picture": "pictures/", "problem": "problems/"}
DAY = timedelta(days=1)


class Days:
    """Runs of past days at one outlet, written as rows: the monitor reads nothing else."""

    def __init__(self):
        make.edition()
        self.today = timezone.localdate()
        self.outlet, self.origin = make.outlet(name="科技园网点"), make.outlet()
        self.clerk = make.user(Role.WAYBILL_CLERK, self.outlet)
        self.clocks = {}

    def clock(self, ago):
        """One a day: a clock without a trip has its shift and instant for itself."""
        if ago not in self.clocks:
            self.clocks[ago] = make.clock(self.outlet, day=self.today - ago * DAY)
        return self.clocks[ago]

    def run(self, *, ago=1, arrived=True, picture=False, **fields):
        run = make.run(self.clock(ago), make.waybill(origin=self.origin, destination=self.outlet), **fields)
        piece = run.waybill.pieces.get()
        make.arrival(run.clock, piece, scanned_at=make.at(8) if arrived else None)
        if picture:
            make.picture(run.waybill)
        return run

    def problem(self, *, ago=1, **fields):
        run = self.run(ago=ago, lifted_at=make.NOON)
        registered = timezone.now() - ago * DAY
        fields = {"category": "delivery", "matter": "改约", "remark": "valid", "grade": "A", **fields}
        return ProblemRecord.objects.create(
            event_id=make.event_id(),
            waybill=run.waybill,
            piece=run.waybill.pieces.get(),
            outlet=self.outlet,
            run=run,
            registered_at=registered,
            **fields,
        )

    def problems(self, times):
        first = self.problem()
        runs = copies.runs(first.run, times)
        pieces = copies.masters([run.waybill for run in runs])
        about = {"run": runs.__getitem__, "piece": pieces.__getitem__, "waybill": lambda n: runs[n].waybill}
        copies.copied(first, times, event_id=lambda _: make.event_id(), **about)


@pytest.fixture
def days(db):
    return Days()


@pytest.fixture
def ask(client, days):
    def ask_(question, query="", user=None):
        client.force_login(user or days.clerk, backend="django.contrib.auth.backends.ModelBackend")
        return client.get(f"{MONITOR}{PLACES[question]}{query}", headers={"accept-language": "en"})

    return ask_


def found(response):
    return {row.waybill.number for row in response.context["table"].objects}


def numbers(*rows):
    return {row.waybill.number for row in rows}


def test_each_question_finds_its_rows_and_no_other(days, ask):
    arrived = days.run()
    out = days.run(out_at=make.at(9))
    delivered = days.run(delivered_at=make.at(9))
    bare = days.run(out_at=make.at(9), delivered_at=make.at(10), signed_at=make.at(11))
    days.run(delivered_at=make.at(10), signed_at=make.at(11), picture=True)
    days.run(arrived=False)
    days.run(dropped=True)
    days.run(delivers=False)
    days.run(lifted_at=make.NOON)
    problem = days.problem()

    assert found(ask("out")) == numbers(arrived)
    assert found(ask("sign")) == numbers(out, delivered)
    assert found(ask("picture")) == numbers(bare)
    assert found(ask("problem")) == numbers(problem)
    assert [str(tab["count"]) for tab in ask("out").context["tabs"]] == ["1", "2", "1", "1"]


def test_problem_picture_is_no_sign_picture(days, ask):
    bare = days.run(signed_at=make.at(11))
    make.picture(bare.waybill, kind="problem")

    assert found(ask("picture")) == numbers(bare)


def test_problem_is_listed_until_it_is_asked_after_or_closed(days, ask):
    asked, due, closed, withdrawn = days.problem(), days.problem(), days.problem(), days.problem()
    now = timezone.now()
    ProblemRecord.objects.filter(pk=closed.pk).update(closed_at=now)
    ProblemRecord.objects.filter(pk=withdrawn.pk).update(withdrawn=True)
    for problem, follow_up_at in ((asked, now + DAY), (due, now - DAY)):
        ProblemRecord.objects.filter(pk=problem.pk).update(follow_up_at=follow_up_at)
        ProblemFollowUp.objects.create(
            event_id=uuid4(), problem=problem, at=now, by=days.clerk, outcome="in_talks", next_at=follow_up_at
        )

    assert found(ask("problem")) == numbers(due)


def test_last_seven_days_that_are_over_unless_said_otherwise(days, ask):
    today, yesterday, week, older = (days.run(ago=ago) for ago in (0, 1, 7, 8))

    assert found(ask("out")) == numbers(yesterday, week)
    assert found(ask("out", "?span=today")) == numbers(today)
    assert found(ask("out", f"?since={days.today - 8 * DAY}&until={days.today - 8 * DAY}")) == numbers(older)


@pytest.mark.parametrize("question", PLACES)
def test_today_is_refused_with_the_reason(days, ask, question):
    days.run(ago=0)
    days.problem(ago=0)

    response = ask(question, f"?until={days.today}")

    assert response.status_code == 200
    assert "Today is not over" in response.content.decode()
    assert response.context["table"].objects == []


@pytest.mark.parametrize(
    ("since", "until", "says"),
    [(1, 2, "first day"), (40, 1, "At most 31 days")],
)
def test_days_that_cannot_be_are_named(days, ask, since, until, says):
    query = f"?since={days.today - since * DAY}&until={days.today - until * DAY}"

    assert says in ask("out", query).content.decode()


def test_whole_network_is_asked_for_a_week_and_an_outlet_for_a_month(days, ask):
    days.run(ago=20)
    query = f"?since={days.today - 20 * DAY}&until={days.today - DAY}"
    inspector = make.user(Role.INSPECTOR)

    assert "At most 7 days" in ask("out", query, inspector).content.decode()
    assert len(found(ask("out", f"{query}&outlet={days.outlet.code}", inspector))) == 1


def test_another_outlet_sees_nothing_of_it(days, ask):
    days.run()
    days.problem()
    stranger = make.user(Role.MANAGER)

    for question in PLACES:
        response = ask(question, user=stranger)
        assert found(response) == set()
        assert [str(tab["count"]) for tab in response.context["tabs"]] == ["0"] * 4


@pytest.mark.parametrize("question", PLACES)
@pytest.mark.parametrize("count", [1, 3, 300])
def test_list_asks_as_little_for_many_as_for_one(days, ask, question, count, django_assert_num_queries):
    fields = {"sign": {"out_at": make.at(9)}, "picture": {"signed_at": make.at(9)}}.get(question, {})
    if question == "problem":
        days.problems(count)
    else:
        copies.runs(days.run(**fields), count)
    ask(question)

    with django_assert_num_queries(QUERIES + (count > 50)):
        assert len(ask(question).context["table"].objects) == min(count, 50)


#: What every page asks, the rows, four counts, and the choices of outlet and region.
QUERIES = 17


def test_next_action_stands_in_the_row(days, ask):
    sign, picture, problem = days.run(out_at=make.at(9)), days.run(signed_at=make.at(9)), days.problem()

    assert f"/waybills/{sign.waybill.number}/sign/" in ask("sign").content.decode()
    assert f"/signing/?numbers={sign.waybill.number}" in ask("sign").content.decode()
    assert f"/waybills/{picture.waybill.number}/picture/" in ask("picture").content.decode()
    assert problem.waybill.number in ask("problem").content.decode()


def test_list_goes_to_a_spreadsheet(days, ask):
    run = days.run(signed_at=make.at(9))

    sheet = ask("picture", "?export=csv").content.decode()

    assert run.waybill.number in sheet
    assert "Business day" in sheet


def test_picture_is_added_from_the_row(scene, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    waybill = scene.load()
    scene.scan(waybill, "signed")
    raw = BytesIO()
    Image.new("RGB", (40, 30), "white").save(raw, "PNG")
    url = f"/shipments/waybills/{waybill.number}/picture/"

    def good():
        return ContentFile(raw.getvalue(), name="s.png")

    mixed = scene.client().post(url, {"pictures": [good(), ContentFile(b"<svg/>", name="bad.jpg")]})
    good = scene.client().post(url, {"pictures": [good()], "next": "/shipments/monitor/pictures/"})

    assert mixed.status_code == 422
    assert "bad.jpg: This is no picture" in mixed.content.decode()
    assert (good.status_code, good["Location"]) == (302, "/shipments/monitor/pictures/")
    assert Picture.objects.get().event_id == waybill.pieces.get().state_event
    assert "timeline__pictures" in scene.client().get(f"/shipments/waybills/{waybill.number}/").content.decode()


def test_picture_without_a_signature_is_refused(scene):
    waybill = scene.load()
    file = ContentFile(b"x", name="s.png")

    response = scene.client().post(f"/shipments/waybills/{waybill.number}/picture/", {"pictures": [file]})

    assert response.status_code == 422
    assert "Not signed for yet" in response.content.decode()
