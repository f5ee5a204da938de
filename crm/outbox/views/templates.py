"""Templates: written, looked at with somebody's data, proposed, approved by another person, taken out of use."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.outbox.filters.messages import TemplateFilter
from crm.outbox.forms.messages import TemplateForm, WordsForm, codes
from crm.outbox.models import Message, Template
from crm.outbox.people import somebody
from crm.outbox.queries import limits
from crm.outbox.roles import APPROVERS, READERS, WRITERS
from crm.outbox.rules.segments import segments
from crm.outbox.rules.template_faults import allowed
from crm.outbox.rules.texts import Unfit, fill
from crm.outbox.services import templates as service
from crm.outbox.tables.messages import HIDDEN, use_of
from crm.outbox.tables.templates import SAMPLES, TemplateTable, template_badge
from crm.outbox.views.frame import CentreList
from crm.shared.errors import Refused
from crm.shared.views import Empty
from outlets.access import access_of, admit

ROWS = Template.objects.select_related("written_by", "approved_by")


class TemplateList(CentreList):
    queryset = ROWS.filter(retired_at=None)
    filterset_class = TemplateFilter
    table_class = TemplateTable
    title = gettext_lazy("Templates")
    template_name = "outbox/templates.html"
    ordering = ("code", "channel", "-id")
    here = "templates"
    empty = Empty(gettext_lazy("No text yet"), gettext_lazy("A text is used once another person has approved it."))

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        may_write = access_of(request.user).has(WRITERS)
        return super().get_context(request, **kwargs) | {"may_write": may_write}


@require_safe
def template(request: HttpRequest, pk: int) -> HttpResponse:
    access = admit(request.user, READERS)
    found = get_object_or_404(ROWS.visible_to(request.user), pk=pk)
    draft = found.approved_at is None and found.retired_at is None
    versions = Template.objects.visible_to(request.user).filter(code=found.code, channel=found.channel)
    context = {
        "title": _("%(use)s, version %(number)s") % {"use": use_of(found), "number": found.version},
        "trail": _trail(),
        "badge": template_badge(found),
        "template": found,
        "preview": _preview(found, request.user),
        "versions": [(each, template_badge(each)) for each in versions if each.pk != found.pk],
        "may_write": access.has(WRITERS),
        "may_approve": access.has(APPROVERS) and found.written_by_id != request.user.pk,
        "own": found.written_by_id == request.user.pk,
        "draft": draft and found.proposed_at is None,
        "proposed": draft and found.proposed_at is not None,
    }
    return render(request, "outbox/template.html", context)


def _preview(found: Template, user: Any) -> dict[str, Any]:
    """The text as somebody would get it: a customer, masked, and what the last such message said."""
    values = {name: SAMPLES.get(name, "…") for name in found.variables} | _last_values(found, user)
    try:
        text = fill(found.text, found.variables, values)
    except Unfit as unfit:
        return {"fault": str(unfit), "text": found.text}
    parts = segments(text) if found.channel == "sms" else 0
    return {
        "text": text,
        "length": len(text),
        "segments": parts,
        "yuan": parts * limits().yuan_a_segment,
        "person": somebody(user, found.channel),
    }


def _last_values(found: Template, user: Any) -> dict[str, str]:
    rows = Message.objects.visible_to(user).filter(template__code=found.code).order_by("-id")
    last = rows.values_list("values", flat=True).first() if found.variables else None
    return {name: value for name, value in (last or {}).items() if name in found.variables and name not in HIDDEN}


@require_http_methods(["GET", "HEAD", "POST"])
def template_new(request: HttpRequest) -> HttpResponse:
    """`?like=` begins with the words of a version that there is."""
    admit(request.user, WRITERS)
    form = TemplateForm(request.POST or None, initial=_like(request.GET.get("like", "")))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            written = service.write(told["code"], told["channel"], form.words(), by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The draft is saved."))
            return redirect(written)
    return _form_page(request, form, _("New text"))


def _like(pk: str) -> dict[str, Any]:
    found = Template.objects.filter(pk=pk).first() if pk.isdecimal() and len(pk) < 10 else None
    if found is None:
        return {"purpose": "promotion", "channel": "sms"}
    names = ("code", "channel", "purpose", "title", "text", "provider_code")
    return {name: getattr(found, name) for name in names}


@require_http_methods(["GET", "HEAD", "POST"])
def template_edit(request: HttpRequest, pk: int) -> HttpResponse:
    admit(request.user, WRITERS)
    found = get_object_or_404(Template, pk=pk)
    told = {name: getattr(found, name) for name in ("purpose", "title", "text", "provider_code")}
    form = WordsForm(request.POST or None, initial=told)
    if request.method == "POST" and form.is_valid():
        try:
            service.change(found, form.words(), by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The draft is saved."))
            return redirect(found)
    names = " ".join("{" + name + "}" for name in allowed(found.code))
    title = _("Draft: %(template)s") % {"template": f"{use_of(found)} {found.version}"}
    return _form_page(request, form, title, names=names, cancel=found.get_absolute_url())


def _form_page(request: HttpRequest, form: Any, title: str, **more: Any) -> HttpResponse:
    context = {
        "title": title,
        "trail": _trail(),
        "form": form,
        "codes": codes(),
        "submit": _("Save the draft"),
        "cancel": reverse("outbox:templates"),
        **more,
    }
    return render(request, "outbox/template_edit.html", context, status=422 if form.errors else 200)


@require_POST
def template_propose(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, WRITERS, service.propose, _("Proposed: another person approves it."))


@require_POST
def template_send_back(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, APPROVERS, service.send_back, _("It is a draft again."))


@require_POST
def template_approve(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, APPROVERS, service.approve, _("Approved: new messages use it from now on."))


@require_POST
def template_retire(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, WRITERS, service.retire, _("Out of use: nothing more is written with it."))


def _act(request: HttpRequest, pk: int, who: Any, act: Callable[..., None], done: str) -> HttpResponse:
    admit(request.user, who)
    found = get_object_or_404(Template, pk=pk)
    try:
        act(found, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(found)


def _trail() -> list[tuple[str, str]]:
    return [(_("Message centre"), reverse("outbox:messages")), (_("Templates"), reverse("outbox:templates"))]
