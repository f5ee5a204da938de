"""The deliveries behind a promise to a customer, as its measure counts them."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.shared.views import Empty, ListPage
from customers.models import Customer, ServicePromise
from shipments.filters.measured import MeasuredFilter
from shipments.models import DeliveryRun
from shipments.tables.measured import DeliveredTable, SignedTable, WholeTable

PAGES = {
    ServicePromise.Measure.DELIVERED_IN_TIME: (DeliveredTable, gettext_lazy("Delivered in time")),
    ServicePromise.Measure.SIGNED_IN_TIME: (SignedTable, gettext_lazy("Signed in time")),
    ServicePromise.Measure.UNDAMAGED: (WholeTable, gettext_lazy("Without damage or loss")),
}


class MeasuredList(ListPage):
    """Whoever sees the customer sees these, wherever they were delivered."""

    queryset = DeliveryRun.objects.all()
    filterset_class = MeasuredFilter
    table_class = DeliveredTable
    ordering = ("-id",)
    empty = Empty(gettext_lazy("Nothing was counted"), gettext_lazy("Deliveries count from the instant they are due."))

    def get_queryset(self, request: HttpRequest, **kwargs: Any) -> QuerySet[DeliveryRun]:
        if kwargs["measure"] not in PAGES:
            raise Http404
        customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=kwargs["pk"])
        self.table_class, words = PAGES[kwargs["measure"]]
        self.title = _("%(measure)s · %(customer)s") % {"measure": words, "customer": customer.name}
        return self.queryset.all()
