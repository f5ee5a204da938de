"""Market observations from a CSV file: one figure of one network in one region a row."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.imports.registry import CREATED, UNCHANGED, Call, Field, Importer, Result, Row, refused
from crm.imports.rules import cells
from crm.shared.errors import Refused
from customers.models import Competitor, MarketObservation
from customers.services.market import KEEPERS, Seen, observe
from outlets.access import access_of
from outlets.models import Region

Kind = MarketObservation.Kind
KIND_WORDS = {
    "首重价格": Kind.FIRST_KG_YUAN,
    "续重价格": Kind.NEXT_KG_YUAN,
    "市场份额": Kind.SHARE_PERCENT,
    "覆盖率": Kind.COVERAGE_PERCENT,
    "百万件投诉": Kind.COMPLAINTS_PER_MILLION,
    "响应时间": Kind.RESPONSE_MINUTES,
    **{kind.value: kind for kind in Kind},
}


def a_day(cell: str) -> date:
    """2026-11-18 or 2026/11/18."""
    try:
        return cells.instant(f"{cell} 00:00").date()
    except cells.BadCell as wrong:
        raise cells.BadCell("not_a_day", value=cell) from wrong


def apply_market(rows: Sequence[Row], call: Call) -> list[Result]:
    """Networks by code or name, regions by code or name; what is there already stays as it is."""
    networks = {name: each for each in Competitor.objects.all() for name in (each.code, each.name)}
    regions = {name: each for each in Region.objects.all() for name in (each.code, each.name)}
    by = call.by or User.objects.filter(is_superuser=True).order_by("pk").first()
    return [_apply(row, networks, regions, by, call) for row in rows]


def _apply(
    row: Row, networks: dict[str, Competitor], regions: dict[str, Region], by: User | None, call: Call
) -> Result:
    values = row.values
    for name, known in (("competitor", networks), ("region", regions)):
        if values[name] not in known:
            return refused(name, f"unknown_{name}", value=values[name])
    if by is None:
        return refused("", "nobody")
    seen = Seen(
        networks[values["competitor"]],
        regions[values["region"]],
        values["kind"],
        values["value"],
        values["observed_on"],
        values["source"],
    )
    try:
        _observation, new = observe(seen, outlet=None, by=by, at=call.at)
    except Refused as refusal:
        return refused("observed_on" if refusal.code == "seen_ahead" else "value", refusal.code)
    return CREATED if new else UNCHANGED


def _allowed(user: User) -> bool:
    return access_of(user).has(KEEPERS)


MARKET = Importer(
    kind="market",
    label=_("Market observations"),
    order=60,
    key=("competitor", "region", "kind", "observed_on", "source"),
    apply=apply_market,
    allowed=_allowed,
    note=_("One figure of one network in one region a row, with the day it was seen and where."),
    reasons={
        "not_a_day": _("“%(value)s” is no day such as 2026-11-18."),
        "unknown_competitor": _("There is no network “%(value)s”: name it under Market first."),
        "unknown_region": _("There is no region “%(value)s”."),
        "nobody": _("Nobody is named as who noted it: import it in the browser."),
        "seen_ahead": _("Nobody can have seen this yet: check the day."),
        "seen_range": _("A per cent lies between 0 and 100, any other figure is 0 at least."),
    },
    fields=(
        Field("competitor", _("Network"), cells.text(60), ("快递公司", "网络", "竞争对手"), True, "甲速达"),
        Field("region", _("Region"), cells.text(60), ("区域", "大区"), True, "R1"),
        Field("kind", _("Figure"), cells.one_of(KIND_WORDS), ("指标",), True, "首重价格"),
        Field("value", _("Value"), cells.decimal(places=2, most=Decimal(99_999_999)), ("数值", "值"), True, "9.50"),
        Field("observed_on", _("Observed on"), a_day, ("日期", "观察日期"), True, "2026-11-18"),
        Field("source", _("Source"), cells.text(200), ("来源", "出处"), True, "官网报价页"),
    ),
)
