"""The people, days, consents and other networks of a file, beside what happened on the customer's page."""

from crm.shared.panels import Panel, hang
from customers.views.files import SECTIONS


def hang_all() -> None:
    for place, section in enumerate(SECTIONS):
        hang("customers.customer", Panel(section.template, section.context, order=20 + place))
