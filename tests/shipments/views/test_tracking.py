from datetime import timedelta

import pytest
from django.db import connection

from crm.accounts.roles import Role
from crm.audit.models import AuditEntry
from shipments.models import Clock, Piece, ProblemRecord, Waybill
from tests import make
from tests.shipments.views.conftest import HOUR

TRACK, ABNORMAL = "/shipments/track/", "/shipments/track/abnormal/"


def found(response):
    return [row.number for row in response.context["table"].objects]


def ask(scene, text, user=None):
    return scene.client(user).post(TRACK, {"sought": text})


def test_several_numbers_are_answered_in_their_order_and_unknown_ones_named(scene):
    first, second = scene.load(), scene.load(pieces=2)
    foreign = make.waybill()

    response = ask(scene, f"{second.number}001\n{first.number}, 999999999999 ;{foreign.number}\n{second.number}")

    assert found(response) == [second.number, first.number]
    assert response.context["found"].unknown == ("999999999999", foreign.number)
    page = response.content.decode()
    assert "999999999999" in page
    assert not AuditEntry.objects.exists()


def test_headquarters_find_every_shipment(scene):
    foreign = make.waybill()

    assert found(ask(scene, foreign.number, make.user(Role.CRG))) == [foreign.number]


@pytest.mark.parametrize("code", ["KH0001", "KH-0001", "KH-南山", "A7"])
def test_a_customer_on_file_is_found_by_code(scene, code):
    customer = make.customer(scene.outlet, code=code)
    waybill = make.waybill(origin=scene.outlet, customer=customer)
    make.waybill(origin=scene.outlet)

    for user in (scene.clerk, make.user(Role.CRG)):
        response = ask(scene, code.lower(), user)
        assert found(response) == [waybill.number]
        assert response.context["found"].unknown == ()
    assert found(ask(scene, code, make.user(Role.SERVICE_CLERK))) == []


@pytest.mark.parametrize("text", ["19000000002", "+86 190 0000 0002", "李四"])
def test_whoever_calls_is_found_by_phone_or_name_and_the_look_up_is_noted(scene, text):
    waybill = scene.load()
    make.waybill()

    response = ask(scene, text)

    assert found(response) == [waybill.number]
    assert "19000000002" not in "".join(response.content.decode().split("</textarea>")[1:])
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.detail["found"]) == ("waybill.search_by_person", [waybill.number])
    assert text not in str(entry.detail)


def test_a_customer_on_file_is_found_by_name_by_headquarters_too(scene):
    customer = make.customer(scene.outlet, name="深圳示例电子")
    waybill = make.waybill(origin=scene.outlet, customer=customer)

    for user in (scene.clerk, make.user(Role.CRG)):
        assert found(ask(scene, "示例电子", user)) == [waybill.number]
    assert found(ask(scene, "示例电子", make.user(Role.SERVICE_CLERK))) == []


def test_a_line_says_where_it_is_what_is_due_and_what_is_open(scene):
    waybill = scene.load()
    scene.scan(waybill, "arrival", ago=timedelta(minutes=20), trip=True)
    problem = {
        "category": "delivery",
        "occurred_at": (scene.now - timedelta(minutes=9)).isoformat(),
        "contact": "王女士",
        "phone": "0755-26000000",
        "matter": "两次致电收件人无人接听，已发短信，约14:00再次上门",
    }
    scene.scan(waybill, "problem", detail={"problem": problem})

    page = ask(scene, waybill.number).content.decode()
    ProblemRecord.objects.update(closed_at=scene.now)

    assert "Delivery problem" in page
    assert "Delivery problem" not in ask(scene, waybill.number).content.decode()
    assert scene.outlet.name in page
    assert "李**" in page and "李四" not in page


@pytest.mark.parametrize("text", ["", "x" * 4001])
def test_an_empty_question_says_so(scene, text):
    assert ask(scene, text).status_code == 422


@pytest.mark.parametrize("text", ["12", "?!", "\x01\x02", "'; DROP TABLE x; --", "<script>", "ＡＢ"])
def test_strange_questions_find_nothing_and_break_nothing(scene, text):
    response = ask(scene, text)

    assert response.status_code in {200, 422}
    assert "<script>" not in response.content.decode().split("<main")[1].replace('<script type="module"', "")


