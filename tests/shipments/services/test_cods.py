"""Cash on delivery and return receipts from one end to the other, by scans and by hand."""

from datetime import timedelta
from decimal import Decimal

import pytest

from crm.accounts.roles import Role
from crm.audit.models import AuditEntry
from outlets.access import access_of
from shipments.models import CashOnDelivery, ReturnReceipt
from shipments.services.cods import collect, follow_cods, open_cods, remit, settle, step_back
from shipments.services.receipts import follow_receipts, hand_over, open_receipts, take_in
from tests import make

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Sent:
    """A waybill with cash on delivery and a return receipt, and a clerk at either end."""

    def __init__(self):
        make.edition()
        self.origin, self.destination = make.outlet(), make.outlet()
        fields = {"origin": self.origin, "destination": self.destination, "cod_yuan": Decimal("300")}
        self.waybill = make.waybill(receipt=True, **fields)
        for _twice in range(2):
            open_cods([self.waybill.pk, make.waybill().pk])
            open_receipts([self.waybill.pk])
        self.sender, self.deliverer = (make.user(Role.WAYBILL_CLERK, at) for at in (self.origin, self.destination))
        self.master, self.paper = self.waybill.pieces.order_by("pk")

    @property
    def cod(self):
        return CashOnDelivery.objects.get()

    @property
    def receipt(self):
        return ReturnReceipt.objects.get()

    def scan(self, kind, at, piece=None, outlet=None, **fields):
        return make.scan(piece or self.master, kind, occurred_at=at, outlet=(outlet or self.destination).code, **fields)

    def step(self, act, user, at=make.NOON, **more):
        row = self.receipt if act in (take_in, hand_over) else self.cod
        return act([row.pk], by=user, access=access_of(user), at=at, **more)


@pytest.fixture
def sent():
    return Sent()


def follow(at):
    return follow_cods(at) + follow_receipts(at)


def test_a_signature_collects_and_terms_follow(sent):
    assert (sent.cod.state, sent.cod.next_due_at) == ("due", sent.waybill.entered_at + 7 * DAY)
    sent.scan("signed", make.NOON)

    assert (follow(make.NOON + HOUR), follow(make.NOON + HOUR)) == (2, 0)

    assert (sent.cod.state, sent.cod.method, sent.cod.collected_at) == ("collected", "signed", make.NOON)
    assert (sent.cod.remit_due_at, sent.cod.next_due_at) == (make.NOON + DAY, make.NOON + DAY)
    assert (sent.receipt.state, sent.receipt.back_due_at) == ("signed", make.NOON + 7 * DAY)


def test_a_withdrawn_signature_takes_it_back(sent):
    signed = sent.scan("signed", make.NOON)
    follow(make.NOON)
    sent.scan("void", make.NOON + HOUR, corrects=signed.event_id)

    follow(make.NOON + HOUR)

    assert (sent.cod.state, sent.cod.collected_at, sent.cod.remit_due_at) == ("due", None, None)
    assert (sent.receipt.state, sent.receipt.signed_at) == ("due", None)
    assert sent.cod.next_due_at == sent.waybill.entered_at + 7 * DAY


def test_a_returned_shipment_owes_nothing(sent):
    sent.scan("returned", make.NOON)

    follow(make.NOON)

    assert (sent.cod.state, sent.cod.open, sent.receipt.state, sent.receipt.open) == ("cancelled", False) * 2


def test_by_hand_from_the_receiver_to_the_sender(sent):
    later = make.NOON + 2 * DAY
    assert sent.step(collect, sent.deliverer, method="wechat").done == 1
    assert sent.step(remit, sent.deliverer, later).done == 1
    assert sent.cod.remitted_late
    assert sent.cod.next_due_at == later + 3 * DAY
    assert sent.step(settle, sent.sender, later).done == 1

    cod = sent.cod
    assert (cod.state, cod.open, cod.method, cod.by) == ("settled", False, "wechat", sent.sender)
    acts = ["cod.collect", "cod.remit", "cod.settle"]
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == acts
    assert AuditEntry.objects.first().detail == {"waybills": [sent.waybill.number]}
    follow(later + DAY)
    assert sent.cod.state == "settled"


