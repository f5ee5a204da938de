"""Who works where, as what; people and their roles."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.accounts.models import User
from crm.accounts.roles import HQ_ROLES, NETWORK_EDITORS, Role
from crm.shared.errors import Refused
from crm.shared.views import Empty, ListPage
from outlets.access import access_of
from outlets.filters.network import StaffFilter
from outlets.forms.network import GiveRoleForm, PersonChangeForm, PersonForm
from outlets.models import Membership, TrainingRecord
from outlets.permissions import needs
from outlets.queries.network import may_make_password, may_manage, outlets_managed_by, staff_seen_by
from outlets.queries.training import lacks_of
from outlets.services import staff
from outlets.services.staff import NewPerson
from outlets.tables.network import StaffTable, active_badge
from outlets.tables.training import lack_lines, training_badge

#: Who looks after people: headquarters see all of them, a manager the own outlet's.
STAFF_READERS = HQ_ROLES | {Role.MANAGER}
ROLE_GIVERS = NETWORK_EDITORS | {Role.MANAGER}


class StaffList(ListPage):
    queryset = User.objects.none()
    filterset_class = StaffFilter
    table_class = StaffTable
    title = gettext_lazy("Staff")
    ordering = ("username",)
    template_name = "outlets/staff_list.html"
    empty = Empty(gettext_lazy("Nobody yet"), gettext_lazy("Import staff from a CSV file, or add somebody by hand."))

    def get_queryset(self, request: HttpRequest, **kwargs: Any) -> QuerySet[User]:
        return staff_seen_by(request.user)

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        access = access_of(request.user)
        context = super().get_context(request, **kwargs)
        people = context["table"].objects
        lacks = lacks_of([person.pk for person in people], day=timezone.localdate())
        for person in people:
            person.lacks = lack_lines(lacks.get(person.pk, []))
        return context | {"may_edit": access.has(NETWORK_EDITORS), "may_give": access.has(ROLE_GIVERS)}


@require_safe
@needs(STAFF_READERS)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    return _person_page(request, get_object_or_404(staff_seen_by(request.user), pk=pk))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(ROLE_GIVERS)
def give_role(request: HttpRequest) -> HttpResponse:
    access, outlets = access_of(request.user), outlets_managed_by(request.user)
    initial = {"outlet": outlets.first() if outlets[:2].count() == 1 else None, **request.GET.dict()}
    form = GiveRoleForm(request.POST or None, access=access, outlets=outlets, initial=initial)
    if request.method == "POST" and form.is_valid():
        person, role, outlet = form.cleaned_data["person"], Role(form.cleaned_data["role"]), form.cleaned_data["outlet"]
        try:
            staff.give_role(person, role, outlet=outlet, access=access, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(name)s is %(role)s now.") % {"name": person, "role": role.label})
            return redirect("outlets:person", person.pk)
    return _form_page(request, form, title=_("Give a role"))


@require_POST
@needs(ROLE_GIVERS)
def take_role(request: HttpRequest, pk: int) -> HttpResponse:
    post = get_object_or_404(Membership.objects.visible_to(request.user).select_related("user", "outlet"), pk=pk)
    try:
        staff.take_role(post, access=access_of(request.user), by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("%(name)s is no longer %(role)s.") % {"name": post.user, "role": post.get_role_display()}
        )
    still_seen = staff_seen_by(request.user).filter(pk=post.user_id).exists()
    return redirect("outlets:person", post.user_id) if still_seen else redirect("outlets:staff")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(NETWORK_EDITORS)
def person_create(request: HttpRequest) -> HttpResponse:
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        new = NewPerson(given["username"], given["name"], given["staff_no"] or "", given["phone"])
        try:
            made = staff.create_person(new, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(name)s is here. Now give a role and make a password.") % {"name": made})
            return redirect("outlets:person", made.pk)
    return _form_page(request, form, title=_("New person"))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(NETWORK_EDITORS)
def person_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(User, pk=pk)
    # The form works on a copy, so that the service still knows what was there.
    form = PersonChangeForm(request.POST or None, instance=User.objects.get(pk=pk))
    if request.method == "POST" and form.is_valid():
        staff.change_person(found, form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("outlets:person", pk)
    return _form_page(request, form, title=str(found))


@never_cache
@require_POST
@needs(ROLE_GIVERS)
def make_password(request: HttpRequest, pk: int) -> HttpResponse:
    """Shown in this very answer and nowhere else, so it answers without a redirect."""
    found = get_object_or_404(staff_seen_by(request.user), pk=pk)
    if not may_make_password(access_of(request.user), found):
        messages.error(request, _("This person's password is made by headquarters, or by an administrator."))
        return redirect("outlets:person", pk)
    return _person_page(request, found, password=staff.make_password(found, by=request.user, at=timezone.now()))


@require_POST
@needs(NETWORK_EDITORS)
def set_active(request: HttpRequest, pk: int) -> HttpResponse:
    found = _managed(request, pk)
    if found is not None:
        try:
            staff.set_active(found, active=request.POST.get("active") == "yes", by=request.user, at=timezone.now())
        except Refused as refusal:
            messages.error(request, str(refusal))
    return redirect("outlets:person", pk)


def _managed(request: HttpRequest, pk: int) -> User | None:
    found = get_object_or_404(User, pk=pk)
    if may_manage(access_of(request.user), found):
        return found
    messages.error(request, _("Only an administrator does this for people at headquarters."))
    return None


def _person_page(request: HttpRequest, found: User, *, password: str = "") -> HttpResponse:
    access = access_of(request.user)
    posts = [(each, access.may_grant(Role(each.role), each.outlet_id)) for each in found.posts]
    context = {
        "title": str(found),
        "person": found,
        "badge": active_badge(found.is_active),
        "trail": [(_("Staff"), reverse("outlets:staff"))],
        "posts": posts,
        "password": password,
        "may_edit": access.has(NETWORK_EDITORS),
        "may_give": access.has(ROLE_GIVERS),
        "may_manage": may_manage(access, found),
        "may_make_password": may_make_password(access, found),
        "trainings": [(each, training_badge(each)) for each in _trainings(request, found)],
        "lacks": lack_lines(lacks_of([found.pk], day=timezone.localdate()).get(found.pk, [])),
    }
    return render(request, "outlets/person.html", context)


def _trainings(request: HttpRequest, found: User) -> QuerySet[TrainingRecord]:
    mine = TrainingRecord.objects.visible_to(request.user).filter(person=found)
    return mine.select_related("course").order_by("-held_on", "-id")[:20]


def _form_page(request: HttpRequest, form: Any, *, title: str) -> HttpResponse:
    back = reverse("outlets:staff")
    context = {"form": form, "title": title, "trail": [(_("Staff"), back)], "cancel": back}
    return render(request, "form_page.html", context, status=422 if form.errors else 200)
