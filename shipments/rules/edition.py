"""One dated edition of the rule book: every number, time, amount, phrase and switch, as data.

Pure. HQ's editions are rows whose JSON comes through `Edition.from_data`; the functions beside this file take
the edition as an argument and know no number of their own.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any, Self
from zoneinfo import ZoneInfo

from shipments.rules import codec, deadline_rows, remark_words
from shipments.rules.deadline_rows import DeadlineRow
from shipments.rules.performance_formula import (
    FORMULA,
    Formula,
    FormulaLine,
    Grade,
    Measure,
    Veto,
    formula_faults,
)
from shipments.rules.rates import RATES, Rate
from shipments.rules.remark_words import BannedPhrase
from shipments.rules.reply_windows import REPLY_WINDOWS, ReplyWindow
from shipments.rules.rule_texts import RULE_TEXTS, RuleText
from shipments.rules.terms import ExtensionFrom, Goods, OutletKind
from shipments.rules.walltime import WallTime

#: Each duty's table, and the letters its codes begin with.
DUTIES = {
    "arrival_scan": "AS",
    "delivery": "DL",
    "sign_entry": "SE",
    "problem_delivery": "PR",
    "problem_transfer": "PR",
}
#: Younger than the first editions: one that does not know them sets no rate, and says what is shipped.
YOUNGER_RULES = ("OP1", "WT1")


@dataclass(frozen=True, slots=True)
class Edition:
    """The rules for goods whose clock starts on `starts_on` or later, until the next edition.

    late_after, midday_from      an early truck between them, both exclusive, is late; from the second on
                                 its goods are midday goods
    cap_midday_at_20             deliveries of midday goods are never due after 20:00 (reading 7)
    extension_from               what a late truck's delay is counted from (reading 15)
    estimated_unload_minutes     from the truck's arrival to a receipt that nobody recorded (reading 6)
    damage_within                minutes from the arrival scan to the damage report
    overnight_until              goods unloaded up to here count as those of the evening before, if they are
                                 evening goods or their truck came on an earlier day
    monitor_closes_at            when a duty that was never done is charged, once
    phone_digits                 fewer are no telephone number
    matter_letters               so few letters beside a banned phrase are no reason
    reply_windows                hours to reply to a fine notice, by its category
    weight_tolerance_grams       re-weighed and declared weight may differ by so much, or by so many percent of the
                                 declared one: the larger counts
    performance                  the formula of the monthly scores
    raises                       ValueError that names every fault by its path
    """

    number: int
    starts_on: date
    zone: str
    late_after: WallTime
    midday_from: WallTime
    cap_midday_at_20: bool
    extension_from: ExtensionFrom
    estimated_unload_minutes: int
    damage_within: int
    overnight_until: WallTime
    monitor_closes_at: WallTime
    arrival_scan: tuple[DeadlineRow, ...]
    delivery: tuple[DeadlineRow, ...]
    sign_entry: tuple[DeadlineRow, ...]
    problem_delivery: tuple[DeadlineRow, ...]
    problem_transfer: tuple[DeadlineRow, ...]
    rates: tuple[Rate, ...]
    banned_phrases: tuple[BannedPhrase, ...]
    filler_words: tuple[str, ...]
    empty_answers: tuple[str, ...]
    phone_digits: int
    matter_letters: int
    texts: tuple[RuleText, ...]
    reply_windows: tuple[ReplyWindow, ...] = REPLY_WINDOWS
    weight_tolerance_grams: int = 50
    weight_tolerance_percent: Decimal = Decimal("3.0")
    performance: Formula = FORMULA

    def __post_init__(self) -> None:
        if faults := [*_book_faults(self), *_table_faults(self)]:
            raise ValueError("; ".join(faults))

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Self:
        """Build from JSON data. What an older edition cannot say yet is as `YOUNGER_RULES` and the defaults have it.

        raises     ValueError that names every fault by its path
        """
        faults: list[str] = []
        edition = _CODEC.read(_with_younger_rules(data), "", faults)
        if faults:
            raise ValueError("; ".join(faults))
        return edition

    def to_data(self) -> dict[str, Any]:
        """JSON data that `from_data` builds the same edition from."""
        return _CODEC.write(self)

    def text(self, rule: str) -> RuleText:
        """The sentence, its source and its confidence. raises KeyError for a code that is none."""
        for text in self.texts:
            if text.code == rule:
                return text
        raise KeyError(rule)

    @property
    def reply_hours(self) -> dict[str, int]:
        """Hours to reply to a fine notice, by its category."""
        return {window.category: window.hours for window in self.reply_windows}


def _with_younger_rules(data: dict[str, Any]) -> dict[str, Any]:
    whole = dict(data)
    if isinstance(rates := data.get("rates"), dict):
        whole["rates"] = rates | {code: None for code in YOUNGER_RULES if code not in rates}
    if isinstance(texts := data.get("texts"), list):
        known = {text.get("code") for text in texts if isinstance(text, dict)}
        younger = [text for text in RULE_TEXTS if text.code in YOUNGER_RULES and text.code not in known]
        whole["texts"] = [*texts, *map(_TEXT.write, younger)]
    return whole


def _book_faults(edition: Edition) -> list[str]:
    """What no single field shows: unknown zones, windows that end before they begin, doubles, gaps."""
    faults = []
    try:
        ZoneInfo(edition.zone)
    except (KeyError, ValueError, OSError):
        faults.append(f"zone: {edition.zone!r} is no time zone")
    if edition.late_after >= edition.midday_from:
        faults.append("late_after: must come before midday_from")
    for name, wanted, given in (
        ("rates", [rate.code for rate in RATES], [rate.code for rate in edition.rates]),
        ("texts", [text.code for text in RULE_TEXTS], [text.code for text in edition.texts]),
        (
            "reply_windows",
            [window.category for window in REPLY_WINDOWS],
            [window.category for window in edition.reply_windows],
        ),
    ):
        faults += [f"{name}.{code}: missing" for code in wanted if code not in given]
        faults += [f"{name}.{code}: unknown rule" for code in given if code not in wanted]
        faults += [f"{name}.{code}: twice" for code in dict.fromkeys(given) if given.count(code) > 1]
    phrases = [banned.phrase for banned in edition.banned_phrases]
    faults += [f"banned_phrases: {one!r} twice" for one in dict.fromkeys(phrases) if phrases.count(one) > 1]
    faults += formula_faults(edition.performance, frozenset(rate.code for rate in RATES))
    return faults


def _table_faults(edition: Edition) -> list[str]:
    """Rows that name no deadline, and goods for which a duty's rows leave a gap."""
    codes = {rate.code for rate in RATES}
    faults = []
    for duty, letters in DUTIES.items():
        table = getattr(edition, duty)
        for index, row in enumerate(table):
            path = f"{duty}[{index}]"
            if row.code not in codes or not row.code.startswith(letters):
                faults.append(f"{path}.code: {row.code!r} is no rule of this duty")
            if row.by is None and row.within is None and not row.with_delivery:
                faults.append(f"{path}: names no deadline (by, within or with_delivery)")
            if row.with_delivery and duty not in ("sign_entry", "problem_delivery"):
                faults.append(f"{path}.with_delivery: this duty does not wait for the delivery")
        for kind, goods in product(OutletKind, Goods):
            ends = [row.until for row in table if row.fits(kind, goods)]
            rising = all(end is not None for end in ends[:-1]) and ends[:-1] == sorted(set(ends[:-1]))
            if not ends or ends[-1] is not None or not rising:
                faults.append(f"{duty}: rows for {kind} and {goods} must rise by `until` and end with one without")
    return faults


