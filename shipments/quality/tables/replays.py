"""A foreign history's judgement as people read it: the list of replays, and one of them outlet by outlet."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from crm.shared.figures import Badge, Share, Stat
from crm.shared.tables import Column, Table
from outlets.models import Outlet
from shipments.quality.models import Replay


@dataclass(frozen=True, slots=True)
class Judged:
    """One outlet of the history.

    outlet   None when it is no longer in the network
    """

    code: str
    name: str
    outlet: Outlet | None
    arrivals: Share
    deliveries: Share
    signs: Share
    problems: int
    fines: int
    yuan: Decimal


def replay_badge(replay: Replay) -> Badge:
    return Badge("met", _("Judged by the rule book")) if replay.ended_at else Badge("soon", _("Not to the end yet"))


class ReplayTable(Table[Replay]):
    columns = (
        Column(_("History"), "name", link=True),
        Column(_("State"), "", show=replay_badge, cell="parts/_badge.html"),
        Column(_("Rows"), "lines", numeric=True),
        Column(_("Taken in"), "taken", numeric=True),
        Column(_("Refused"), "", show=lambda replay: replay.lines - replay.taken, numeric=True),
        Column(_("Outlets"), "outlets", show=len, numeric=True),
        Column(_("Begun"), "started_at"),
        Column(_("Judged by the rule book"), "ended_at", quiet=True),
    )


def judged(figures: Mapping[str, Any], outlet: Outlet | None = None) -> Judged:
    """figures   of one outlet or of the network, as `Replay.judgement` keeps them"""
    return Judged(
        code=figures.get("code", ""),
        name=figures.get("name", ""),
        outlet=outlet,
        arrivals=_share(figures, "arrivals"),
        deliveries=_share(figures, "deliveries"),
        signs=_share(figures, "signs"),
        problems=figures["problems"],
        fines=figures["fines"],
        yuan=Decimal(figures["yuan"]),
    )


def replay_stats(replay: Replay) -> list[Stat]:
    network = judged(replay.judgement["network"])
    shares = (
        (_("Arrival scans in time"), network.arrivals),
        (_("Deliveries in time"), network.deliveries),
        (_("Sign entries in time"), network.signs),
    )
    rates = [
        Stat(label, share.percent, unit="%", whole=_("of %(count)s") % {"count": f"{share.whole:,}"})
        for label, share in shares
    ]
    return [*rates, Stat(_("Fines"), network.fines, whole=f"¥{network.yuan:,.2f}")]


def _share(figures: Mapping[str, Any], duty: str) -> Share:
    return Share(figures[f"{duty}_met"], figures[duty])
