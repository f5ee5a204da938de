"""The lines of the work page: neighbours under the same rule in one group."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID, uuid4

from django.utils.formats import localize
from django.utils.translation import gettext as _

from crm.shared.figures import Badge
from crm.shared.masking import mask_address, mask_name
from shipments.rules.edition import Edition
from shipments.tables.explained_duties import rule_words
from shipments.tables.states import state_badge


@dataclass(frozen=True, slots=True)
class Look:
    """What the lines of one truck share, so that they are drawn alike.

    state   of the master piece
    """

    overdue: bool
    duty: str
    rule: str
    due_at: datetime
    snoozed_until: datetime | None
    doubtful: bool
    state: str

    @property
    def badge(self) -> Badge:
        return state_badge(self.state)


@dataclass(frozen=True, slots=True)
class Item:
    """One waybill of the list.

    key        of the run, as the page's ids have it
    about      the receiver, masked, and what makes the delivery a special one
    event_id   of the hand-over that one press reports: pressed twice it is one
    """

    look: Look
    key: int
    number: str
    about: str
    event_id: UUID


@dataclass(frozen=True, slots=True)
class Group:
    """Neighbours under the same rule; the overdue ones stand together on top."""

    overdue: bool
    duty: str
    rule: str
    text: str
    items: tuple[Item, ...]


def item_of(line: Any, *, at: datetime) -> Item:
    """line   of `queries.workload.lines`"""
    delivers = line.delivered_at is None
    look = Look(
        overdue=line.next_due < at,
        duty="delivery" if delivers else "sign_entry",
        rule=line.clock__delivery_rule if delivers else line.clock__sign_rule,
        due_at=line.next_due,
        snoozed_until=line.snoozed_until,
        doubtful=line.doubtful,
        state=line.state or "",
    )
    return Item(look, line.pk, line.waybill__number, " · ".join(_told(line)), uuid4())


def _told(line: Any) -> Iterator[str]:
    yield mask_name(line.waybill__receiver_name)
    yield mask_address(line.waybill__receiver_address)
    if (line.pieces or 0) > 1:
        yield _("%(count)s pieces") % {"count": line.pieces}
    if line.waybill__cod_yuan:
        yield f"{_('Cash on delivery')} ¥{localize(line.waybill__cod_yuan)}"


def groups_of(lines: Sequence[Any], edition: Edition, *, at: datetime) -> list[Group]:
    items = (item_of(line, at=at) for line in lines)
    return [
        Group(overdue, duty, rule, rule_words(rule, edition), tuple(same))
        for (overdue, duty, rule), same in groupby(items, key=_rule_of)
    ]


def _rule_of(item: Item) -> tuple[bool, str, str]:
    return (item.look.overdue, item.look.duty, item.look.rule)
