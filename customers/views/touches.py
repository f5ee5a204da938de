"""Talks and next steps: written on the customer's page, worked from a list."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from crm.shared.errors import Refused
from crm.shared.views import Empty, ListPage
from customers.filters.tasks import TaskFilter
from customers.forms.looking import DoneForm, TaskForm, TouchForm
from customers.models import Task
from customers.services.tasks import close_task, open_task
from customers.services.touches import SPEAKERS, note_touch
from customers.tables.tasks import TaskTable
from customers.views.customer import file_or_404, page_of_customer
from outlets.access import access_of, admit


class TaskList(ListPage):
    queryset = Task.objects.select_related("customer", "owner", "outlet", "done_by")
    filterset_class = TaskFilter
    table_class = TaskTable
    title = gettext_lazy("Tasks")
    template_name = "customers/tasks.html"
    ordering = ("due_at", "id")
    empty = Empty(
        gettext_lazy("Nothing to do"),
        gettext_lazy("A next step is written on a customer's page, or comes from a callback or a complaint."),
        example=gettext_lazy("Send Donghai Hardware the new price table, until Friday 18:00"),
    )

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        may_act = access_of(request.user).has(SPEAKERS)
        return super().get_context(request, **kwargs) | {"may_act": may_act}


@require_POST
def touch_new(request: HttpRequest, pk: int) -> HttpResponse:
    admit(request.user, SPEAKERS)
    customer = file_or_404(request, pk)
    form = TouchForm(request.POST, contacts=customer.contacts.filter(left_on=None))
    if form.is_valid():
        told = form.cleaned_data
        try:
            note_touch(
                customer,
                told["kind"],
                told["text"],
                contact=told.get("contact"),
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Noted."))
            return redirect(customer)
    return _page(request, customer, touch_form=form)


@require_POST
def task_new(request: HttpRequest, pk: int) -> HttpResponse:
    admit(request.user, SPEAKERS)
    customer, at = file_or_404(request, pk), timezone.now()
    form = TaskForm(request.POST, user=request.user, at=at)
    if form.is_valid():
        try:
            open_task(customer, **form.step(), by=request.user, at=at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The next step stands on this page and on the list of tasks."))
            return redirect(customer)
    return _page(request, customer, task_form=form)


@require_POST
def task_done(request: HttpRequest, pk: int) -> HttpResponse:
    admit(request.user, SPEAKERS)
    task = get_object_or_404(_tasks(request), pk=pk)
    form = DoneForm(request.POST)
    result = form.cleaned_data["result"] if form.is_valid() else ""
    try:
        close_task(task, by=request.user, at=timezone.now(), result=result)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Done: %(title)s") % {"title": task.words})
    return redirect("customers:tasks" if request.POST.get("back") == "tasks" else task.customer)


def _tasks(request: HttpRequest) -> QuerySet[Task]:
    return Task.objects.visible_to(request.user).select_related("customer")


def _page(request: HttpRequest, customer: Any, **forms: Any) -> HttpResponse:
    return render(request, "customers/customer.html", page_of_customer(request, customer, **forms), status=422)
