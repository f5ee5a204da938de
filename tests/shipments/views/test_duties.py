"""Lists behind figures: each state's rows are those that the figures of `quality.OutletDay` count."""

from datetime import timedelta

import pytest

from crm.accounts.roles import Role
from tests import make

ARRIVALS, RUNS, PROBLEMS = "/shipments/arrivals/", "/shipments/runs/", "/shipments/problems/"
DAY = {"day": "2026-11-18"}


@pytest.fixture
def desk(scene):
    """Duties of NOON's day at one outlet, by a name for what became of them."""
    clock = make.clock(scene.outlet)
    closed = make.clock(scene.outlet, arrivals_closed_at=make.at(2, day=19), runs_closed_at=make.at(2, day=19))
    early, late, near = make.at(8, 30), make.at(10), make.at(9) + timedelta(seconds=5)
    arrivals = {
        "open": make.arrival(clock),
        "met": make.arrival(clock, scanned_at=early, scan_grade="A"),
        "late": make.arrival(clock, scanned_at=late, scan_grade="A"),
        "unproven": make.arrival(clock, scanned_at=near, scan_grade="B", scan_error_ms=9_000),
        "doubtful clock": make.arrival(clock, scanned_at=late, scan_grade="D"),
        "never": make.arrival(closed),
        "dropped": make.arrival(clock, dropped=True),
        "announced only": make.arrival(make.clock(scene.outlet, started=False)),
        "another day": make.arrival(make.clock(scene.outlet, day=make.at(9, day=17).date())),
        "elsewhere": make.arrival(make.clock()),
    }
    done = {"delivered_at": make.at(11), "delivered_grade": "A", "signed_at": make.at(15), "signed_grade": "A"}
    runs = {
        "open": make.run(clock),
        "met, signed late": make.run(clock, **done),
        "late": make.run(clock, delivered_at=make.at(12), delivered_grade="A"),
        "never": make.run(closed),
        "doubtful": make.run(closed, doubtful=True),
        "lifted": make.run(clock, lifted_at=make.at(10)),
        "not ours": make.run(clock, delivers=False),
    }
    return scene, {row.pk: name for name, row in arrivals.items()}, {row.pk: name for name, row in runs.items()}


def names(response, of):
    return {of[row.pk] for row in response.context["table"].objects}


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("", {"open", "met", "late", "unproven", "doubtful clock", "never"}),
        ("open", {"open"}),
        ("met", {"met"}),
        ("late", {"late", "unproven", "doubtful clock", "never"}),
        ("review", {"unproven", "doubtful clock"}),
        ("undone", {"open", "never"}),
    ],
)
def test_arrivals_by_state(desk, state, expected):
    scene, arrivals, _runs = desk

    response = scene.client().get(ARRIVALS, {**DAY, "outlet": scene.outlet.code, "state": state})

    assert names(response, arrivals) == expected


@pytest.mark.parametrize(("page", "duty"), [(ARRIVALS, make.arrival), (RUNS, make.run)])
@pytest.mark.parametrize(("query", "first"), [({}, "later"), ({"state": "open"}, "sooner"), (DAY, "sooner")])
def test_all_duties_begin_with_the_newest_and_what_is_to_be_done_with_the_soonest(scene, page, duty, query, first):
    due = {"sooner": make.at(9), "later": make.at(10)}
    rows = {name: duty(make.clock(scene.outlet, arrival_due_at=at, delivery_due_at=at)).pk for name, at in due.items()}

    assert scene.client().get(page, query).context["table"].objects[0].pk == rows[first]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, {"open", "met, signed late", "late", "never", "doubtful"}),
        ({"state": "open"}, {"open"}),
        ({"state": "met"}, {"met, signed late"}),
        ({"state": "late"}, {"late", "never", "doubtful"}),
        ({"state": "review"}, {"doubtful"}),
        ({"state": "excused"}, {"lifted"}),
        ({"duty": "sign_entry", "state": "open"}, {"open", "late"}),
        ({"duty": "sign_entry", "state": "late"}, {"met, signed late", "never", "doubtful"}),
        ({"duty": "sign_entry", "state": "met"}, set()),
    ],
)
def test_runs_by_duty_and_state(desk, query, expected):
    scene, _arrivals, runs = desk

    assert names(scene.client().get(RUNS, {**DAY, "region": scene.outlet.region.code, **query}), runs) == expected


def test_monitor_asks_what_was_left_lying(scene):
    came, out, handed, told = (scene.load() for _ in range(4))
    for waybill in (came, out):
        scene.scan(waybill, "arrival", trip=True, ago=timedelta(minutes=40))
    scene.scan(out, "out_for_delivery", ago=timedelta(minutes=30))
    scene.scan(handed, "delivered", ago=timedelta(minutes=20))
    scene.scan(told, "problem", detail={"problem": {"category": "other", "matter": "待查"}})

    left = {
        step: [row.waybill for row in scene.client().get(RUNS, {"step": step}).context["table"].objects]
        for step in ("not_out", "out_unsigned", "delivered_unsigned", "problem_open")
    }

    assert left == {
        "not_out": [came],
        "out_unsigned": [out],
        "delivered_unsigned": [handed],
        "problem_open": [told],
    }


def test_problems_by_category_and_wording(scene):
    waybill = scene.load()
    scene.scan(waybill, "problem", detail={"problem": {"category": "other", "matter": "待查"}})
    client, day = scene.client(), scene.trip.clock.day.isoformat()

    rows = [
        len(client.get(PROBLEMS, {"outlet": scene.outlet.code, **query}).context["table"].objects)
        for query in (
            {},
            {"day": day},
            {"category": "other", "remark": "IV2"},
            {"remark": "valid"},
            {"day": "2026-01-01"},
        )
    ]

    assert rows == [1, 1, 1, 0, 0]


def test_rows_lead_to_their_shipment(desk):
    scene, _arrivals, _runs = desk

    page = scene.client().get(ARRIVALS, {**DAY, "state": "met"})

    (row,) = page.context["table"].objects
    assert f'href="/shipments/waybills/{row.piece.number}/"' in page.content.decode()


def test_foreign_outlets_are_neither_rows_nor_choices(desk):
    scene, _arrivals, _runs = desk
    stranger = scene.client(make.user(Role.MANAGER))

    for url in (ARRIVALS, RUNS, PROBLEMS):
        assert stranger.get(url).context["table"].objects == []
        assert stranger.get(url, {"outlet": scene.outlet.code}).context["filterset"].form.errors.keys() == {"outlet"}
        assert stranger.get(url, {"region": scene.outlet.region.code}).context["table"].objects == []


def test_headquarters_see_every_outlet(desk):
    scene, arrivals, _runs = desk

    rows = names(scene.client(make.user(Role.INSPECTOR)).get(ARRIVALS, DAY), arrivals)

    assert "elsewhere" in rows


def test_lists_cost_the_same_for_one_row_for_three_and_for_many(scene, django_assert_num_queries):
    client, clock = scene.client(), make.clock(scene.outlet)
    for more in (1, 2, 297):
        for _ in range(more):
            make.arrival(clock)
            make.run(clock)
        for url in (ARRIVALS, RUNS, f"{RUNS}?duty=sign_entry"):
            with django_assert_num_queries(6 + (more == 297)):
                client.get(url)
