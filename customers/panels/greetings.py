"""When a customer is not to be greeted, on its page."""

from crm.shared.panels import Panel, hang
from customers.views.silences import SILENCES


def hang_all() -> None:
    hang("customers.customer", Panel(SILENCES.template, SILENCES.context, order=28))
