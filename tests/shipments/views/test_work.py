from datetime import timedelta

import pytest

from crm.accounts.roles import Role
from shipments.models import DeliveryRun
from tests import make

WORK = "/shipments/work/"
MINUTE = timedelta(minutes=1)


def run(scene, *, due, **fields):
    """A waybill to deliver whose deadline lies `due` from now; the sign entry two hours later."""
    dues = {"delivery_due_at": scene.now + due, "sign_due_at": scene.now + due + timedelta(hours=2)}
    clock = make.clock(scene.outlet, day=scene.now.astimezone(make.ZONE).date(), **dues)
    return make.run(clock, make.waybill(destination=scene.outlet), **fields)


def shown(response):
    return [
        (group.overdue, group.duty, group.rule, [item.run.pk for item in group.items])
        for group in response.context["groups"]
    ]


def test_what_is_due_next_comes_first_and_overdue_stands_on_top(scene):
    later, over, soon = run(scene, due=60 * MINUTE), run(scene, due=-9 * MINUTE), run(scene, due=10 * MINUTE)
    to_sign = run(scene, due=-70 * MINUTE, delivered_at=scene.now - 90 * MINUTE)

    response = scene.client().get(WORK)

    assert shown(response) == [
        (True, "delivery", "DL1", [over.pk]),
        (False, "delivery", "DL1", [soon.pk]),
        (False, "sign_entry", "SE1", [to_sign.pk]),
        (False, "delivery", "DL1", [later.pk]),
    ]
    assert "delivered by 11:30" in response.content.decode()


def test_what_is_done_lifted_dropped_or_elsewhere_is_no_work(scene):
    done = scene.now - 5 * MINUTE
    run(scene, due=MINUTE, delivered_at=done, signed_at=done)
    run(scene, due=MINUTE, lifted_at=done)
    run(scene, due=MINUTE, dropped=True)
    run(scene, due=MINUTE, delivers=False)
    foreign = make.outlet()
    make.run(make.clock(foreign, day=scene.now.date()))

    assert shown(scene.client().get(WORK)) == []


def test_tabs_count_and_narrow(scene):
    over, soon = run(scene, due=-9 * MINUTE), run(scene, due=9 * MINUTE)
    to_sign = run(scene, due=-9 * MINUTE, delivered_at=scene.now)

    response = scene.client().get(WORK, {"tab": "overdue"})

    assert {tab["name"]: tab["count"] for tab in response.context["tabs"]} == {
        "": 3,
        "overdue": 1,
        "delivery": 2,
        "sign_entry": 1,
        "older": None,
    }
    assert [row.pk for row in response.context["page"].rows] == [over.pk]
    assert [row.pk for row in scene.client().get(WORK, {"tab": "sign_entry"}).context["page"].rows] == [to_sign.pk]
    assert soon.pk in [row.pk for row in scene.client().get(WORK, {"tab": "delivery"}).context["page"].rows]


def test_truck_with_missing_pieces_leads_to_the_desk(scene):
    scene.load(pieces=2)
    scene.scan(scene.load(), "arrival", trip=True)

    response = scene.client().get(WORK)

    assert [(trip["trip__trip_no"], trip["missing"]) for trip in response.context["trips"]] == [(scene.trip.trip_no, 2)]
    assert f"/shipments/scan/?trip={scene.trip.trip_no}" in response.content.decode()


def test_personal_data_is_masked(scene):
    run(scene, due=MINUTE)

    page = scene.client().get(WORK).content.decode()

    assert "李**" in page
    assert "李四" not in page
    assert "19000000002" not in page
    assert "501" not in page


def test_headquarters_look_at_one_outlet_and_change_nothing(scene):
    waybill = run(scene, due=MINUTE).waybill
    client = scene.client(make.user(Role.INSPECTOR))

    page = client.get(WORK, {"outlet": scene.outlet.code}).content.decode()

    assert waybill.number[:4] in page
    assert f"/shipments/waybills/{waybill.number}/sign/" not in page
    assert client.post(f"/shipments/waybills/{waybill.number}/sign/").status_code == 403
    assert shown(client.get(WORK)) == []


def test_foreign_outlet_is_not_there(scene):
    run(scene, due=MINUTE)
    stranger = scene.client(make.user(Role.COURIER))

    assert shown(stranger.get(WORK, {"outlet": scene.outlet.code})) == []


def test_list_alone_is_refreshed_by_htmx(scene):
    run(scene, due=MINUTE)

    page = scene.client().get(WORK, headers={"hx-request": "true"}).content.decode()

    assert page.lstrip().startswith('<div class="stack" id="work"')
    assert "<html" not in page


@pytest.mark.parametrize("rows", [1, 60])
def test_page_costs_the_same_for_one_row_and_for_a_full_page(scene, django_assert_num_queries, rows):
    for number in range(rows):
        run(scene, due=number * MINUTE)
    client = scene.client()

    with django_assert_num_queries(9):
        response = client.get(WORK)

    assert len(response.context["page"].rows) == min(rows, 50)
    assert bool(response.context["page"].next) == (rows > 50)


def test_pages_follow_each_other_without_gap_or_double(scene):
    expected = [run(scene, due=number * MINUTE).pk for number in range(-3, 57)]
    client = scene.client()

    first = client.get(WORK).context["page"]
    second = client.get(WORK, {"cursor": first.next}).context["page"]

    assert [row.pk for row in [*first.rows, *second.rows]] == expected
    assert DeliveryRun.objects.count() == 60
