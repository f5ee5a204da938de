"""One customer all round: who it is, what is open, what is owed next, and all that happened."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from crm.shared.panels import panels
from crm.shared.timelines import parts, thread
from customers.models import Customer
from customers.tables.customers import shown_name, tier_words
from outlets.access import access_of

#: What higher apps hang their boxes, figures, next steps and timelines on.
PAGE = "customers.customer"
FILES = Customer.objects.select_related("outlet", "keeper", "standing", "activity", "profile", "merged_into")


@require_safe
def customer(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(FILES.visible_to(request.user), pk=pk)
    if request.htmx and request.htmx.target == "thread":
        return render(request, "customers/_thread.html", _thread(request, found))
    if found.merged_into is not None:
        return redirect(found.merged_into)
    return render(request, "customers/customer.html", page_of_customer(request, found))


def page_of_customer(request: HttpRequest, customer: Customer, **more: Any) -> dict[str, Any]:
    """What `customers/customer.html` draws."""
    return {
        "title": shown_name(customer),
        "trail": [(_("Customers"), reverse("customers:customers"))],
        "customer": customer,
        "tier": tier_words(customer),
        "figures": panels(f"{PAGE}.figures", customer, request.user),
        "steps": panels(f"{PAGE}.steps", customer, request.user),
        "panels": panels(PAGE, customer, request.user),
        "access": access_of(request.user),
        "at": timezone.now(),
        **_thread(request, customer),
        **more,
    }


def _thread(request: HttpRequest, customer: Customer) -> dict[str, Any]:
    wanted = request.GET.get("part", "")
    known = parts(PAGE)
    names = [part.name for part in known if part.name == wanted]
    found = thread(PAGE, customer, request.user, names=names, cursor=request.GET.get("before", ""))
    return {
        "customer": customer,
        "thread": found,
        "parts": known,
        "part": names[0] if names else "",
        "at": timezone.now(),
    }
