"""What was said to a customer, and by whom."""

from datetime import datetime

from crm.accounts.models import User
from crm.accounts.roles import NETWORK_EDITORS, OUTLET_ROLES, Role
from crm.shared.masking import mask_phones_in
from customers.models import Contact, Customer, Touch
from customers.services.standing import kept

#: Who talks with customers and does what is owed to them.
SPEAKERS = OUTLET_ROLES | NETWORK_EDITORS | {Role.CRG}


def note_touch(
    customer: Customer, kind: str, text: str, *, contact: Contact | None = None, by: User, at: datetime
) -> Touch:
    """Write a talk, a visit or a note down. Telephone numbers in it are masked: they belong in the file.

    raises   Refused when the file was merged or made anonymous
    writes   customers_touch
    """
    customer = kept(customer)
    return Touch.objects.create(
        customer=customer,
        outlet_id=customer.outlet_id,
        contact=contact,
        kind=kind,
        text=mask_phones_in(text.strip()),
        at=at,
        by=by,
    )
