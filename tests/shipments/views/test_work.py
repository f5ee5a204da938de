from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from crm.accounts.roles import Role
from shipments.models import DeliveryRun, DutySnooze
from shipments.services.problem_drafts import keep_draft
from shipments.services.scans import Scan, record_scans
from tests import copies, make

WORK = "/shipments/work/"
MINUTE = timedelta(minutes=1)


def run(scene, *, due, **fields):
    """A waybill to deliver whose deadline lies `due` from now; the sign entry two hours later."""
    dues = {"delivery_due_at": scene.now + due, "sign_due_at": scene.now + due + timedelta(hours=2)}
    clock = make.clock(scene.outlet, day=scene.now.astimezone(make.ZONE).date(), **dues)
    return make.run(clock, make.waybill(destination=scene.outlet), **fields)


def later(clock, name):
    """The same instant of the clock, a minute later for each copy."""
    return lambda number: getattr(clock, name) + number * MINUTE


def shown(response):
    return [
        (group.overdue, group.duty, group.rule, [item.key for item in group.items])
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
        "snoozed": 0,
        "older": None,
    }
    assert [row.pk for row in response.context["page"].rows] == [over.pk]
    assert [row.pk for row in scene.client().get(WORK, {"tab": "sign_entry"}).context["page"].rows] == [to_sign.pk]
    assert soon.pk in [row.pk for row in scene.client().get(WORK, {"tab": "delivery"}).context["page"].rows]


def test_the_title_counts_what_is_overdue_on_other_pages_too(scene):
    for number in range(53):
        run(scene, due=-(number + 1) * MINUTE)

    assert scene.client().get(WORK).context["elsewhere"] == 3
    assert scene.client().get(WORK, {"tab": "older"}).context["elsewhere"] == 53


def test_truck_with_missing_pieces_leads_to_the_desk(scene):
    scene.load(pieces=2)
    scene.scan(scene.load(), "arrival", trip=True)

    response = scene.client().get(WORK)

    assert [(truck.trip_no, truck.missing) for truck in response.context["trips"]] == [(scene.trip.trip_no, 2)]
    assert f"/shipments/scan/?trip={scene.trip.trip_no}" in response.content.decode()


def test_personal_data_is_masked(scene):
    run(scene, due=MINUTE)

    page = scene.client().get(WORK).content.decode()

    assert "李** · 深圳市南山区科苑路15号***" in page
    assert "李四" not in page
    assert "19000000002" not in page
    assert "501室" not in page


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


def out(scene, waybill, person, **fields):
    """Taken out by this person, as the login tells it."""
    detail = fields.pop("detail", {"operator": person.get_full_name()})
    piece = waybill.pieces.get()
    event = Scan(
        uuid4(), "out_for_delivery", piece.number, scene.outlet.code, scene.now - 5 * MINUTE, detail=detail, **fields
    )
    record_scans([event], source=f"user:{person.pk}", access=make.EVERYTHING, at=scene.now)


def numbers(response):
    return [row.number for row in response.context["page"].rows]


def test_a_courier_begins_with_what_he_took_out_and_may_see_all(scene):
    he, she = (make.user(Role.COURIER, scene.outlet, name=name) for name in ("王师傅", "李师傅"))
    mine, hers, nobodys = (scene.load() for _ in range(3))
    out(scene, mine, he)
    out(scene, hers, she)

    assert numbers(scene.client(he).get(WORK)) == [mine.number]
    assert set(numbers(scene.client(he).get(WORK, {"courier": ""}))) == {mine.number, hers.number, nobodys.number}
    assert numbers(scene.client(he).get(WORK, {"courier": str(she.pk)})) == [hers.number]
    assert len(numbers(scene.client().get(WORK))) == 3
    labels = [choice.label for choice in scene.client(he).get(WORK).context["couriers"]]
    assert labels == ["Everybody's", "Mine", "李师傅"]


def test_the_desk_may_name_the_courier_who_takes_it_out(scene):
    he = make.user(Role.COURIER, scene.outlet, name="王师傅")
    his, other = scene.load(), scene.load()
    out(scene, his, scene.clerk, detail={"operator": "王师傅"})
    out(scene, other, scene.clerk, detail={"operator": "别人"})

    assert numbers(scene.client(he).get(WORK)) == [his.number]


