"""Looking somebody up by a whole telephone number, which is noted."""

from datetime import datetime

from crm.audit.services.recording import record_act
from customers.models import Customer
from customers.queries.search import customers_like

SHOWN = 50


def customers_of_phone(typed: str, *, user: object, by: object, at: datetime) -> list[Customer]:
    """Whose file or contact has this number, among what the person may see.

    writes   audit_auditentry when somebody was found
    """
    rows = customers_like(typed, user, Customer.objects.current().visible_to(user))
    found = list(rows.select_related("outlet").order_by("-pk")[:SHOWN])
    if found:
        detail = {"found": [customer.pk for customer in found]}
        record_act("customer.search_by_phone", f"customers.customers:{len(found)}", by=by, at=at, detail=detail)
    return found
