"""Thanks on pages."""

from datetime import datetime
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy

from crm.shared.figures import Badge, Share
from crm.shared.tables import Column, Table
from customers.models import ThankYou
from customers.queries.thanks import Kept
from customers.tables.customers import shown_name
from outlets.models import Outlet

#: Customers who should hear from us within 24 hours, in per cent.
GOAL = Decimal(95)


def kept_share(told: Kept) -> Share:
    return Share(told.kept, told.decided, goal=GOAL)


def thanks_badge(row: ThankYou, at: datetime | None = None) -> Badge:
    """Whether it was heard within 24 hours; why not, where nobody was to be thanked."""
    if row.way == ThankYou.Way.NONE:
        return Badge("still", row.get_reason_display())
    if row.done_at is not None:
        late = row.done_at > row.due_by
        return Badge("late", gettext_lazy("Too late")) if late else Badge("met", gettext_lazy("In time"))
    if row.due_by < (at or timezone.now()):
        return Badge("overdue", gettext_lazy("Missed"))
    return Badge("open", gettext_lazy("Waits"))


def way_words(row: ThankYou) -> str:
    return f"{row.get_way_display()} · {row.get_trouble_display()}" if row.trouble else str(row.get_way_display())


def name_of(row: ThankYou) -> str:
    return shown_name(row.customer)


class ThanksTable(Table[ThankYou]):
    columns = (
        Column(gettext_lazy("Customer"), "", show=name_of, link=True),
        Column(gettext_lazy("Delivered"), "delivered_at", cell="parts/_time.html"),
        Column(gettext_lazy("Waybill"), "waybill", cell="parts/_code.html"),
        Column(gettext_lazy("Parcels"), "parcels", numeric=True),
        Column(gettext_lazy("Way"), "", show=way_words),
        Column(gettext_lazy("Heard at"), "done_at", cell="parts/_time.html"),
        Column(gettext_lazy("State"), "", show=thanks_badge, cell="parts/_badge.html"),
        Column(gettext_lazy("Outlet"), "outlet.name", quiet=True),
    )

    def row_url(self, row: ThankYou) -> str:
        return f"{row.customer.get_absolute_url()}?part=thanks"


class KeptTable(Table[Outlet]):
    """`outlet.told` is its Kept, `outlet.period` the period as query values."""

    columns = (
        Column(gettext_lazy("Outlet"), "name", link=True),
        Column(gettext_lazy("Within 24 hours"), "told", show=lambda told: kept_share(told), cell="parts/_bar.html"),
        Column(gettext_lazy("Owed"), "told.decided", numeric=True),
        Column(gettext_lazy("Missed"), "told.missed", numeric=True),
        Column(gettext_lazy("Waits"), "told.waiting", numeric=True),
        Column(gettext_lazy("Apologies"), "told.apologies", numeric=True),
        Column(gettext_lazy("First deliveries"), "told.first", numeric=True),
    )

    def row_url(self, row: Outlet) -> str:
        return f"{reverse('customers:thanks')}?{urlencode({'outlet': row.code, **row.period})}"
