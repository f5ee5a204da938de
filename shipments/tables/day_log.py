"""A day's service in figures: which deed has which name, and how a log stands."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from crm.shared.figures import Badge
from crm.shared.tables import Column, Table
from outlets.models import Membership
from shipments.models import DayNote, ScanKind

#: In the order of a day.
DEED_LABELS: Mapping[str, "str | Promise"] = {
    "entered": _("Waybills entered"),
    "labelled": _("Labels printed"),
    **{str(kind): kind.label for kind in ScanKind},
    "called": _("Calls made"),
    "unmasked": _("Personal data looked at"),
    "looked_up": _("Searches by phone"),
    "printed_whole": _("Labels with full data"),
}
COLUMNS = ("arrival", "out_for_delivery", "delivered", "signed", "problem", "entered", "called")


@dataclass(frozen=True, slots=True)
class Deed:
    label: "str | Promise"
    count: int


@dataclass(frozen=True, slots=True)
class DayRow:
    """One line of a month."""

    day: date
    url: str
    counts: Counter[str]
    note: DayNote | None

    @property
    def cells(self) -> list[Deed]:
        return cells_of(self.counts)

    @property
    def badge(self) -> Badge:
        return note_badge(self.note)


def deeds_shown(counts: Counter[str]) -> list[Deed]:
    """Every deed that was done, by its name."""
    return [Deed(label, counts[name]) for name, label in DEED_LABELS.items() if counts[name]]


def cells_of(counts: Counter[str]) -> list[Deed]:
    """The columns of a list, and the rest as one."""
    told = [Deed(DEED_LABELS[name], counts[name]) for name in COLUMNS]
    return [*told, Deed(_("Other"), counts.total() - sum(deed.count for deed in told))]


def note_badge(note: DayNote | None) -> Badge:
    if note is None:
        return Badge("still", _("Nothing written"))
    if note.seen_at:
        return Badge("met", _("Seen"))
    return Badge("review", _("Closed by the person")) if note.closed_at else Badge("open", _("Open"))


def or_none(count: int) -> int | None:
    """What was not done is a dash, so that what was done stands out."""
    return count or None


def shortened(text: str) -> str:
    return Truncator(text).chars(60)


def day_url(outlet_id: int, person_id: int, day: date) -> str:
    return reverse("shipments:day_log", args=[outlet_id, person_id, day])


class DayLogTable(Table[Membership]):
    """Each post with `day`, `counts` and `note`."""

    columns = (
        Column(_("Name"), "user.name", link=True),
        Column(_("Outlet"), "outlet.name", quiet=True),
        *(Column(DEED_LABELS[name], f"told_{name}", show=or_none, numeric=True) for name in COLUMNS),
        Column(_("Other"), "told_other", show=or_none, numeric=True, quiet=True),
        Column(_("State"), "", show=lambda post: note_badge(post.note), cell="parts/_badge.html"),
    )

    def row_url(self, row: Membership) -> str:
        return day_url(row.outlet_id, row.user_id, row.day)


class UnseenTable(Table[DayNote]):
    columns = (
        Column(_("Name"), "person.name", link=True),
        Column(_("Outlet"), "outlet.name", quiet=True),
        Column(_("Day"), "day"),
        Column(_("Closed at"), "closed_at", quiet=True),
        Column(_("Remarks"), "text", show=shortened),
        Column(_("Handover"), "handover", show=shortened),
        Column(_("Incidents"), "incidents", show=shortened),
    )


def tell(post: Membership, *, day: date, counts: Counter[str], note: DayNote | None) -> None:
    """Give a post what its line shows."""
    post.day, post.note, post.counts = day, note, counts
    for name, deed in zip((*COLUMNS, "other"), cells_of(counts), strict=True):
        setattr(post, f"told_{name}", deed.count)
