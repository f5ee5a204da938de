"""Points in words and rows: a customer's ledger, the rewards, and the drawing of months."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from crm.shared.figures import Badge
from crm.shared.tables import Column, Table
from customers.models import PointEntry, Reward
from customers.queries.points import PointMonth

Kind = PointEntry.Kind
KINDS = {
    Kind.EARNED: "met",
    Kind.TAKEN_BACK: "void",
    Kind.REDEEMED: "fined",
    Kind.EXPIRED: "overdue",
    Kind.CORRECTED: "review",
}
WIDTH, HEIGHT, LEFT, TOP = 720, 220, 56, 12
FLOOR = HEIGHT - 24
#: Words of two lines need so much room.
APART = 14
#: Below the line, in this order from it.
TAKING = (Kind.REDEEMED, Kind.EXPIRED, Kind.TAKEN_BACK)
INKS = {Kind.EARNED: "met", Kind.REDEEMED: "open", Kind.EXPIRED: "overdue", Kind.TAKEN_BACK: "still"}


def reward_name(reward: Reward | None) -> str:
    """In English where it has an English name and the page is."""
    if reward is None:
        return ""
    return named(reward.name, reward.name_en)


def named(name: str, name_en: str) -> str:
    return name if (get_language() or "").startswith("zh") else name_en or name


def kind_badge(entry: PointEntry) -> Badge:
    return Badge(KINDS[Kind(entry.kind)], entry.get_kind_display())


def matter(entry: PointEntry) -> str:
    """What the line is for: a waybill's number, a reward, a reason."""
    if entry.reward is not None:
        return reward_name(entry.reward)
    return entry.note or (entry.key.partition(":")[2] if entry.kind in (Kind.EARNED, Kind.TAKEN_BACK) else "")


def signed(points: int) -> str:
    return f"{points:+,}".replace("-", "−")


def offered_badge(reward: Reward) -> Badge:
    if not reward.offered:
        return Badge("still", _("Not offered"))
    return Badge("void", _("None left")) if reward.stock == 0 else Badge("met", _("Offered"))


class LedgerTable(Table[PointEntry]):
    columns = (
        Column(_("At"), "at"),
        Column(_("What"), "", show=kind_badge, cell="parts/_badge.html"),
        Column(pgettext_lazy("loyalty", "Points"), "points", show=signed, numeric=True),
        Column(_("What for"), "", show=matter),
        Column(_("Hold until"), "expires_on"),
        Column(_("By"), "by.name", quiet=True),
    )


class RewardTable(Table[Reward]):
    columns = (
        Column(_("Reward"), "", show=reward_name, link=True),
        Column(pgettext_lazy("loyalty", "Points"), "points", numeric=True),
        Column(_("Left"), "stock", show=lambda left: f"{left:,}", numeric=True),
        Column(_("State"), "", show=offered_badge, cell="parts/_badge.html"),
    )

    def __init__(self, objects: Any, *, may_keep: bool = False, **kwargs: Any) -> None:
        super().__init__(objects, **kwargs)
        self.may_keep = may_keep

    def row_url(self, row: Reward) -> str:
        return reverse("customers:reward", args=[row.pk]) if self.may_keep else ""


@dataclass(frozen=True, slots=True)
class MonthBar:
    """A part of a month's column; `text` says it."""

    ink: str
    x: float
    y: float
    height: float
    text: str


@dataclass(frozen=True, slots=True)
class MonthGraph:
    bars: tuple[MonthBar, ...]
    words: tuple[tuple[str, float], ...]
    marks: tuple[tuple[str, float], ...]
    zero: float
    bar_width: float
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT


def month_graph(months: Sequence[PointMonth]) -> MonthGraph:
    """Earned above the line, redeemed, expired and taken back below it, on one scale."""
    up = max([month.of(Kind.EARNED) for month in months] + [0])
    down = max([-sum(month.of(kind) for kind in TAKING) for month in months] + [0])
    scale, step = (FLOOR - TOP) / max(up + down, 1), (WIDTH - LEFT) / max(len(months), 1)
    zero = round(TOP + up * scale, 1)
    bars: list[MonthBar] = []
    for place, month in enumerate(months):
        x = round(LEFT + (place + 0.2) * step, 1)
        bars += _column(month, x, zero, scale)
    words = tuple((f"{month.month:%m}", round(LEFT + (place + 0.5) * step, 1)) for place, month in enumerate(months))
    marks = tuple(
        (f"{points:,}", round(y, 1))
        for points, y in ((up, TOP), (0, zero), (-down, FLOOR))
        if not points or abs(y - zero) > APART
    )
    return MonthGraph(tuple(bars), words, marks, zero, round(step * 0.6, 1))


def _column(month: PointMonth, x: float, zero: float, scale: float) -> list[MonthBar]:
    def bar(kind: Kind, y: float) -> MonthBar:
        height = round(abs(month.of(kind)) * scale, 1)
        return MonthBar(INKS[kind], x, round(y, 1), height, f"{_day(month.month)} {kind.label}: {month.of(kind):,}")

    earned = bar(Kind.EARNED, zero - month.of(Kind.EARNED) * scale)
    found, y = [earned], zero
    for kind in TAKING:
        found.append(bar(kind, y))
        y += found[-1].height
    return [each for each in found if each.height > 0]


def _day(month: date) -> str:
    return f"{month:%Y-%m}"