def test_a_courier_with_nothing_out_sees_what_is_to_be_done(scene):
    waybill = scene.load()

    assert numbers(scene.client(make.user(Role.COURIER, scene.outlet)).get(WORK)) == [waybill.number]


def test_what_is_put_aside_rests_in_its_tab_and_comes_back(scene):
    resting, next_ = run(scene, due=120 * MINUTE), run(scene, due=60 * MINUTE)
    form = {"reason": "agreed", "until": timezone.localtime(scene.now + 30 * MINUTE).strftime("%Y-%m-%dT%H:%M")}
    client = scene.client()

    assert client.post(f"/shipments/waybills/{resting.waybill.number}/snooze/", form).status_code == 302
    shown_ = client.get(WORK)

    assert numbers(shown_) == [next_.waybill.number]
    assert {tab["name"]: tab["count"] for tab in shown_.context["tabs"]}["snoozed"] == 1
    assert numbers(client.get(WORK, {"tab": "snoozed"})) == [resting.waybill.number]
    resting.refresh_from_db()
    assert resting.clock.delivery_due_at == scene.now + 120 * MINUTE
    client.post(f"/shipments/waybills/{resting.waybill.number}/snooze/end/")
    assert len(numbers(client.get(WORK))) == 2
    DutySnooze.objects.update(at=scene.now - 60 * MINUTE, until=scene.now - MINUTE)
    assert len(numbers(client.get(WORK))) == 2


def test_what_is_overdue_cannot_be_put_aside(scene):
    late = run(scene, due=-MINUTE)
    path = f"/shipments/waybills/{late.waybill.number}/snooze/"
    until = timezone.localtime(scene.now + 30 * MINUTE).strftime("%Y-%m-%dT%H:%M")

    response = scene.client().post(path, {"reason": "agreed", "until": until})

    assert response.status_code == 422
    assert "do it, or register a problem" in response.content.decode()
    assert path not in scene.client().get(WORK).content.decode()


def test_own_drafts_and_problems_to_follow_stand_above(scene):
    waybill = scene.load()
    keep_draft(waybill, {"matter": "外箱"}, event_id=uuid4(), by=scene.clerk, at=scene.now)
    make.problem(make.waybill(destination=scene.outlet), follow_up_at=scene.now - MINUTE)
    make.problem(make.waybill(destination=scene.outlet), follow_up_at=scene.now + 60 * MINUTE)

    own = scene.client().get(WORK)
    others = scene.client(make.user(Role.COURIER, scene.outlet)).get(WORK)

    assert [draft.waybill for draft in own.context["drafts"]] == [waybill]
    assert "1 problem to follow up" in own.content.decode()
    assert list(others.context["drafts"]) == []


def test_one_press_hands_over_and_leaves_the_sign_entry(scene):
    waybill = scene.load()
    item = scene.client().get(WORK).context["groups"][0].items[0]
    form = {"kind": "delivered", "relation": "101", "event_id": item.event_id}

    for _ in range(2):
        assert scene.client().post(f"/shipments/waybills/{waybill.number}/sign/", form).status_code == 302

    found = DeliveryRun.objects.get()
    assert (found.delivered_at is not None, found.signed_at) == (True, None)


def test_a_row_offers_each_step(scene):
    waybill = run(scene, due=60 * MINUTE).waybill

    page = scene.client().get(WORK).content.decode()

    for step in ("call", "sign", "problem", "negotiate", "snooze"):
        assert f"/shipments/waybills/{waybill.number}/{step}/" in page


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_page_costs_the_same_for_one_row_and_for_a_full_page(scene, django_assert_num_queries, rows):
    first = run(scene, due=0 * MINUTE)
    dues = {name: later(first.clock, name) for name in ("received_at", "delivery_due_at", "sign_due_at")}
    clocks = copies.copied(first.clock, rows, **dues)
    copies.runs(first, rows, clock=clocks.__getitem__)
    client = scene.client()

    with django_assert_num_queries(11):
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
