"""A customer's points: their box, and on the timeline what became of them but for what each waybill earned."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.shared import timelines
from crm.shared.panels import Panel, hang
from crm.shared.timelines import Below, Line, Part, newest
from customers.models import Customer, PointEntry, Reward
from customers.queries.points import standing_of
from customers.tables.loyalty import matter, reward_name, signed

PAGE = "customers.customer"
TOLD = ("redeemed", "expired", "corrected")


def hang_all() -> None:
    hang(PAGE, Panel("customers/_points_box.html", box, order=65))
    timelines.hang(PAGE, Part("points", pgettext_lazy("loyalty", "Points"), lines_of, order=65))


def box(customer: Customer, user: Any) -> Mapping[str, Any]:
    balance, lots = standing_of(customer, today=timezone.localdate())
    within = Reward.objects.filter(offered=True, points__lte=balance).exclude(stock=0).order_by("-points", "id")
    return {
        "customer": customer,
        "known": bool(balance or lots),
        "balance": balance,
        "lot": lots[0] if lots else None,
        "within": reward_name(within.first()) if balance > 0 else "",
    }


def lines_of(customer: Customer, user: Any, below: Below | None, limit: int) -> Sequence[Line]:
    rows = PointEntry.objects.visible_to(user).filter(customer=customer, kind__in=TOLD).select_related("reward", "by")
    return [_line(entry) for entry in newest(rows, "at", below, limit)]


def _line(entry: PointEntry) -> Line:
    return Line(
        entry.at,
        entry.pk,
        _("Points %(points)s: %(what)s") % {"points": signed(entry.points), "what": entry.get_kind_display()},
        text=matter(entry),
        who=entry.by.name if entry.by else "",
        icon="coin-yuan",
    )
