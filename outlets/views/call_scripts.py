"""Call scripts: what is said on which occasion, in versions; headquarters write them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.accounts.roles import SCRIPT_EDITORS
from crm.shared.errors import Refused
from crm.shared.figures import Badge
from outlets.access import access_of, admit
from outlets.forms.call_scripts import CallScriptForm, variables
from outlets.models import CallScript
from outlets.models.call_scripts import OCCASION_LABELS, RESULT_LABELS
from outlets.rules.call_script import Result, sentence
from outlets.services import call_scripts as services
from outlets.services.call_scripts import FaultyScript, fingerprint

#: Facts as they may be, so that a reader sees a sentence and not its blanks.
SAMPLE = {
    "zh": {"receiver": "张", "number": "300057900556", "outlet": "科技园网点", "eta": "今天19:00前"},
    "en": {"receiver": "Zhang", "number": "300057900556", "outlet": "Science Park outlet", "eta": "by 19:00 today"},
}


@require_safe
def call_scripts(request: HttpRequest) -> HttpResponse:
    rows = list(CallScript.objects.visible_to(request.user).select_related("published_by"))
    in_force = set(CallScript.objects.in_force().values_list("pk", flat=True))
    groups = [
        (label, [(row, _badge(row, in_force)) for row in rows if row.occasion == occasion])
        for occasion, label in OCCASION_LABELS.items()
    ]
    context = {"title": _("Call scripts"), "groups": groups, "may_edit": _may_edit(request)}
    return render(request, "outlets/call_scripts.html", context)


@require_safe
def call_script(request: HttpRequest, pk: int) -> HttpResponse:
    script = get_object_or_404(CallScript.objects.visible_to(request.user), pk=pk)
    in_force = set(CallScript.objects.in_force().values_list("pk", flat=True))
    language = "zh" if (get_language() or "").startswith("zh") else "en"
    places = {step.get("code", ""): place for place, step in enumerate(script.steps, 1)}
    context = {
        "title": str(script),
        "trail": [(_("Call scripts"), reverse("outlets:call_scripts"))],
        "script": script,
        "badge": _badge(script, in_force),
        "steps": [_shown(step, language, places) for step in script.steps],
        "may_edit": _may_edit(request),
    }
    return render(request, "outlets/call_script.html", context)


@require_POST
def call_script_copy(request: HttpRequest, pk: int) -> HttpResponse:
    admit(request.user, SCRIPT_EDITORS)
    script = get_object_or_404(CallScript, pk=pk)
    try:
        draft = services.copy_script(script, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("outlets:call_scripts")
    return redirect("outlets:call_script_edit", draft.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def call_script_edit(request: HttpRequest, pk: int) -> HttpResponse:
    admit(request.user, SCRIPT_EDITORS)
    script = get_object_or_404(CallScript, pk=pk)
    if script.published_at is not None:
        messages.error(request, _("This version is published and cannot change: copy it into a new draft."))
        return redirect(script)
    posted = request.POST if request.method == "POST" else None
    form = CallScriptForm(posted, script=script, seen=fingerprint(script))
    if posted is not None and form.is_valid() and _changed(request, form, script):
        messages.success(request, _("The draft is saved."))
        return redirect(script)
    context = {
        "title": _("Draft: %(script)s") % {"script": script},
        "trail": [(_("Call scripts"), reverse("outlets:call_scripts")), (str(script), script.get_absolute_url())],
        "script": script,
        "form": form,
        "steps": list(form.steps()),
        "variables": variables(),
    }
    return render(request, "outlets/call_script_edit.html", context, status=422 if form.errors else 200)


def _changed(request: HttpRequest, form: CallScriptForm, script: CallScript) -> bool:
    told = form.cleaned_data
    try:
        services.change_draft(
            script, form.to_data(), note=told["note"], seen=told["seen"], by=request.user, at=timezone.now()
        )
    except FaultyScript as faulty:
        form.add_faults(faulty.faults)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return not form.errors


@require_POST
def call_script_publish(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, services.publish_script, _("Published: every call shows it from now on."))


@require_POST
def call_script_discard(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, services.discard_draft, _("The draft is thrown away."))


def _act(request: HttpRequest, pk: int, act: Any, done: str) -> HttpResponse:
    admit(request.user, SCRIPT_EDITORS)
    script = get_object_or_404(CallScript, pk=pk)
    try:
        act(script, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("outlets:call_scripts")


def _may_edit(request: HttpRequest) -> bool:
    return access_of(request.user).has(SCRIPT_EDITORS)


def _badge(script: CallScript, in_force: set[int]) -> Badge:
    if script.published_at is None:
        return Badge("review", _("Draft"))
    return Badge("met", _("In force")) if script.pk in in_force else Badge("still", _("Past"))


def _shown(step: dict[str, Any], language: str, places: dict[str, int]) -> dict[str, Any]:
    """A step with a sample's facts; of a draft also one that is not whole yet. places: code → number on the page."""
    result = step.get("result")
    return {
        "code": step.get("code", ""),
        "text": sentence(step.get(language, ""), SAMPLE[language], language=language),
        "answers": [
            (answer.get(language, ""), answer.get("to", ""), places.get(answer.get("to", ""), "?"))
            for answer in step.get("answers", ())
        ],
        "result": RESULT_LABELS[Result(result)] if result in list(Result) else "",
    }