def test_exactly_in_time_is_in_time(sent):
    sent.step(collect, sent.deliverer, method="cash")
    sent.step(remit, sent.deliverer, make.NOON + DAY)

    assert not sent.cod.remitted_late


def test_no_step_is_skipped_repeated_or_taken_by_the_wrong_end(sent):
    assert sent.step(settle, sent.sender).done == 0
    assert sent.step(collect, sent.sender, method="cash").done == 0
    assert sent.step(collect, sent.deliverer, method="cash").done == 1
    again = sent.step(collect, sent.deliverer, method="cash")
    assert (again.done, again.passed_over) == (0, 1)
    assert sent.step(remit, make.user(Role.WAYBILL_CLERK)).done == 0
    assert sent.step(remit, make.user(Role.OPERATIONS)).done == 1
    assert sent.step(settle, sent.deliverer).done == 0


def test_what_was_pressed_by_mistake_goes_back_step_by_step(sent):
    sent.step(collect, sent.deliverer, method="cash")
    sent.step(remit, sent.deliverer, make.NOON + HOUR)

    assert sent.step(step_back, sent.deliverer, make.NOON + 2 * HOUR).done == 1
    assert (sent.cod.state, sent.cod.remitted_at, sent.cod.next_due_at) == ("collected", None, make.NOON + DAY)
    assert sent.step(step_back, sent.sender).done == 0
    assert sent.step(step_back, sent.deliverer).done == 1
    assert (sent.cod.state, sent.cod.method, sent.cod.remit_due_at) == ("due", "", None)
    assert sent.cod.next_due_at == sent.waybill.entered_at + 7 * DAY
    assert sent.step(step_back, sent.deliverer).done == 0


def test_a_problem_told_after_the_signature_leaves_the_money_be(sent):
    sent.scan("signed", make.NOON)
    follow(make.NOON)
    words = {"category": "damage", "occurred_at": make.NOON.isoformat(), "contact": "张先生", "phone": "13800000000"}
    sent.scan("problem", make.NOON + HOUR, detail={"problem": {**words, "matter": "外箱一角压破，收件人要求赔付"}})

    follow(make.NOON + HOUR)

    assert (sent.cod.state, sent.receipt.state) == ("collected", "signed")


def test_the_paper_comes_home_by_its_own_scans(sent):
    sent.scan("arrival", make.NOON, sent.paper)
    sent.scan("signed", make.NOON + HOUR)
    follow(make.NOON + HOUR)
    sent.scan("departure", make.NOON + 2 * HOUR, sent.paper)
    follow(make.NOON + 2 * HOUR)
    assert sent.receipt.state == "signed"

    sent.scan("arrival", make.NOON + DAY, sent.paper, outlet=sent.origin)
    follow(make.NOON + DAY)
    assert (sent.receipt.state, sent.receipt.back_at) == ("back", make.NOON + DAY)
    assert sent.step(hand_over, sent.deliverer).done == 0
    assert sent.step(hand_over, sent.sender, make.NOON + DAY).done == 1
    assert (sent.receipt.state, sent.receipt.open, sent.receipt.handed_at) == ("handed", False, make.NOON + DAY)


def test_a_paper_that_nobody_scanned_is_taken_in_by_hand(sent):
    assert sent.step(take_in, sent.sender).done == 0
    sent.scan("signed", make.NOON)
    follow(make.NOON)

    assert sent.step(take_in, sent.sender, make.NOON + HOUR).done == 1
    assert sent.receipt.state == "back"


def test_overdue_is_what_is_open_and_past_its_time(sent):
    due_at = sent.cod.next_due_at

    assert not CashOnDelivery.objects.overdue(due_at).exists()
    assert CashOnDelivery.objects.overdue(due_at + timedelta(microseconds=1)).exists()


def test_both_ends_see_it_and_nobody_else(sent):
    seen = [CashOnDelivery.objects.visible_to(user).count() for user in (
        sent.sender, sent.deliverer, make.user(Role.WAYBILL_CLERK), make.user(Role.EXECUTIVE)
    )]  # fmt: skip

    assert seen == [1, 1, 0, 1]
