"""All that is known about one customer, taken along for whoever has the right to see it."""

from datetime import datetime
from typing import Any

from django.db import transaction

from crm.accounts.models import User
from crm.accounts.roles import Role
from crm.audit.services.recording import record_act
from customers.models import Customer
from customers.queries.person import everything_about
from customers.services.files import subject_of

#: Who answers somebody who wants to know what is kept about them.
TAKERS = frozenset({Role.CRG, Role.ADMINISTRATOR})


@transaction.atomic
def person_file(customer: Customer, *, reason: str, by: User, at: datetime) -> dict[str, Any]:
    """The customer's own data in full, for a file of JSON; that it was taken stands in the trail.

    reason   who has asked, and how
    writes   audit_auditentry
    """
    told = everything_about(customer)
    kinds = {kind: rows["of"] for kind, rows in told.items()}
    record_act("customer.person_file", subject_of(customer), by=by, at=at, detail={"reason": reason, "rows": kinds})
    return {"taken_at": at, "customer": customer.code, "outlet": customer.outlet.code, "data": told}
