"""Courses, what people have passed, and whose training has run out."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from crm.accounts.models import User
from crm.accounts.roles import HQ_ROLES, NETWORK_EDITORS, Role
from crm.shared.errors import Refused
from crm.shared.views import Empty, ListPage
from outlets.access import access_of
from outlets.filters.training import TrainingFilter
from outlets.forms.training import ClassForm, CourseForm
from outlets.models import Outlet, TrainingCourse, TrainingRecord
from outlets.permissions import needs
from outlets.queries.network import outlets_managed_by, staff_at, staff_seen_by
from outlets.queries.training import demands_by_course, lacks_at
from outlets.services.training import TRAINERS, keep_course, record_session
from outlets.tables.training import CourseTable, LackTable, MyTrainingTable, TrainingTable

TRAINING_READERS = HQ_ROLES | {Role.MANAGER}
RECORDERS = TRAINERS | {Role.MANAGER}


class TrainingList(ListPage):
    queryset = TrainingRecord.objects.select_related("person", "course")
    filterset_class = TrainingFilter
    table_class = TrainingTable
    title = gettext_lazy("Training")
    ordering = ("-held_on", "-id")
    template_name = "outlets/training_list.html"
    empty = Empty(
        gettext_lazy("No trainings yet"), gettext_lazy("Enter a class: its course, day and trainer, and who passed.")
    )

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(request, **kwargs) | {"may_record": access_of(request.user).has(RECORDERS)}


class MyTrainingList(TrainingList):
    """One's own."""

    table_class = MyTrainingTable
    filterset_class = None
    title = gettext_lazy("My trainings")
    template_name = "list_page.html"
    empty = Empty(gettext_lazy("No trainings yet"), gettext_lazy("Your manager enters the classes you were in."))

    def get_queryset(self, request: HttpRequest, **kwargs: Any) -> QuerySet[TrainingRecord]:
        return super().get_queryset(request, **kwargs).filter(person=request.user)


class LackList(ListPage):
    """Who plays a role whose training is missing, has run out or ends soon."""

    queryset = User.objects.none()
    table_class = LackTable
    title = gettext_lazy("Trainings to renew")
    ordering = ("username",)
    template_name = "outlets/training_lacks.html"
    empty = Empty(gettext_lazy("Nobody"), gettext_lazy("Everybody has the trainings that their roles demand."))

    def get_queryset(self, request: HttpRequest, **kwargs: Any) -> QuerySet[User]:
        self.lacks = lacks_at(access_of(request.user), day=timezone.localdate())
        return staff_seen_by(request.user).filter(pk__in=list(self.lacks))

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, **kwargs)
        for person in context["table"].objects:
            person.lacks = self.lacks[person.pk]
        return context


class CourseList(ListPage):
    queryset = TrainingCourse.objects.all()
    table_class = CourseTable
    title = gettext_lazy("Courses")
    ordering = ("code",)
    template_name = "outlets/course_list.html"
    empty = Empty(gettext_lazy("No courses"), gettext_lazy("A course that a role demands has to be passed first."))

    def get_queryset(self, request: HttpRequest, **kwargs: Any) -> QuerySet[TrainingCourse]:
        return self.queryset.all()  # what is taught is no secret

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, **kwargs)
        demanded = demands_by_course()
        for course in context["table"].objects:
            course.demanded_by = ", ".join(str(role.label) for role in demanded.get(course.pk, ()))
        may_edit = access_of(request.user).has(NETWORK_EDITORS)
        return context | {"may_edit": may_edit, "edit_url": "outlets:course_edit"}


@require_http_methods(["GET", "HEAD", "POST"])
@needs(RECORDERS)
def training_class(request: HttpRequest) -> HttpResponse:
    """One class of one outlet's people; classes of many outlets come as a file."""
    outlets = outlets_managed_by(request.user)
    outlet = _outlet(request, outlets)
    people = list({post.user_id: post.user for post in staff_at(outlet)}.values()) if outlet else []
    form = ClassForm(request.POST or None, people=people, initial={"held_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            new, changed = record_session(
                form.session(),
                form.outcomes(),
                access=access_of(request.user),
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            noted = len(new) + len(changed)
            messages.success(request, ngettext("%(n)s training noted.", "%(n)s trainings noted.", noted) % {"n": noted})
            return redirect("outlets:training")
    context = {
        "title": _("Enter a class"),
        "trail": _trail(),
        "form": form,
        "outlet": outlet,
        "outlets": outlets.order_by("code") if outlets[:2].count() > 1 else [],
        "cancel": reverse("outlets:training"),
    }
    return render(request, "outlets/training_class.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(NETWORK_EDITORS)
def course_create(request: HttpRequest) -> HttpResponse:
    return _edit(request, TrainingCourse(), title=_("New course"))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(NETWORK_EDITORS)
def course_edit(request: HttpRequest, pk: int) -> HttpResponse:
    course = get_object_or_404(TrainingCourse, pk=pk)
    return _edit(request, course, title=course.name)


def _outlet(request: HttpRequest, outlets: QuerySet[Outlet]) -> Outlet | None:
    """The one asked for, else the only one."""
    if code := request.GET.get("outlet", ""):
        found = outlets.filter(code=code).first()
        if found is None:
            raise Http404
        return found
    two = list(outlets[:2])
    return two[0] if len(two) == 1 else None


def _edit(request: HttpRequest, course: TrainingCourse, *, title: str) -> HttpResponse:
    form = CourseForm(request.POST or None, instance=course)
    if request.method == "POST" and form.is_valid():
        demanded_by = [Role(role) for role in form.cleaned_data["demanded_by"]]
        try:
            keep_course(form.instance, demanded_by=demanded_by, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("outlets:courses")
    back = reverse("outlets:courses")
    context = {"form": form, "title": title, "trail": [*_trail(), (_("Courses"), back)], "cancel": back}
    return render(request, "form_page.html", context, status=422 if form.errors else 200)


def _trail() -> list[tuple[str, str]]:
    return [(_("Training"), reverse("outlets:training"))]
