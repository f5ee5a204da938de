"""Mystery visits and focus groups: what is heard elsewhere, read beside the surveys."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from crm.accounts.roles import HQ_ROLES
from crm.shared.errors import Refused
from crm.shared.views import Empty, ListPage
from customers.forms.listening import GroupForm, VisitForm
from customers.models import FocusGroup, MysteryVisit
from customers.models.surveys import in_language
from customers.queries.survey_figures import attributes_asked
from customers.services import listening as service
from customers.services.survey_forms import SURVEY_EDITORS
from customers.tables.customers import shown_name
from customers.tables.surveys import GroupTable, VisitTable, mean_score
from customers.views.surveys import LISTENERS, may_edit, tabs
from outlets.access import admit


class VisitList(ListPage):
    queryset = MysteryVisit.objects.select_related("outlet", "by")
    table_class = VisitTable
    title = gettext_lazy("Mystery visits")
    template_name = "customers/survey_list.html"
    ordering = ("-on", "-id")
    empty = Empty(
        gettext_lazy("No mystery visits"),
        gettext_lazy("Somebody of ours ships or asks as a stranger and scores what the surveys ask for."),
    )

    def get_queryset(self, request: HttpRequest, **kwargs: Any) -> QuerySet[MysteryVisit]:
        admit(request.user, LISTENERS)
        return super().get_queryset(request, **kwargs)

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        more = {"here": "mystery_visits", "tabs": tabs(request)}
        if may_edit(request):
            more |= {"new_url": reverse("customers:mystery_visit_new"), "new_words": _("Note a visit")}
        return super().get_context(request, **kwargs) | more


@require_safe
def mystery_visit(request: HttpRequest, pk: int) -> HttpResponse:
    admit(request.user, LISTENERS)
    found = get_object_or_404(MysteryVisit.objects.visible_to(request.user).select_related("outlet", "by"), pk=pk)
    asked = attributes_asked()
    scores = [
        (in_language(dict(asked[code].text)) if code in asked else code, score) for code, score in found.scores.items()
    ]
    trail = _trail(_("Mystery visits"), "customers:mystery_visits")
    title = f"{found.outlet.name} {found.on.isoformat()}"
    context = {"title": title, "trail": trail, "visit": found, "scores": scores, "mean": mean_score(found)}
    return render(request, "customers/mystery_visit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def mystery_visit_new(request: HttpRequest) -> HttpResponse:
    admit(request.user, SURVEY_EDITORS)
    posted = request.POST if request.method == "POST" else None
    form = VisitForm(posted, initial={"on": timezone.localdate()}, attributes=attributes_asked())
    if posted is not None and form.is_valid():
        try:
            noted = service.note_visit(form.visited(), by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Noted."))
            return redirect(noted)
    context = {
        "title": _("Note a visit"),
        "lead": _("From 1, bad, to 5, very good; what was not seen stays empty."),
        "trail": _trail(_("Mystery visits"), "customers:mystery_visits"),
        "form": form,
        "cancel": reverse("customers:mystery_visits"),
    }
    return render(request, "form_page.html", context, status=422 if form.errors else 200)


class GroupList(ListPage):
    queryset = FocusGroup.objects.all()
    table_class = GroupTable
    title = gettext_lazy("Focus groups")
    template_name = "customers/survey_list.html"
    ordering = ("-on", "-id")
    empty = Empty(
        gettext_lazy("No focus groups"),
        gettext_lazy("Six to twelve customers of every tier around a table: what they say, and what follows."),
    )

    def get_queryset(self, request: HttpRequest, **kwargs: Any) -> QuerySet[FocusGroup]:
        admit(request.user, HQ_ROLES)
        return self.queryset.all()  # headquarters' own

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        more = {"here": "focus_groups", "tabs": tabs(request)}
        if may_edit(request):
            more |= {"new_url": reverse("customers:focus_group_new"), "new_words": _("Note a focus group")}
        return super().get_context(request, **kwargs) | more


@require_safe
def focus_group(request: HttpRequest, pk: int) -> HttpResponse:
    admit(request.user, HQ_ROLES)
    found = get_object_or_404(FocusGroup.objects.select_related("noted_by"), pk=pk)
    members = [
        (member, shown_name(member))
        for member in found.members.select_related("outlet", "standing").order_by("standing__tier", "pk")
    ]
    context = {
        "title": found.topic,
        "trail": _trail(_("Focus groups"), "customers:focus_groups"),
        "group": found,
        "members": members,
        "may_edit": may_edit(request),
    }
    return render(request, "customers/focus_group.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def focus_group_new(request: HttpRequest) -> HttpResponse:
    return _group(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def focus_group_edit(request: HttpRequest, pk: int) -> HttpResponse:
    admit(request.user, SURVEY_EDITORS)
    return _group(request, get_object_or_404(FocusGroup, pk=pk))


def _group(request: HttpRequest, found: FocusGroup | None) -> HttpResponse:
    admit(request.user, SURVEY_EDITORS)
    form = GroupForm(request.POST if request.method == "POST" else None, initial=_initial(found))
    if request.method == "POST" and form.is_valid():
        try:
            kept = service.keep_group(form.group(), row=found, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error("members", str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect(kept)
    context = {
        "title": found.topic if found else _("Note a focus group"),
        "trail": _trail(_("Focus groups"), "customers:focus_groups"),
        "form": form,
        "cancel": found.get_absolute_url() if found else reverse("customers:focus_groups"),
    }
    return render(request, "form_page.html", context, status=422 if form.errors else 200)


def _initial(found: FocusGroup | None) -> dict[str, Any]:
    if found is None:
        return {"on": timezone.localdate()}
    kept = {name: getattr(found, name) for name in ("on", "topic", "place", "moderator", "findings", "actions")}
    return {**kept, "members": "\n".join(found.members.order_by("pk").values_list("code", flat=True))}


def _trail(words: str, name: str) -> list[tuple[str, str]]:
    return [(_("Satisfaction"), reverse("customers:surveys")), (words, reverse(name))]
