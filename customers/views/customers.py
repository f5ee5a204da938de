"""The list of customers, and finding one of a million by a few characters."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect, HttpResponseLocation

from crm.shared.keyset import Page
from crm.shared.remembered import remember
from crm.shared.views import Count, Empty, ListPage
from customers.filters.customers import CustomerFilter
from customers.models import Customer
from customers.rules.search_terms import is_telephone
from customers.services.looking import customers_of_phone
from customers.tables.customers import CustomerTable

LISTED = Customer.objects.current().select_related("outlet", "keeper", "standing", "activity")


class CustomerList(ListPage):
    queryset = LISTED
    filterset_class = CustomerFilter
    table_class = CustomerTable
    title = gettext_lazy("Customers")
    template_name = "customers/customers.html"
    ordering = ("-id",)
    page_size = 30
    exports = "customers"
    empty = Empty(
        gettext_lazy("No customers"),
        gettext_lazy("A file is opened at the counter, by a partner, from a lead or by an import."),
        example=gettext_lazy("C-001, Donghai Hardware, tier B, last shipment yesterday"),
    )

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, **kwargs)
        forgotten = bool(request.GET.get("q")) and not self.sought
        return context | {"search_url": reverse("customers:search"), "forgotten": forgotten}

    def _count(self, rows: Any, page: Page[Customer]) -> Count:
        """Who looks for somebody wants the first page, and not how many there are."""
        if self.sought and page.next:
            return Count(len(page.rows), more=True)
        return super()._count(rows, page)

    def _filtered(self, request: HttpRequest, rows: Any) -> tuple[Any, Any]:
        rows, filterset = super()._filtered(request, rows)
        self.sought = bool(filterset.typed)
        return rows, filterset


@require_POST
def search(request: HttpRequest) -> HttpResponse:
    """The list for what was typed, which is kept aside: it may be a name. A whole number of one file opens it."""
    typed = request.POST.get("q", "").strip()[:64]
    if is_telephone(typed):
        found = customers_of_phone(typed, user=request.user, by=request.user, at=timezone.now())
        if len(found) == 1:
            url = found[0].get_absolute_url()
            return HttpResponseClientRedirect(url) if request.htmx else redirect(url)
    url = f"{reverse('customers:customers')}?{_query(request, typed).urlencode()}".rstrip("?")
    if request.htmx:
        return HttpResponseLocation(url, target="#list", swap="outerHTML")
    return redirect(url)


def _query(request: HttpRequest, typed: str) -> QueryDict:
    """The filters that were set, and the key of what was typed."""
    query = QueryDict(mutable=True)
    for name, value in request.POST.items():
        if value and name not in {"q", "csrfmiddlewaretoken", "cursor"}:
            query[name] = value[:200]
    if typed:
        query["q"] = remember(typed, user=request.user)
    return query
