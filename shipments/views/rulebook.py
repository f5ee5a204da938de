"""The rule book: its editions, one of them to read or change, and what it would say to a given truck."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from crm.accounts.roles import RULE_EDITORS
from crm.shared.panels import panels
from outlets.access import access_of
from outlets.views.editions import EditionPages
from shipments.forms.rulebook import EditionForm, PreviewForm
from shipments.models import RuleEdition
from shipments.rules.deadlines import Due, Inputs, deadlines, problem_damage
from shipments.rules.edition import DUTIES, Edition
from shipments.rules.lateness import Verdict, verdict
from shipments.rules.terms import OutletKind, Shift
from shipments.services.rulebook import BOOK
from shipments.tables.performance_formula import formula_rows
from shipments.tables.rulebook import (
    DUTY_LABELS,
    EXTENSION_LABELS,
    NOTICE_LABELS,
    duty_tables,
    other_rules,
    text_words,
)

PAGES = EditionPages(
    BOOK,
    RULE_EDITORS,
    title=gettext_lazy("Rule book"),
    called=gettext_lazy("Edition %(number)s"),
    shelf="shipments:rulebook",
    page="shipments:rulebook_edition",
    act="shipments:rulebook",
    edit_page="shipments:rulebook_edit",
    form=EditionForm,
    edit_template="shipments/rulebook_edit.html",
)
copy, edit, discard = PAGES.copy_view(), PAGES.edit_view(), PAGES.discard_view()
propose, take_back, publish = PAGES.propose_view(), PAGES.take_back_view(), PAGES.publish_view()


@dataclass(frozen=True, slots=True)
class Answer:
    """One deadline of the preview, and what the other edition would say."""

    label: "str | Promise"
    due: Due
    text: str
    source: str
    other: Due | None = None

    @property
    def differs(self) -> bool:
        return self.other is not None and self.other != self.due


@require_safe
def rulebook(request: HttpRequest) -> HttpResponse:
    judges = access_of(request.user).network
    return render(request, "shipments/rulebook.html", PAGES.listed(request) | {"judges": judges})


@require_safe
def edition(request: HttpRequest, number: int) -> HttpResponse:
    shown = get_object_or_404(PAGES.readable(request), number=number)
    rules = Edition.from_data(shown.data)
    context = PAGES.shown(request, shown) | {
        "rules": rules,
        "tables": duty_tables(rules),
        "others": other_rules(rules),
        "extension": EXTENSION_LABELS[rules.extension_from],
        "formula": formula_rows(rules.performance),
        "panels": panels("edition", shown, request.user),
        "replies": [(NOTICE_LABELS[one.category], one.hours) for one in rules.reply_windows],
    }
    return render(request, "shipments/rulebook_edition.html", context)


@require_safe
def preview(request: HttpRequest) -> HttpResponse:
    editions = PAGES.readable(request)
    current = PAGES.in_force(timezone.localdate())
    if current is None:
        raise Http404
    form = PreviewForm(request.GET if "shift" in request.GET else _example(current), editions=editions)
    context: dict[str, Any] = {
        "title": _("Preview"),
        "trail": PAGES.trail(),
        "form": form,
    }
    if form.is_valid():
        context |= _answers(form.cleaned_data)
    return render(request, "shipments/rulebook_preview.html", context, status=200 if form.is_valid() else 422)


def _answers(asked: dict[str, Any]) -> dict[str, Any]:
    """The deadlines of one truck's goods under the chosen edition, beside the compared one's."""
    inputs = Inputs(
        OutletKind(asked["outlet_kind"]),
        Shift(asked["shift"]),
        received_at=asked["received_at"],
        line_haul_arrived_at=asked["line_haul_arrived_at"],
        planned_at=asked["planned_at"],
    )
    scanned_at = asked["scanned_at"]
    rules, found = _dues(asked["edition"], inputs, scanned_at)
    other = _dues(asked["compare"], inputs, scanned_at)[1] if asked["compare"] else {}
    arrival = found["arrival_scan"]
    late = verdict(arrival.due_at, scanned_at) is Verdict.LATE if scanned_at else None
    return {
        "answers": [_answer(rules, name, due, other.get(name)) for name, due in found.items()],
        "compared": asked["compare"],
        "shown": asked["edition"],
        "goods": deadlines(rules, inputs),
        "scanned_late": late,
    }


def _dues(edition: RuleEdition, inputs: Inputs, scanned_at: datetime | None) -> tuple[Edition, dict[str, Due]]:
    rules = Edition.from_data(edition.data)
    due = deadlines(rules, inputs)
    found = {name: getattr(due, name) for name in DUTIES}
    if scanned_at:
        found["problem_damage"] = problem_damage(rules, scanned_at)
    return rules, found


def _answer(rules: Edition, name: str, due: Due, other: Due | None) -> Answer:
    text = rules.text(due.rule)
    return Answer(DUTY_LABELS[name], due, text_words(text), text.source, other)


def _example(current: RuleEdition) -> dict[str, Any]:
    """A late truck of this morning: the case that people ask about."""
    today = timezone.localtime().replace(second=0, microsecond=0)
    times = {"line_haul_arrived_at": (9, 50), "received_at": (10, 20), "scanned_at": (10, 45)}
    given = {name: today.replace(hour=hour, minute=minute).isoformat()[:19] for name, (hour, minute) in times.items()}
    return {"outlet_kind": "same_day", "shift": "early", "edition": current.number, **given}
