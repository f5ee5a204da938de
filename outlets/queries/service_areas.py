"""Who delivers to an address, and the rows of the service-range table that a few words mean."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from crm.shared.pinyin import keys
from outlets.models import Outlet, ServiceArea
from outlets.rules.coverage import Area, State, find, plain

SHOWN = 12


@dataclass(frozen=True, slots=True)
class Coverage:
    """
    area         the row that answers, with its outlet; None when the table does not say
    candidates   rows among which the address does not decide, the first of them
    """

    state: State
    area: ServiceArea | None = None
    candidates: tuple[ServiceArea, ...] = ()

    @property
    def outlet(self) -> Outlet | None:
        return self.area.outlet if self.area and self.state is State.COVERED else None


def coverage_of(address: str) -> Coverage:
    """What the service-range table says of an address: covered, out of area, or unknown."""
    found = find(address, _areas_named_in(address))
    wanted = [found.area] if found.area else list(found.candidates[:SHOWN])
    rows = ServiceArea.objects.select_related("outlet__region").in_bulk([area.key for area in wanted])
    if found.area:
        return Coverage(found.state, rows.get(found.area.key))
    return Coverage(found.state, candidates=tuple(rows[area.key] for area in wanted if area.key in rows))


def areas_like(rows: QuerySet[ServiceArea], typed: str) -> QuerySet[ServiceArea]:
    """Rows that a name, its pinyin, its initials or a whole address means."""
    text = plain(typed.replace("\x00", ""))
    if text.isascii():
        sought = keys(text)
        return rows.filter(Q(pinyin__contains=f" {sought}") | Q(initials__contains=f" {sought}")) if sought else rows
    named = rows.filter(name__contains=text)
    if named.exists():
        return named
    found = find(text, _areas_named_in(text))
    answers = [found.area] if found.area else found.candidates
    return rows.filter(pk__in=[area.key for area in answers])


def _areas_named_in(address: str) -> list[Area]:
    columns = ("pk", "province", "city", "district", "town", "outlet__active")
    named = ServiceArea.objects.named_in(plain(address.replace("\x00", "")))
    return [Area(*row[:-1], served=bool(row[-1])) for row in named.order_by("pk").values_list(*columns)]
