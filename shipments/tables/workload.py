"""The lines of the work page: neighbours under the same rule in one group."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID, uuid4

from django.urls import reverse

from crm.shared.figures import Badge
from shipments.models import DeliveryRun
from shipments.rules.edition import Edition
from shipments.tables.explained_duties import rule_words
from shipments.tables.states import piece_badge
from shipments.tables.waybills import master_of

#: Where a waybill's number goes in an address that is put together once for many lines.
PLACE = "NUMBER"

@dataclass(frozen=True, slots=True)
class Item:
    """One waybill of the list and where its pieces are.

    key        of the run, as the page's ids have it
    url        of the shipment
    event_id   of the hand-over that one press reports: pressed twice it is one
    """

    run: DeliveryRun
    key: str
    url: str
    overdue: bool
    state: Badge
    pieces: int
    event_id: UUID


@dataclass(frozen=True, slots=True)
class Group:
    """Neighbours under the same rule; the overdue ones stand together on top."""

    overdue: bool
    duty: str
    rule: str
    text: str
    items: tuple[Item, ...]


def item_of(run: DeliveryRun, way: str, *, at: datetime) -> Item:
    """way   address of a shipment, with a place for its number"""
    number, pieces = run.waybill.number, run.waybill.pieces.all()
    state = piece_badge(master_of(run.waybill))
    return Item(run, str(run.pk), way.replace(PLACE, number), run.next_due < at, state, len(pieces), uuid4())


def groups_of(runs: Sequence[DeliveryRun], edition: Edition, *, at: datetime) -> list[Group]:
    way = reverse("shipments:shipment", args=[PLACE])
    items = (item_of(run, way, at=at) for run in runs)
    return [
        Group(overdue, duty, rule, rule_words(rule, edition), tuple(same))
        for (overdue, duty, rule), same in groupby(items, key=_rule_of)
    ]


def _rule_of(item: Item) -> tuple[bool, str, str]:
    return (item.overdue, item.run.next_duty, item.run.next_rule)
