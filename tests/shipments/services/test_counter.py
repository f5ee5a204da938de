"""A waybill typed at the counter and all that follows from it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction

from crm.accounts.roles import Role
from crm.shared.errors import Refused
from customers.models import AddressBookEntry
from outlets.access import access_of
from outlets.services.editions import fingerprint
from shipments.models import CashOnDelivery, NumberBlock, ReturnReceipt, Waybill
from shipments.services.counter import AtCounter, NotEntered, enter_at_counter
from shipments.services.number_blocks import draw_number, give_block
from shipments.services.price_tables import BOOK
from shipments.services.waybills import NewWaybill, Party
from tests import make

pytestmark = pytest.mark.django_db
FIRST = 300057900556


class Counter:
    def __init__(self):
        self.origin = make.outlet(address="广东省东莞市虎门镇示范路1号")
        self.destination = make.outlet(address="广东省深圳市南山区示范路1号")
        self.access = access_of(make.user(Role.WAYBILL_CLERK, self.origin))

    def typed(self, *, subs=0, **fields):
        new = NewWaybill(
            **{
                "number": "", "product": "next_day", "origin": self.origin.code, "destination": self.destination.code,
                "sender": Party("陈晓", "13800138000", "虎门镇1号"), "weight_kg": Decimal("2.4"),
                "receiver": Party("李四", "13900139000", "南山区2号"), **fields,
            }
        )  # fmt: skip
        return AtCounter(new, self.origin, self.destination, subs)

    def enter(self, *, at=make.NOON, access=None, **fields):
        return enter_at_counter(self.typed(**fields), access=access or self.access, by=None, at=at)


@pytest.fixture
def counter():
    made = Counter()
    give_block(made.origin, FIRST, FIRST + 2, by=None, at=make.NOON)
    return made


def test_number_price_parties_money_and_paper(counter):
    waybill = counter.enter(subs=2, cod_yuan=Decimal("500"), return_receipt=True)

    waybill.refresh_from_db()
    assert (waybill.number, waybill.freight_yuan, waybill.chargeable_kg) == (str(FIRST), Decimal("25.00"), Decimal("3"))
    assert waybill.price_table.number == 1
    numbers = [str(FIRST), f"{FIRST}001", f"{FIRST}002", f"{FIRST}R"]
    assert list(waybill.pieces.values_list("number", flat=True)) == numbers
    assert CashOnDelivery.objects.get().yuan == Decimal("500")
    assert ReturnReceipt.objects.get().piece.number == f"{FIRST}R"
    book = AddressBookEntry.objects.filter(outlet=counter.origin).order_by("pk")
    assert sorted((entry.name, entry.phone_tail, entry.uses) for entry in book) == [
        ("李四", "9000", 1),
        ("陈晓", "8000", 1),
    ]


def test_numbers_follow_one_another_and_skip_what_is_taken(counter):
    counter.enter(number=str(FIRST + 1))

    assert [counter.enter().number, counter.enter().number] == [str(FIRST), str(FIRST + 2)]
    with pytest.raises(NotEntered) as none_left:
        counter.enter()
    assert (none_left.value.field, none_left.value.code) == ("number", "no_numbers")
    assert [block.left for block in NumberBlock.objects.all()] == [0]


def test_a_refused_waybill_draws_no_number(counter):
    with pytest.raises(NotEntered) as refused:
        counter.enter(customer="nobody")

    assert refused.value.field == "customer"
    assert (NumberBlock.objects.get().next, Waybill.objects.exists()) == (FIRST, False)
    assert not AddressBookEntry.objects.exists()


def test_what_is_not_offered_is_said_at_the_product(counter):
    counter.destination = make.outlet(address="湖南省长沙市1号")

    with pytest.raises(NotEntered) as refused:
        counter.enter(product="same_day")

    assert refused.value.field == "product"


def test_nobody_enters_for_another_outlet(counter):
    stranger = access_of(make.user(Role.WAYBILL_CLERK))

    with pytest.raises(NotEntered) as refused:
        counter.enter(access=stranger)

    assert (refused.value.field, NumberBlock.objects.get().next) == ("origin", FIRST)


def test_a_price_change_from_tomorrow_leaves_today_alone(counter):
    editor, tomorrow = make.user(), make.NOON + timedelta(days=1)
    draft = BOOK.copy(make.prices(), by=editor, at=make.NOON)
    prices = [price | {"first_yuan": "99.00"} for price in draft.data["prices"]]
    BOOK.change(draft, draft.data | {"prices": prices}, note="", seen=fingerprint(draft), by=editor, at=make.NOON)
    today = counter.enter()
    make.published(BOOK, draft, tomorrow.date())

    still, later = counter.enter(), counter.enter(at=tomorrow)

    today.refresh_from_db()
    assert (today.freight_yuan, today.price_table.number) == (Decimal("13.00"), 1)
    assert (still.freight_yuan, later.freight_yuan) == (Decimal("13.00"), Decimal("102.00"))
    assert later.price_table.number == 2


def test_without_prices_a_waybill_has_no_freight(counter):
    early = make.NOON.replace(year=1999)

    waybill = counter.enter(at=early, number="773000000001")

    assert (waybill.freight_yuan, waybill.price_table) == (None, None)


@pytest.mark.parametrize(("first", "last"), [(FIRST + 2, FIRST + 9), (FIRST, FIRST), (FIRST - 5, FIRST + 9)])
def test_blocks_do_not_overlap(counter, first, last):
    with pytest.raises(Refused) as refused:
        give_block(make.outlet(), first, last, by=None, at=make.NOON)

    assert refused.value.code == "block_overlaps"


def test_the_next_block_follows_the_first(counter):
    give_block(counter.origin, FIRST + 100, FIRST + 101, by=None, at=make.NOON)

    assert [draw_number(counter.origin) for _ in range(4)][-1] == str(FIRST + 100)
    assert replace(counter.typed(), subs=1).subs == 1


@pytest.mark.django_db(transaction=True)
def test_two_counters_at_once_draw_different_numbers():
    outlet = make.outlet()
    give_block(outlet, FIRST, FIRST + 39, by=None, at=make.NOON)

    def draw(_turn):
        try:
            with transaction.atomic():
                return draw_number(outlet)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as counters:
        drawn = list(counters.map(draw, range(40)))

    assert sorted(drawn) == [str(FIRST + place) for place in range(40)]
