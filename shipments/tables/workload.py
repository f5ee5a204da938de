"""The lines of the work page: neighbours under the same rule in one group."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID, uuid4

from crm.shared.figures import Badge
from shipments.models import DeliveryRun
from shipments.rules.edition import Edition
from shipments.tables.explained_duties import rule_words
from shipments.tables.states import piece_badge
from shipments.tables.waybills import master_of


@dataclass(frozen=True, slots=True)
class Item:
    """One waybill of the list and where its pieces are.

    event_id   of the hand-over that one press reports: pressed twice it is one
    """

    run: DeliveryRun
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


def item_of(run: DeliveryRun, *, at: datetime) -> Item:
    pieces = run.waybill.pieces.all()
    return Item(run, run.next_due < at, piece_badge(master_of(run.waybill)), len(pieces), uuid4())


def groups_of(runs: Sequence[DeliveryRun], edition: Edition, *, at: datetime) -> list[Group]:
    items = (item_of(run, at=at) for run in runs)
    return [
        Group(overdue, duty, rule, rule_words(rule, edition), tuple(same))
        for (overdue, duty, rule), same in groupby(items, key=_rule_of)
    ]


def _rule_of(item: Item) -> tuple[bool, str, str]:
    return (item.overdue, item.run.next_duty, item.run.next_rule)
