"""Entering waybills by the thousand."""

from dataclasses import replace
from decimal import Decimal

import pytest

from outlets.access import Access
from shipments.models import CashOnDelivery, Piece, ReturnReceipt, Waybill
from shipments.services.waybills import NewPiece, NewWaybill, Party, enter_waybills
from tests import make

pytestmark = pytest.mark.django_db
NETWORK = Access(network=True, outlet_ids=frozenset(), roles=frozenset())
SOMEBODY = Party("张三", "19900000000", "某路1号")


def new(number, origin, destination, **fields):
    told = NewWaybill(
        number=number,
        product="standard",
        origin=origin.code,
        destination=destination.code,
        sender=SOMEBODY,
        receiver=SOMEBODY,
        weight_kg=Decimal("1.000"),
    )
    return replace(told, **fields)


def test_entering_without_pieces_makes_a_master():
    origin, destination = make.outlet(), make.outlet()

    entered = enter_waybills([new("AAAAAA", origin, destination)], access=NETWORK, at=make.NOON)

    assert [waybill.number for waybill in entered.created] == ["AAAAAA"]
    piece = Piece.objects.get()
    assert (piece.number, piece.kind, piece.destination) == ("AAAAAA", "master", destination)
    assert Waybill.objects.get().entered_at == make.NOON


def test_entering_keeps_the_good_and_names_the_bad():
    origin, destination = make.outlet(), make.outlet()
    known = make.waybill()
    masters = (NewPiece("M00001", "master"), NewPiece("M00002", "master"))
    twice = (NewPiece("M00001", "master"), NewPiece("M00001", "sub"))
    taken = (NewPiece(known.number, "master"),)
    batch = [
        new("AAAAAA", origin, destination),
        new(known.number, origin, destination),
        new("AAAAAA", origin, destination),
        replace(new("BBBBBB", origin, destination), origin="NOWHERE"),
        replace(new("CCCCCC", origin, destination), destination="NOWHERE"),
        new("DDDDDD", origin, destination, customer="NOBODY"),
        new("EEEEEE", origin, destination, pieces=masters),
        new("FFFFFF", origin, destination, pieces=twice),
        new("GGGGGG", origin, destination, pieces=taken),
        new("HHHHHH", origin, destination, pieces=(NewPiece("AAAAAA", "master"),)),
        new("IIIIII", origin, destination),
    ]

    entered = enter_waybills(batch, access=NETWORK, at=make.NOON)

    assert [waybill.number for waybill in entered.created] == ["AAAAAA", "IIIIII"]
    assert [(one.index, one.code, one.field) for one in entered.refused] == [
        (1, "number_exists", "number"),
        (2, "number_exists", "number"),
        (3, "unknown_outlet", "origin"),
        (4, "unknown_outlet", "destination"),
        (5, "unknown_customer", "customer"),
        (6, "one_master", "pieces"),
        (7, "piece_twice", "pieces"),
        (8, "piece_exists", "pieces"),
        (9, "piece_exists", "pieces"),
    ]


def test_entering_is_for_ones_own_origin():
    mine, other = make.outlet(), make.outlet()
    access = Access(network=False, outlet_ids=frozenset({mine.pk}), roles=frozenset())

    entered = enter_waybills([new("AAAAAA", mine, other), new("BBBBBB", other, mine)], access=access, at=make.NOON)

    assert [waybill.number for waybill in entered.created] == ["AAAAAA"]
    assert [one.code for one in entered.refused] == ["foreign_outlet"]


def test_entering_thousands_takes_few_queries(django_assert_max_num_queries):
    origin, destination = make.outlet(), make.outlet()
    batch = [new(f"{number:09d}", origin, destination) for number in range(2000)]

    with django_assert_max_num_queries(10):
        entered = enter_waybills(batch, access=NETWORK, at=make.NOON)

    assert len(entered.created) == 2000
    assert entered.refused == []


def test_what_has_to_come_back_is_followed_whoever_entered_it():
    origin, destination = make.outlet(), make.outlet()
    pieces = (NewPiece("773000000091", "master"), NewPiece("773000000091R", "receipt"))
    owed = new("773000000091", origin, destination, pieces=pieces, cod_yuan=Decimal("20"))

    enter_waybills([owed, new("773000000092", origin, destination)], access=NETWORK, at=make.NOON)

    assert list(CashOnDelivery.objects.values_list("waybill__number", "yuan", "state")) == [("773000000091", 20, "due")]
    assert list(ReturnReceipt.objects.values_list("piece__number", "origin")) == [("773000000091R", origin.pk)]
