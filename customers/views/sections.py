"""Parts of a file that are edited where they stand: a section answers htmx with itself, and others with a page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from crm.accounts.roles import FILE_KEEPERS
from customers.models import Customer
from customers.tables.customers import shown_name
from outlets.access import access_of


@dataclass(frozen=True, slots=True)
class Section:
    """
    name       of its template `customers/_<name>.html`, and the id of its element
    rows       customer → what the template lists as `rows`
    """

    name: str
    title: "str | Promise"
    rows: Callable[[Customer], Any]

    @property
    def template(self) -> str:
        return f"customers/_{self.name}.html"

    def context(self, customer: Customer, user: object) -> dict[str, Any]:
        may = access_of(user).has(FILE_KEEPERS) and customer.state == Customer.State.ACTIVE
        return {"customer": customer, "rows": self.rows(customer), "may": may, "section": self}


def file_of(request: HttpRequest, pk: int) -> Customer:
    """raises   Http404 for a file that the asker may not see"""
    found: Customer = get_object_or_404(Customer.objects.visible_to(request.user).select_related("outlet"), pk=pk)
    return found


def answer(
    request: HttpRequest,
    section: Section,
    customer: Customer,
    *,
    form: BaseForm | None = None,
    editing: int | None = None,
    choices: Any = (),
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The section as it stands, with a form in it where one is asked for.

    editing   the row whose place the form takes; None: it stands at the end
    """
    clashing = [choice.field.name for choice in choices]
    shown = {"form": form, "editing": editing, "choices": choices, "clashing": clashing, **more}
    context = {**section.context(customer, request.user), **shown}
    if request.htmx:
        return render(request, section.template, context, status=status)
    if form is None:
        return redirect(customer)
    page = {
        "title": section.title,
        "trail": [
            (_("Customers"), reverse("customers:customers")),
            (shown_name(customer), customer.get_absolute_url()),
        ],
    }
    return render(request, "customers/section.html", {**context, **page}, status=status)
