"""The lines of the work page: neighbours under the same rule in one group."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID, uuid4

from django.utils.formats import localize
from django.utils.translation import gettext as _

from crm.shared.figures import Badge
from crm.shared.masking import mask_address, mask_name
from shipments.queries.workload import Line
from shipments.services.clocks import published_edition
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


def item_of(line: Line, *, at: datetime) -> Item:
    look = Look(
        overdue=line.next_due < at,
        duty=_duty(line.delivers),
        rule=line.rule,
        due_at=line.next_due,
        snoozed_until=line.snoozed_until,
        doubtful=line.doubtful,
        state=line.state or "",
    )
    return Item(look, line.pk, line.number, " · ".join(_told(line)), uuid4())


def _told(line: Line) -> Iterator[str]:
    yield mask_name(line.receiver_name)
    yield mask_address(line.receiver_address)
    if line.pieces > 1:
        yield _("%(count)s pieces") % {"count": line.pieces}
    if line.cod_yuan:
        yield f"{_('Cash on delivery')} ¥{localize(line.cod_yuan)}"


def groups_of(lines: Iterable[Line], *, at: datetime) -> list[Group]:
    """Each rule in the words of the edition with which the clocks began."""

    def heading(line: Line) -> tuple[bool, bool, str, int, datetime]:
        return (line.next_due < at, line.delivers, line.rule, line.edition, line.published_at)

    return [
        Group(
            overdue=overdue,
            duty=_duty(delivers),
            rule=rule,
            text=rule_words(rule, published_edition(edition, published_at)),
            items=tuple(item_of(line, at=at) for line in same),
        )
        for (overdue, delivers, rule, edition, published_at), same in groupby(lines, key=heading)
    ]


def _duty(delivers: bool) -> str:
    return "delivery" if delivers else "sign_entry"