_ROW = codec.record(
    DeadlineRow,
    brief=True,
    code=codec.text,
    outlet_kinds=codec.rows(codec.choice(OutletKind)),
    goods=codec.rows(codec.choice(Goods)),
    until=codec.optional(codec.wall_time),
    until_included=codec.flag,
    by=codec.optional(codec.wall_time),
    within=codec.optional(codec.whole(1, 2880)),
    with_delivery=codec.flag,
    cap_at=codec.optional(codec.wall_time),
    extended=codec.flag,
    review_after=codec.optional(codec.wall_time),
)

_PHRASE = codec.record(
    BannedPhrase,
    phrase=codec.text,
    why_zh=codec.text,
    why_en=codec.text,
    better_zh=codec.text,
    better_en=codec.text,
)

_TEXT = codec.record(
    RuleText, code=codec.text, zh=codec.text, en=codec.text, source=codec.any_text, confidence=codec.text
)

_FORMULA = codec.record(
    Formula,
    lines=codec.rows(
        codec.record(
            FormulaLine,
            code=codec.choice(Measure),
            weight=codec.whole(1, 100),
            target=codec.decimal(1, "0", "1000"),
            floor=codec.decimal(1, "0", "1000"),
        )
    ),
    grades=codec.rows(codec.record(Grade, grade=codec.text, points=codec.whole(0, 100))),
    vetoes=codec.rows(codec.record(Veto, rule=codec.text, grade=codec.text)),
    outlet_minimum=codec.whole(0, 10**6),
    courier_minimum=codec.whole(0, 10**6),
)

_CODEC = codec.record(
    Edition,
    number=codec.whole(1, 10**6),
    starts_on=codec.day,
    zone=codec.text,
    late_after=codec.wall_time,
    midday_from=codec.wall_time,
    cap_midday_at_20=codec.flag,
    extension_from=codec.choice(ExtensionFrom),
    estimated_unload_minutes=codec.whole(0, 1440),
    damage_within=codec.whole(1, 1440),
    overnight_until=codec.wall_time,
    monitor_closes_at=codec.wall_time,
    **dict.fromkeys(DUTIES, codec.rows(_ROW)),
    rates=codec.pairs(Rate, codec.optional(codec.money)),
    banned_phrases=codec.rows(_PHRASE),
    filler_words=codec.rows(codec.text),
    empty_answers=codec.rows(codec.text),
    phone_digits=codec.whole(1, 20),
    matter_letters=codec.whole(0, 50),
    texts=codec.rows(_TEXT),
    reply_windows=codec.pairs(ReplyWindow, codec.whole(1, 720)),
    weight_tolerance_grams=codec.whole(0, 10**5),
    weight_tolerance_percent=codec.decimal(1, "0", "100"),
    performance=_FORMULA,
)

EDITION_1 = Edition(
    number=1,
    starts_on=date(2000, 1, 1),
    zone="Asia/Shanghai",
    late_after=WallTime.of("09:30"),
    midday_from=WallTime.of("12:00"),
    cap_midday_at_20=False,
    extension_from=ExtensionFrom.CUTOFF,
    estimated_unload_minutes=30,
    damage_within=30,
    overnight_until=WallTime.of("09:00"),
    monitor_closes_at=WallTime.of("02:00"),
    arrival_scan=deadline_rows.ARRIVAL_SCAN,
    delivery=deadline_rows.DELIVERY,
    sign_entry=deadline_rows.SIGN_ENTRY,
    problem_delivery=deadline_rows.PROBLEM_DELIVERY,
    problem_transfer=deadline_rows.PROBLEM_TRANSFER,
    rates=RATES,
    banned_phrases=remark_words.BANNED_PHRASES,
    filler_words=remark_words.FILLER_WORDS,
    empty_answers=remark_words.EMPTY_ANSWERS,
    phone_digits=6,
    matter_letters=3,
    texts=RULE_TEXTS,
)
