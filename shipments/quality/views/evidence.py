"""A fine's evidence as a reader sees it: the frozen JSON back as values, one sentence, one drawing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, gettext_lazy

from crm.shared.graphs import Band, BandGraph, band_graph
from outlets.models.network import KIND_LABELS
from shipments.models import ProblemRecord
from shipments.models.trips import SHIFT_LABELS
from shipments.quality.models import Fine, Violation

Charge = Violation.Charge

_INPUTS = {
    "outlet_kind": gettext_lazy("Outlet"),
    "shift": gettext_lazy("Shift"),
    "handled_as": gettext_lazy("Counted as"),
    "planned_at": gettext_lazy("Truck planned"),
    "line_haul_arrived_at": gettext_lazy("Truck arrived"),
    "unloaded_at": gettext_lazy("Unloaded"),
    "received_at": gettext_lazy("Clock started"),
}
_WORDS = {str(key): label for key, label in (*KIND_LABELS.items(), *SHIFT_LABELS.items())}
_GRADES = {
    "A": gettext_lazy("told at once: a phone within ten seconds, a desk or a server within ten minutes"),
    "B": gettext_lazy("uploaded later, by a clock that can be checked"),
    "C": gettext_lazy("uploaded late by a clock that cannot be checked: never fined by machine"),
    "D": gettext_lazy("the clock had jumped: never fined by machine"),
}
_DUTIES = {
    Charge.ARRIVAL: gettext_lazy("Arrival scan"),
    Charge.DELAY: gettext_lazy("Delivery"),
    Charge.SIGN: gettext_lazy("Sign entry"),
    Charge.DAMAGE: gettext_lazy("Damage report"),
    Charge.FALSE: gettext_lazy("Problem piece"),
    Charge.SPOT: gettext_lazy("Operations spot check"),
    Charge.WEIGHT: gettext_lazy("Weight mismatch"),
}


@dataclass(frozen=True, slots=True)
class Given:
    """One thing the deadline was computed from."""

    label: "str | Promise"
    at: datetime | None = None
    word: "str | Promise" = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was known when the violation was found. Anything may be missing: older evidence stays as it was.

    error     how far `occurred_at` may be off, either way
    grade     A to D, how far the clock can be trusted
    found     what a spot check or a weighing found
    """

    rule_text: str
    quotation: str
    edition: int | None
    due_at: datetime | None
    closes_at: datetime | None
    device_at: datetime | None
    occurred_at: datetime | None
    received_at: datetime | None
    error: timedelta
    grade: str
    event_id: str
    never_done: bool
    estimated: bool
    given: tuple[Given, ...]
    problem: Mapping[str, Any]
    found: Mapping[str, Any]

    @classmethod
    def of(cls, violation: Violation) -> Self:
        kept = violation.evidence or {}
        english = get_language() == "en"
        return cls(
            rule_text=kept.get("rule_text_en" if english else "rule_text_zh") or kept.get("rule_text_zh") or "",
            quotation=kept.get("source") or "",
            edition=kept.get("edition"),
            due_at=_instant(kept.get("due_at")) or violation.due_at,
            closes_at=_instant(kept.get("closes_at")),
            device_at=_instant(kept.get("device_at")),
            occurred_at=_instant(kept.get("occurred_at")) or violation.done_at,
            received_at=_instant(kept.get("received_at")),
            error=timedelta(milliseconds=kept.get("error_ms") or 0),
            grade=kept.get("grade") or "",
            event_id=kept.get("event_id") or "",
            never_done=bool(kept.get("never_done", violation.done_at is None)),
            estimated=bool(kept.get("estimated")),
            given=_given(kept.get("inputs") or {}),
            problem=_problem(kept.get("problem") or {}),
            found=kept.get("found") or {},
        )

    @property
    def grade_words(self) -> "str | Promise":
        return _GRADES.get(self.grade, "")

    @property
    def graph(self) -> BandGraph | None:
        """Deadline and times on one line, the error band as a width."""
        if self.due_at is None:
            return None
        marks = []
        if self.occurred_at:
            since, until = self.occurred_at - self.error, self.occurred_at + self.error
            what = gettext("registered") if self.problem else gettext("happened")
            marks.append(Band(what, since, until if self.error else None))
        if self.device_at and self.device_at != self.occurred_at:
            marks.append(Band(gettext("device clock"), self.device_at))
        if self.received_at:
            marks.append(Band(gettext("received"), self.received_at))
        if self.never_done and self.closes_at:
            marks.append(Band(gettext("day closed"), self.closes_at))
        return band_graph(due_at=self.due_at, marks=marks, width=460) if marks else None


