"""One customer all round: who it is, what is open, what is owed next, and all that happened."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.accounts.roles import FILE_KEEPERS
from crm.shared.errors import Refused
from crm.shared.panels import panels
from crm.shared.timelines import parts, thread
from customers.forms.looking import CustomerUnmaskForm, IncomingForm, TaskForm, TouchForm, soon
from customers.models import Customer, Touch
from customers.queries.consents import standings_of
from customers.queries.customer import volume_of
from customers.rules.search_terms import is_telephone
from customers.services.looking import customers_of_phone
from customers.services.touches import SPEAKERS
from customers.services.unmasking import unmask_customer
from customers.tables.customer import figures_of, spark_of
from customers.tables.customers import CustomerTable, shown_name, tier_words
from outlets.access import access_of, admit

#: What higher apps hang their boxes, figures, next steps and timelines on.
PAGE = "customers.customer"
FILES = Customer.objects.select_related("outlet", "keeper", "standing", "activity", "profile", "merged_into")
#: Next steps that the page shows; the list of tasks has them all.
STEPS = 8


@require_safe
def customer(request: HttpRequest, pk: int) -> HttpResponse:
    found = file_or_404(request, pk)
    if request.htmx and request.htmx.target == "thread":
        return render(request, "customers/_thread.html", _thread(request, found))
    if found.merged_into is not None:
        return redirect(found.merged_into)
    return render(request, "customers/customer.html", page_of_customer(request, found))


@require_POST
def unmask(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the personal data whole, once, and remember who asked and why."""
    found, form = file_or_404(request, pk), CustomerUnmaskForm(request.POST)
    if not form.is_valid():
        return _shown(request, found, status=422, unmask_form=form)
    told = {"reason": form.cleaned_data["reason"], "access": access_of(request.user), "by": request.user}
    try:
        whole = unmask_customer(found, **told, at=timezone.now())
    except Refused as refusal:
        return _shown(request, found, status=429, refusal=str(refusal))
    return _shown(request, found, status=200, whole=whole)


@require_http_methods(["GET", "HEAD", "POST"])
def incoming(request: HttpRequest) -> HttpResponse:
    """Somebody calls: the number leads to the file, or to a new one with the number filled in."""
    admit(request.user, SPEAKERS)
    form = IncomingForm(request.POST or None)
    found: Sequence[Customer] | None = None
    if request.method == "POST" and form.is_valid():
        if not is_telephone(form.cleaned_data["phone"]):
            form.add_error("phone", _("Type the whole number: seven digits or more."))
        else:
            found = customers_of_phone(
                form.cleaned_data["phone"], user=request.user, by=request.user, at=timezone.now()
            )
            if len(found) == 1:
                return redirect(f"{found[0].get_absolute_url()}?talk={Touch.Kind.CALL_IN}#talk")
    context = {
        "title": _("Incoming call"),
        "trail": [(_("Customers"), reverse("customers:customers"))],
        "form": form,
        "found": found,
        "table": CustomerTable(found or ()),
        "phone": form.cleaned_data["phone"] if found is not None else "",
        "may_keep": access_of(request.user).has(FILE_KEEPERS),
        "at": timezone.now(),
    }
    return render(request, "customers/incoming.html", context, status=422 if form.errors else 200)


def file_or_404(request: HttpRequest, pk: int) -> Customer:
    found: Customer = get_object_or_404(FILES.visible_to(request.user), pk=pk)
    return found


def page_of_customer(request: HttpRequest, customer: Customer, **more: Any) -> dict[str, Any]:
    """What `customers/customer.html` draws."""
    at, access = timezone.now(), access_of(request.user)
    volume = volume_of(customer, today=timezone.localdate(at))
    tasks = list(customer.tasks.visible_to(request.user).open().select_related("owner")[:STEPS])
    return {
        "title": shown_name(customer),
        "trail": [(_("Customers"), reverse("customers:customers"))],
        "customer": customer,
        "tier": tier_words(customer),
        "stats": figures_of(customer, volume, today=timezone.localdate(at)),
        "spark": spark_of(volume),
        "figures": panels(f"{PAGE}.figures", customer, request.user),
        "tasks": tasks,
        "steps": panels(f"{PAGE}.steps", customer, request.user),
        "panels": panels(PAGE, customer, request.user),
        "silent": [each for each in standings_of(customer) if each.word is not None and not each.allowed],
        "unmask_form": CustomerUnmaskForm(),
        **_acts(request, customer, may_act=access.has(SPEAKERS)),
        "may_keep": access.has(FILE_KEEPERS) and customer.state == Customer.State.ACTIVE,
        "at": at,
        **_thread(request, customer),
        **more,
    }


def _acts(request: HttpRequest, customer: Customer, *, may_act: bool) -> dict[str, Any]:
    """The forms of whoever talks with customers."""
    if not may_act or customer.state != Customer.State.ACTIVE:
        return {}
    at, talk = timezone.now(), request.GET.get("talk", "")
    kind = talk if talk in Touch.Kind.values else Touch.Kind.CALL_OUT
    return {
        "talk": talk,
        "touch_form": TouchForm(contacts=customer.contacts.filter(left_on=None), initial={"kind": kind}),
        "task_form": TaskForm(user=request.user, at=at, initial={"due_at": soon(at), "whose": "me"}),
    }


def _shown(request: HttpRequest, customer: Customer, *, status: int, **more: Any) -> HttpResponse:
    if request.htmx:
        return render(request, "customers/_whole.html", more, status=status)
    return render(request, "customers/customer.html", page_of_customer(request, customer, **more), status=status)


def _thread(request: HttpRequest, customer: Customer) -> dict[str, Any]:
    wanted = request.GET.get("part", "")
    known = parts(PAGE)
    part = next((part.name for part in known if part.name == wanted), "")
    found = thread(PAGE, customer, request.user, names=[part] if part else (), cursor=request.GET.get("before", ""))
    return {"customer": customer, "thread": found, "parts": known, "part": part, "at": timezone.now()}
