"""Customers as a list to take along: the columns of the import, so that the file can be read again."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.accounts.models import User
from crm.accounts.roles import Role
from crm.exports.registry import Exporter
from crm.imports.registry import Field
from crm.shared.masking import mask_name
from customers.imports.customers import CUSTOMERS, IMPORTERS
from customers.models import Contact, Customer, CustomField, Tier
from customers.rules.custom_fields import said
from customers.services.files import CUSTOM, PROFILE
from customers.services.importing import CONTACT, MASKS, OF_CONTACT
from outlets.access import access_of
from outlets.models import Outlet

#: Who may take telephones along in full, once another person agrees; and who agrees.
WHOLE = frozenset({Role.MANAGER, Role.CRG, Role.ADMINISTRATOR})
DECIDERS = frozenset({Role.CRG, Role.ADMINISTRATOR, Role.EXECUTIVE})
PERSONAL = frozenset({"phone", "address", "contact_name", "contact_phone", "contact_email", "contact_wechat"})
TOGETHER = 2000


class CustomerChoice(forms.Form):
    outlet = forms.ModelChoiceField(
        queryset=Outlet.objects.none(), to_field_name="code", required=False, label=gettext_lazy("Outlet")
    )
    tier = forms.ChoiceField(choices=[("", "—"), *Tier.choices], required=False, label=gettext_lazy("Tier"))
    kind = forms.ChoiceField(choices=[("", "—"), *Customer.Kind.choices], required=False, label=gettext_lazy("Kind"))


def choice(user: User, data: Mapping[str, Any] | None) -> CustomerChoice:
    form = CustomerChoice(data or {})
    form.fields["outlet"].queryset = Outlet.objects.visible_to(user)
    return form


def chosen(user: User, told: Mapping[str, Any]) -> QuerySet[Customer]:
    rows = Customer.objects.visible_to(user).filter(state=Customer.State.ACTIVE)
    wanted = Q()
    for name, lookup in (("outlet", "outlet"), ("tier", "standing__tier"), ("kind", "kind")):
        if told.get(name):
            wanted &= Q(**{lookup: told[name]})
    return rows.filter(wanted)


def count(user: User, told: Mapping[str, Any]) -> int:
    return chosen(user, told).count()


def rows(user: User, told: Mapping[str, Any], whole: bool) -> Iterator[Sequence[str]]:
    """Titles, then a row a file: what the import takes, and the tier behind it."""
    fields = CUSTOMERS.complete().fields
    custom = {each.code: each for each in CustomField.objects.all()}
    yield [*[str(field.label) for field in fields], _("Customer tier")]
    files = chosen(user, told).select_related("outlet", "profile", "standing", "keeper").order_by("pk")
    for part in _parts(files):
        contacts = {each.customer_id: each for each in Contact.objects.filter(customer__in=part, main=True)}
        for file in part:
            standing = getattr(file, "standing", None)
            cells = [_cell(field, file, contacts.get(file.pk), custom=custom, whole=whole) for field in fields]
            yield [*cells, standing.tier if standing else ""]


def _parts(files: QuerySet[Customer]) -> Iterator[list[Customer]]:
    above = 0
    while part := list(files.filter(pk__gt=above)[:TOGETHER]):
        yield part
        above = part[-1].pk


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


EXPORT = Exporter(
    kind="customers",
    label=gettext_lazy("Customers"),
    filters=choice,
    count=count,
    rows=rows,
    allowed=may_export,
    whole=may_whole,
    decides=may_decide,
)
