"""The list of customers."""

from django.utils.translation import gettext_lazy

from crm.shared.views import Empty, ListPage
from customers.filters.customers import CustomerFilter
from customers.models import Customer
from customers.tables.customers import CustomerTable

LISTED = Customer.objects.current().select_related("outlet", "keeper", "standing", "activity")


class CustomerList(ListPage):
    queryset = LISTED
    filterset_class = CustomerFilter
    table_class = CustomerTable
    title = gettext_lazy("Customers")
    template_name = "customers/customers.html"
    ordering = ("-id",)
    empty = Empty(
        gettext_lazy("No customers"),
        gettext_lazy("A file is opened at the counter, by a partner, from a lead or by an import."),
        example=gettext_lazy("C-001, Donghai Hardware, tier B, last shipment yesterday"),
    )
