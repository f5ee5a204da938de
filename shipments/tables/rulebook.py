"""The rule book as people read it: each row of an edition in words, beside its rate, its text and its source."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, gettext_lazy

from outlets.models.network import KIND_LABELS
from shipments.rules.deadline_rows import DeadlineRow
from shipments.rules.edition import DUTIES, Edition
from shipments.rules.rule_texts import RuleText
from shipments.rules.terms import ExtensionFrom, Goods, OutletKind
from shipments.rules.walltime import WallTime

DUTY_LABELS = {
    "arrival_scan": gettext_lazy("Arrival scan"),
    "delivery": gettext_lazy("Delivery"),
    "sign_entry": gettext_lazy("Sign entry"),
    "problem_delivery": gettext_lazy("Delivery problem"),
    "problem_transfer": gettext_lazy("Out of area or mis-sorted"),
    "problem_damage": gettext_lazy("Damaged or not received"),
}
#: The categories of fine notices.
NOTICE_LABELS = {
    "arrival": gettext_lazy("Arrival scans"),
    "sign": gettext_lazy("Delivery and sign entry"),
    "problem": gettext_lazy("Problem pieces"),
    "spot": gettext_lazy("Operations spot checks"),
    "weight": gettext_lazy("Weight mismatches"),
}
GOODS_LABELS = {
    Goods.EARLY: gettext_lazy("Early goods"),
    Goods.LATE_TRUCK: gettext_lazy("Goods of a late truck"),
    Goods.MID: gettext_lazy("Midday goods"),
    Goods.EVENING: gettext_lazy("Evening goods"),
}
EXTENSION_LABELS = {
    ExtensionFrom.CUTOFF: gettext_lazy("from the hour after which a truck is late"),
    ExtensionFrom.SCHEDULE: gettext_lazy("from the truck's schedule"),
}
#: Whether the rule stands in the source, follows from it, or fills a gap of it.
CONFIDENCE_LABELS = {
    "W": gettext_lazy("written in the source"),
    "I": gettext_lazy("inferred from the source"),
    "G": gettext_lazy("gap filled by a reading"),
}


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule of a duty's table.

    yuan   None where no rate is set; `rated` is False for rules that cost nothing by nature
    """

    code: str
    who: str
    received: str
    due: str
    text: str
    source: str
    confidence: str
    yuan: Decimal | None
    rated: bool


@dataclass(frozen=True, slots=True)
class DutyTable:
    name: str
    label: "str | Promise"
    lines: tuple[RuleLine, ...]


def duty_tables(edition: Edition) -> list[DutyTable]:
    rates = {rate.code: rate.yuan for rate in edition.rates}
    return [
        DutyTable(duty, DUTY_LABELS[duty], tuple(_line(edition, row, rates) for row in getattr(edition, duty)))
        for duty in DUTIES
    ]


def other_rules(edition: Edition) -> list[RuleLine]:
    """Rules without a row of their own: damage, improper and false problems, announcements, the monitor."""
    rates = {rate.code: rate.yuan for rate in edition.rates}
    tabled = {row.code for duty in DUTIES for row in getattr(edition, duty)}
    return [_line(edition, None, rates, text=text) for text in edition.texts if text.code not in tabled]


def text_words(text: RuleText) -> str:
    return text.en if get_language() == "en" else text.zh


def wall_words(at: WallTime) -> str:
    """ "11:30", "24:00", "next day 11:30"."""
    written = str(at)
    day, _plus, clock = written.partition(" ")
    if not clock:
        return written
    return gettext("next day %(clock)s") % {"clock": clock} if day == "+1" else written


def who_words(row: DeadlineRow) -> str:
    kinds = "" if set(row.outlet_kinds) == set(OutletKind) else _listed(KIND_LABELS[kind] for kind in row.outlet_kinds)
    goods = gettext("all goods") if set(row.goods) == set(Goods) else _listed(GOODS_LABELS[one] for one in row.goods)
    return gettext("%(kinds)s: %(goods)s") % {"kinds": kinds, "goods": goods} if kinds else goods


def received_words(row: DeadlineRow) -> str:
    if row.until is None:
        return ""
    words = gettext("until %(clock)s") if row.until_included else gettext("before %(clock)s")
    return words % {"clock": wall_words(row.until)}


def due_words(row: DeadlineRow) -> str:
    parts = []
    if row.by is not None:
        parts.append(wall_words(row.by))
    if row.within is not None:
        parts.append(minutes_words(row.within))
    if row.with_delivery:
        parts.append(gettext("together with the delivery"))
    words = parts[0] if len(parts) == 1 else gettext("the later of %(times)s") % {"times": _listed(parts)}
    if row.extended:
        words = gettext("%(due)s, moved by a late truck's delay") % {"due": words}
    if row.review_after is not None:
        clock = wall_words(row.review_after)
        words = gettext("%(due)s; received after %(clock)s a person judges") % {"due": words, "clock": clock}
    return words


def minutes_words(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if hours and not rest:
        return gettext("%(hours)s h after receipt") % {"hours": hours}
    if hours:
        return gettext("%(hours)s h %(minutes)s min after receipt") % {"hours": hours, "minutes": rest}
    return gettext("%(minutes)s min after receipt") % {"minutes": minutes}


def _line(
    edition: Edition, row: DeadlineRow | None, rates: dict[str, Decimal | None], *, text: RuleText | None = None
) -> RuleLine:
    text = text or edition.text(row.code)
    return RuleLine(
        code=text.code,
        who=who_words(row) if row else "",
        received=received_words(row) if row else "",
        due=due_words(row) if row else "",
        text=text_words(text),
        source=text.source,
        confidence=_listed(CONFIDENCE_LABELS.get(one, one) for one in text.confidence.split(",")),
        yuan=rates.get(text.code),
        rated=text.code in rates,
    )


def _listed(words: Iterable[object]) -> str:
    return gettext(", ").join(str(word) for word in words)