def test_answers_cost_the_same_for_one_and_for_many(scene, django_assert_num_queries):
    client = scene.client()
    for count in (1, 3, 60):
        numbers = [make.waybill(destination=scene.outlet).number for _ in range(count)]
        with django_assert_num_queries(10):
            client.post(TRACK, {"sought": "\n".join(numbers)})


class Abnormal:
    """One shipment of each kind, and one that is as it should be."""

    def __init__(self, scene):
        self.scene = scene
        self.fine = self.moving()
        self.overdue = self.moving(due=scene.now - HOUR)
        self.quiet = self.moving(seen=scene.now - 50 * HOUR)
        self.returned = self.moving(state="returned")
        self.missorted = self.moving(destination=make.outlet(), origin=make.outlet())
        self.problem = self.moving()
        make.scan(
            self.problem.pieces.get(),
            "problem",
            occurred_at=scene.now,
            detail={"problem": {"category": "other", "matter": "外箱破损，收件人要求换货"}},
        )

    def moving(self, *, due=None, seen=None, state=None, **fields):
        waybill = self.scene.load(entered_at=self.scene.now - 60 * HOUR, **fields)
        self.scene.scan(waybill, "arrival", ago=timedelta(minutes=20))
        if due:
            clock = make.clock(self.scene.outlet, delivery_due_at=due, day=self.scene.now.date())
            waybill.runs.update(clock=clock)
        Piece.objects.filter(waybill=waybill).update(
            **({"state_at": seen} if seen else {}), **({"state": state} if state else {})
        )
        return waybill


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("", "overdue"),
        ("problem", "problem"),
        ("quiet24", "quiet"),
        ("quiet48", "quiet"),
        ("returned", "returned"),
        ("missorted", "missorted"),
    ],
)
def test_each_kind_of_abnormal_shipment_is_listed_alone(scene, kind, name):
    abnormal = Abnormal(scene)
    Clock.objects.filter(trip=scene.trip).update(delivery_due_at=scene.now + 9 * HOUR)

    response = scene.client().get(ABNORMAL, {"kind": kind})

    assert found(response) == [getattr(abnormal, name).number]


def test_abnormal_shipments_of_others_are_not_there(scene):
    Abnormal(scene)

    assert found(scene.client(make.user(Role.SERVICE_CLERK)).get(ABNORMAL)) == []
    assert found(scene.client(make.user(Role.CRG)).get(ABNORMAL, {"kind": "returned"})) != []


def test_the_abnormal_list_costs_the_same_for_one_and_for_many(scene, django_assert_num_queries):
    client = scene.client()
    for count in (1, 2, 297):
        for _ in range(count):
            waybill = make.waybill(origin=scene.outlet, destination=scene.outlet, entered_at=scene.now - 30 * HOUR)
            Piece.objects.filter(waybill=waybill).update(state="arrival", state_at=scene.now - 25 * HOUR)
        with django_assert_num_queries(10 + (count == 297)):
            client.get(ABNORMAL, {"kind": "quiet24"})
    assert Waybill.objects.count() == 300


def test_a_phones_last_four_digits_find_sender_and_receiver(scene):
    mine = [scene.load(receiver_phone="19912340517"), scene.load(sender_phone="0755-26000517")]
    scene.load()
    make.waybill(receiver_phone="19912340517")

    response = ask(scene, "0517")

    assert set(found(response)) == {waybill.number for waybill in mine}
    assert found(ask(scene, "0755 26000517")) == [mine[1].number]
    assert AuditEntry.objects.filter(detail__by=["tails"]).count() == 1
    assert ask(scene, "4711").context["found"].unknown == ("4711",)


def test_a_phone_is_found_by_its_index(scene):
    for digits in ("0517", "19912340517"):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
        plan = Waybill.objects.of_phone(digits).order_by().explain()
        assert "waybill_by_sender_tail" in plan and "waybill_by_receiver_tail" in plan


def test_only_the_newest_of_many_are_shown_and_that_is_said(scene):
    for _ in range(51):
        make.waybill(destination=scene.outlet, receiver_phone="19912340517")

    response = ask(scene, "0517")

    assert len(found(response)) == 50
    assert "Only the newest 50 are shown" in response.content.decode()
