"""Lists to take along; customers in the columns of the import, so that the file can be read again."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.accounts.models import User
from crm.accounts.roles import Role
from crm.exports.lists import TOGETHER, list_exporter, listed_by
from crm.exports.registry import Exporter
from crm.imports.registry import Field
from crm.shared.errors import Refused
from crm.shared.keyset import parts_of
from crm.shared.masking import mask_name
from crm.shared.views import Listed
from customers.imports.customers import CUSTOMERS, IMPORTERS
from customers.models import Contact, Customer, CustomField
from customers.rules.custom_fields import said
from customers.services.files import CUSTOM, PROFILE
from customers.services.importing import CONTACT, MASKS, OF_CONTACT
from customers.views.callbacks import AllList, CallbackList, PlannedList
from customers.views.churn import AllChurnList, ChurnList
from customers.views.customers import CustomerList
from customers.views.leads import AllLeads, LeadList, LeadQueue
from customers.views.tiers import TierList
from outlets.access import access_of

#: Who may take telephones along in full, once another person agrees; and who agrees.
WHOLE = frozenset({Role.MANAGER, Role.CRG, Role.ADMINISTRATOR})
DECIDERS = frozenset({Role.CRG, Role.ADMINISTRATOR, Role.EXECUTIVE})
PERSONAL = frozenset({"phone", "address", "contact_name", "contact_phone", "contact_email", "contact_wechat"})


def chosen(user: User, told: Mapping[str, str]) -> Listed:
    """
    raises   Refused when what was typed into the search is forgotten: all customers are not what was asked for
    """
    listed = listed_by(CustomerList, user, told)
    if told.get("q") and not listed.filterset.typed:
        raise Refused(gettext_lazy("What was typed is kept for twelve hours only: type it again."), code="forgotten")
    return listed


def rows(listed: Listed, whole: bool) -> Iterator[Sequence[str]]:
    """Titles, then a row a file: what the import takes, and the tier behind it."""
    fields = CUSTOMERS.complete().fields
    custom = {each.code: each for each in CustomField.objects.all()}
    yield [*[str(field.label) for field in fields], _("Customer tier")]
    files = listed.rows.select_related("outlet", "profile", "standing", "keeper")
    for part in parts_of(files, listed.ordering, size=TOGETHER):
        contacts = {each.customer_id: each for each in Contact.objects.filter(customer__in=part, main=True)}
        for file in part:
            standing = getattr(file, "standing", None)
            cells = [_cell(field, file, contacts.get(file.pk), custom=custom, whole=whole) for field in fields]
            yield [*cells, standing.tier if standing else ""]


def _cell(
    field: Field, file: Customer, contact: Contact | None, *, custom: Mapping[str, CustomField], whole: bool
) -> str:
    name = field.name
    if name.startswith(CUSTOM):
        known = custom[name.removeprefix(CUSTOM)]
        text = said(known.spec(), file.custom.get(known.code))
        return text if whole or not known.personal else mask_name(text)
    text = _text(name, file, contact)
    hidden = name in PERSONAL or (name == "name" and file.kind == Customer.Kind.PERSON)
    return text if whole or not hidden or not text else MASKS.get(name, mask_name)(text)


def _text(name: str, file: Customer, contact: Contact | None) -> str:
    if name == "outlet":
        return file.outlet.code
    if name == "keeper":
        return (file.keeper.staff_no or "") if file.keeper else ""
    owner: Any = file
    key = name
    if name in PROFILE:
        owner = getattr(file, "profile", None)
    elif name.startswith(OF_CONTACT) and name.removeprefix(OF_CONTACT) in CONTACT:
        owner, key = contact, name.removeprefix(OF_CONTACT)
    if owner is None:
        return ""
    shown = getattr(owner, f"get_{key}_display", None)
    value = getattr(owner, key)
    return "" if value in (None, "") else str(shown() if shown else value)


def may_export(user: User) -> bool:
    return access_of(user).has(IMPORTERS)


def may_whole(user: User) -> bool:
    return access_of(user).has(WHOLE)


def may_decide(user: User) -> bool:
    return access_of(user).has(DECIDERS)


MAY = {"allowed": may_export, "decides": may_decide}
EXPORTS = (
    Exporter(
        kind="customers",
        label=gettext_lazy("Customers"),
        url_name="customers:customers",
        listed=chosen,
        rows=rows,
        whole=may_whole,
        **MAY,
    ),
    list_exporter(TierList, label=gettext_lazy("Tiers"), url_name="customers:tiers", **MAY),
    list_exporter(LeadList, label=gettext_lazy("Leads"), url_name="customers:leads", **MAY),
    list_exporter(LeadQueue, label=gettext_lazy("Leads without an outlet"), url_name="customers:leads_queue", **MAY),
    list_exporter(AllLeads, label=gettext_lazy("All leads"), url_name="customers:leads_all", **MAY),
    list_exporter(CallbackList, label=gettext_lazy("Callbacks due"), url_name="customers:callbacks", **MAY),
    list_exporter(PlannedList, label=gettext_lazy("Callbacks planned"), url_name="customers:callbacks_planned", **MAY),
    list_exporter(AllList, label=gettext_lazy("All callbacks"), url_name="customers:callbacks_all", **MAY),
    list_exporter(ChurnList, label=gettext_lazy("Customers who are going"), url_name="customers:churn_cases", **MAY),
    list_exporter(AllChurnList, label=gettext_lazy("All churn cases"), url_name="customers:churn_all", **MAY),
)