def sentence(fine: Fine, evidence: Evidence) -> str:
    """The fine in one plain sentence: what was due, what happened, how late, what it costs."""
    violation = fine.violation
    words = {
        "duty": _DUTIES[Charge(violation.charge)],
        "cost": _cost(fine),
        "due": _clock(evidence.due_at, long=True),
        "done": _clock(evidence.occurred_at, beside=evidence.due_at),
        "late": "",
    }
    if violation.problem_id and violation.charge != Charge.FALSE:
        words["duty"] = gettext("Problem registration")
    if violation.rule in {"IV1", "IV2"}:
        return _improper(violation.rule, evidence, words)
    if violation.charge == Charge.FALSE:
        return gettext("Quality control proved the problem piece to be false: %(cost)s.") % words
    if violation.charge == Charge.SPOT and evidence.found:
        return gettext("A spot check found: %(finding)s: %(cost)s.") % {**words, "finding": evidence.found["finding"]}
    if violation.charge == Charge.WEIGHT and evidence.found:
        return gettext("Declared %(declared)s kg, weighed %(weighed)s kg: %(cost)s.") % {
            **words,
            "declared": evidence.found["declared_kg"],
            "weighed": evidence.found["weighed_kg"],
        }
    if evidence.due_at is None:
        return gettext("%(duty)s was not done as the rule asks: %(cost)s.") % words
    if evidence.never_done or evidence.occurred_at is None:
        words["closed"] = _clock(evidence.closes_at, long=True)
        if evidence.closes_at:
            return gettext("%(duty)s was due by %(due)s, not done when the day closed at %(closed)s: %(cost)s.") % words
        return gettext("%(duty)s was due by %(due)s and was not done: %(cost)s.") % words
    words["late"] = span_words(evidence.occurred_at - evidence.due_at)
    return gettext("%(duty)s was due by %(due)s and done at %(done)s, %(late)s late: %(cost)s.") % words


def late_words(evidence: Evidence) -> str:
    """How late it was done; empty when it was not, or never was done."""
    if evidence.due_at is None or evidence.occurred_at is None or evidence.occurred_at <= evidence.due_at:
        return ""
    return span_words(evidence.occurred_at - evidence.due_at)


def span_words(span: timedelta) -> str:
    """To the second: "5 min 10 s"; the coarsest two units from an hour on."""
    seconds = max(int(span.total_seconds()), 0)
    hours, minutes, seconds = seconds // 3600, seconds // 60 % 60, seconds % 60
    if hours >= 24:
        return gettext("%(days)s d %(hours)s h") % {"days": hours // 24, "hours": hours % 24}
    if hours:
        return gettext("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}
    if minutes and not seconds:
        return gettext("%(minutes)s min") % {"minutes": minutes}
    if minutes:
        return gettext("%(minutes)s min %(seconds)s s") % {"minutes": minutes, "seconds": seconds}
    return gettext("%(seconds)s s") % {"seconds": seconds}


def _improper(rule: str, evidence: Evidence, words: dict[str, Any]) -> str:
    problem = evidence.problem
    if rule == "IV1":
        missing = problem.get("missing") or []
        if not missing:
            return gettext("Quality control found the problem record incomplete: %(cost)s.") % words
        words["missing"] = gettext(", ").join(str(_ELEMENTS.get(name, name)) for name in missing)
        return gettext("The problem record lacks an element (%(missing)s): %(cost)s.") % words
    words["phrases"] = gettext(", ").join(problem.get("phrases") or [])
    return gettext("The problem record gives a forbidden phrase as its reason (%(phrases)s): %(cost)s.") % words


_ELEMENTS: Mapping[str, Any] = {
    "time": gettext_lazy("the time it happened"),
    "contact": gettext_lazy("the contact"),
    "matter": gettext_lazy("the matter"),
    "phone": gettext_lazy("the telephone"),
}


def _cost(fine: Fine) -> str:
    if fine.yuan is None:
        return gettext("recorded; the rule book sets no rate, so nothing is to be paid")
    whole = fine.yuan == fine.yuan.to_integral_value()
    return gettext("fined %(yuan)s yuan") % {"yuan": int(fine.yuan) if whole else f"{fine.yuan:.2f}"}


def _clock(at: datetime | None, *, long: bool = False, beside: datetime | None = None) -> str:
    """Local time, with seconds when there are any; with its day if `long` or if it is another one than `beside`."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    clock = local.strftime("%H:%M:%S" if local.second else "%H:%M")
    other_day = beside is not None and timezone.localtime(beside).date() != local.date()
    return f"{local:%m-%d} {clock}" if long or other_day else clock


def _given(inputs: Mapping[str, Any]) -> tuple[Given, ...]:
    """The inputs in the order of their happening; times as instants, kinds in words."""
    found = []
    for key, label in _INPUTS.items():
        value = inputs.get(key)
        if value in (None, ""):
            continue
        at = _instant(value)
        found.append(Given(label, at) if at else Given(label, word=_WORDS.get(str(value), str(value))))
    return tuple(found)


def _problem(kept: Mapping[str, Any]) -> dict[str, Any]:
    if not kept:
        return {}
    category = str(kept.get("category") or "")
    known = category in ProblemRecord.Category.values
    return {
        **kept,
        "category": ProblemRecord.Category(category).label if known else category,
        "occurred_at": _instant(kept.get("occurred_at")),
        "occurred_by": _instant(kept.get("occurred_by")),
    }


def _instant(value: Any) -> datetime | None:
    """An ISO text as an aware instant; None for anything else."""
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str):
        return None
    try:
        at = parse_datetime(value)
    except ValueError:
        return None
    return at if at and timezone.is_aware(at) else None
