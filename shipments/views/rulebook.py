"""The rule book: its editions, one of them to read or change, and what it would say to a given truck."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crm.accounts.roles import RULE_EDITORS
from crm.shared.errors import Refused
from crm.shared.figures import Badge
from outlets.access import access_of, admit
from shipments.forms.rulebook import EditionForm, PreviewForm, PublishForm
from shipments.models import RuleEdition
from shipments.rules.deadlines import Due, Inputs, deadlines, problem_damage
from shipments.rules.edition import DUTIES, Edition
from shipments.rules.lateness import Verdict, verdict
from shipments.rules.terms import OutletKind, Shift
from shipments.services import rulebook as services
from shipments.services.rulebook import FaultyEdition, fingerprint
from shipments.tables.rulebook import DUTY_LABELS, EXTENSION_LABELS, duty_tables, other_rules, text_words


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
    access, today = access_of(request.user), timezone.localdate()
    editions = _readable(request)
    current = RuleEdition.objects.in_force_on(today).first()
    context = {
        "title": _("Rule book"),
        "editions": [(edition, _badge(edition, current, today)) for edition in editions],
        "current": current,
        "may_edit": access.has(RULE_EDITORS),
    }
    return render(request, "shipments/rulebook.html", context)


@require_safe
def edition(request: HttpRequest, number: int) -> HttpResponse:
    shown = get_object_or_404(_readable(request), number=number)
    rules, today = Edition.from_data(shown.data), timezone.localdate()
    may_edit = access_of(request.user).has(RULE_EDITORS)
    context = {
        "title": _("Edition %(number)s") % {"number": shown.number},
        "trail": [(_("Rule book"), reverse("shipments:rulebook"))],
        "badge": _badge(shown, RuleEdition.objects.in_force_on(today).first(), today),
        "edition": shown,
        "rules": rules,
        "tables": duty_tables(rules),
        "others": other_rules(rules),
        "extension": EXTENSION_LABELS[rules.extension_from],
        "may_edit": may_edit,
        "publish_form": PublishForm(today=today) if may_edit and shown.published_at is None else None,
    }
    return render(request, "shipments/rulebook_edition.html", context)


@require_POST
def copy(request: HttpRequest, number: int) -> HttpResponse:
    admit(request.user, RULE_EDITORS)
    try:
        draft = services.copy_edition(_edition(number), by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("shipments:rulebook")
    return redirect("shipments:rulebook_edit", draft.number)


def edit(request: HttpRequest, number: int) -> HttpResponse:
    admit(request.user, RULE_EDITORS)
    draft = _edition(number)
    if draft.published_at is not None:
        messages.error(request, _("This edition is published and cannot change: copy it into a new draft."))
        return redirect("shipments:rulebook_edition", number)
    form = EditionForm(request.POST or None, edition=draft, seen=fingerprint(draft))
    if request.method == "POST" and form.is_valid() and _changed(request, form, draft):
        messages.success(request, _("The draft is saved."))
        return redirect("shipments:rulebook_edition", number)
    context = {
        "title": _("Draft %(number)s") % {"number": number},
        "trail": [
            (_("Rule book"), reverse("shipments:rulebook")),
            (_("Edition %(number)s") % {"number": number}, reverse("shipments:rulebook_edition", args=[number])),
        ],
        "form": form,
        "sections": form.sections(),
    }
    return render(request, "shipments/rulebook_edit.html", context, status=422 if form.errors else 200)


def _changed(request: HttpRequest, form: EditionForm, draft: RuleEdition) -> bool:
    try:
        services.change_draft(
            draft,
            form.to_data(),
            note=form.cleaned_data["note"],
            seen=form.cleaned_data["seen"],
            by=request.user,
            at=timezone.now(),
        )
    except FaultyEdition as faulty:
        form.add_faults(faulty.faults)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return not form.errors


@require_POST
def publish(request: HttpRequest, number: int) -> HttpResponse:
    admit(request.user, RULE_EDITORS)
    draft, at = _edition(number), timezone.now()
    form = PublishForm(request.POST, today=timezone.localdate(at))
    if not form.is_valid():
        messages.error(request, _("Choose the day from which the edition counts."))
        return redirect("shipments:rulebook_edition", number)
    try:
        services.publish_edition(draft, form.cleaned_data["starts_on"], by=request.user, at=at)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Published: it counts from %(day)s.") % {"day": form.cleaned_data["starts_on"]})
    return redirect("shipments:rulebook_edition", number)


@require_POST
def discard(request: HttpRequest, number: int) -> HttpResponse:
    admit(request.user, RULE_EDITORS)
    try:
        services.discard_draft(_edition(number), by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("shipments:rulebook_edition", number)
    messages.success(request, _("The draft is thrown away."))
    return redirect("shipments:rulebook")


@require_safe
def preview(request: HttpRequest) -> HttpResponse:
    editions = _readable(request)
    current = RuleEdition.objects.in_force_on(timezone.localdate()).first()
    if current is None:
        raise Http404
    form = PreviewForm(request.GET if "shift" in request.GET else _example(current), editions=editions)
    context: dict[str, Any] = {
        "title": _("Preview"),
        "trail": [(_("Rule book"), reverse("shipments:rulebook"))],
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


def _readable(request: HttpRequest) -> Any:
    """Drafts are for those who may write them; everybody else reads what is published."""
    editors = access_of(request.user).has(RULE_EDITORS)
    return RuleEdition.objects.all() if editors else RuleEdition.objects.published()


def _edition(number: int) -> RuleEdition:
    return get_object_or_404(RuleEdition, number=number)


def _badge(edition: RuleEdition, current: RuleEdition | None, today: date) -> Badge:
    if edition.published_at is None:
        return Badge("review", _("Draft"))
    if current and edition.pk == current.pk:
        return Badge("met", _("In force"))
    return Badge("soon", _("To come")) if edition.starts_on > today else Badge("still", _("Past"))
