"""Customer files: opened, changed by several at once, made anonymous on request.

A field of a file has one flat name wherever it is told: `phone` of the card, `storage_needs` of the profile,
`custom.<code>` of what headquarters added.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from crm.audit.services.recording import record_act
from crm.shared.errors import Refused
from customers.models import Customer, CustomField, Profile
from customers.rules.custom_fields import WrongValue, read
from customers.services.address_book import Contact, remember
from customers.services.changes import Seen, reconciled
from customers.services.searching import refresh
from customers.services.standing import kept
from customers.sql import codes as sql
from outlets.models import Outlet

CARD = (*("kind", "name", "phone", "address", "industry", "goods", "interests", "credit", "source", "keeper"),)
PROFILE = tuple(each.name for each in Profile._meta.fields if each.name not in {"customer", "outlet"})
CUSTOM = "custom."


def open_customer(
    outlet: Outlet, code: str, *, name: str, phone: str, address: str, at: datetime, by: object = None, **facts: Any
) -> Customer:
    """A new file at the outlet.

    code     empty: K and a number of the network
    facts    any other field of CARD or PROFILE by its name, and `custom`: code → value
    raises   Refused when the outlet has a customer with this code, or for a custom value that its field cannot hold
    writes   customers_customer, customers_profile, customers_addressbookentry, …_searchentry, audit_auditentry
    """
    custom = checked_custom(facts.pop("custom", None) or {}, whole=False)
    profile = {each: facts.pop(each) for each in PROFILE if each in facts}
    number = _next_number()
    customer = Customer(
        pk=number, outlet=outlet, code=code or f"K{number:07d}", name=name, phone=phone, address=address, **facts
    )
    customer.custom, customer.created_at = custom, at
    try:
        with transaction.atomic():
            customer.save(force_insert=True)
            if any(value not in ("", None) for value in profile.values()):
                Profile.objects.create(customer=customer, outlet=outlet, **profile)
            _remember(customer, at=at)
            refresh([customer.pk])
            record_act("customer.open", subject_of(customer), by=by, at=at, detail={"source": customer.source})
            return customer
    except IntegrityError as clash:
        if "customer_code_once_per_outlet" not in str(clash):
            raise
        raise Refused(_("This outlet has a customer with this code already."), code="customer_exists") from clash


@transaction.atomic
def change_customer(
    customer: Customer, wish: Mapping[str, Any], *, seen: Seen | None = None, by: object, at: datetime
) -> Customer:
    """Change some fields; the trail says which, not what they were. Returns the file as it stands afterwards.

    wish     flat name → value; what is told as it stands already is no change
    seen     what the writer had before the eyes; None: whatever it was, this holds
    raises   Conflict when others have changed a field of the wish otherwise since; Refused for a file that is merged
             or anonymous, and for a custom value that its field cannot hold
    writes   customers_customer, customers_profile, customers_addressbookentry, …_searchentry, audit_auditentry
    """
    file = _locked(customer.pk)
    wanted = {**wish, **_checked_flat(wish)}
    now = values_of(file)
    changes = reconciled(file, wanted, seen=seen, now=now)
    if changes:
        _write(file, changes)
        if {"name", "phone", "address"} & changes.keys():
            _remember(file, at=at)
            refresh([file.pk])
        fields = {"fields": sorted(changes)}
        record_act("customer.correct", subject_of(file), by=by, at=at, detail=fields)
    return file


def values_of(customer: Customer) -> dict[str, Any]:
    """The whole file by its flat names."""
    profile = Profile.objects.filter(customer=customer).first() or Profile()
    return {
        **{name: getattr(customer, name) for name in CARD},
        **{name: getattr(profile, name) for name in PROFILE},
        **{CUSTOM + code: value for code, value in customer.custom.items()},
    }


def checked_custom(told: Mapping[str, Any], *, whole: bool) -> dict[str, Any]:
    """Values of custom fields as they are kept; what has no value is left out.

    whole    True: fields that must have a value are missed when they are not told
    raises   Refused with `custom_<code of WrongValue>`
    """
    specs = {each.code: each.spec() for each in CustomField.objects.filter(active=True)}
    found = {}
    for code in [*told, *(code for code, spec in specs.items() if whole and spec.required and code not in told)]:
        try:
            if code not in specs:
                raise WrongValue("unknown", code)
            value = read(specs[code], told.get(code))
        except WrongValue as wrong:
            raise WrongCustom(wrong) from wrong
        if value is not None:
            found[code] = value
    return found


class WrongCustom(Refused):
    """A value that a custom field cannot hold; `field` is its code."""

    WORDS = {
        "not_a_text": _("Not a text."),
        "too_long": _("Longer than 200 characters."),
        "not_a_number": _("Not a number."),
        "out_of_range": _("At most ten digits before and four behind the point."),
        "not_a_day": _("Not a day: write it as 2026-11-24."),
        "not_a_choice": _("Not one of the choices of this field."),
        "not_yes_or_no": _("Neither yes nor no."),
        "required": _("This field must have a value."),
        "unknown": _("There is no such field."),
    }

    def __init__(self, wrong: WrongValue) -> None:
        super().__init__(self.WORDS[wrong.code], code=f"custom_{wrong.code}")
        self.field = wrong.field


def subject_of(customer: Customer) -> str:
    return f"customers.customer:{customer.pk}"


def _next_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql.NEXT)
        return int(cursor.fetchone()[0])


def _locked(pk: int) -> Customer:
    # No key lock: waybills that name the customer are written meanwhile.
    return kept(Customer.objects.select_for_update(no_key=True).get(pk=pk))


def _checked_flat(wish: Mapping[str, Any]) -> dict[str, Any]:
    told = {name.removeprefix(CUSTOM): value for name, value in wish.items() if name.startswith(CUSTOM)}
    checked = checked_custom(told, whole=False) if told else {}
    return {CUSTOM + code: checked.get(code) for code in told}


def _write(customer: Customer, changes: Mapping[str, Any]) -> None:
    card = [name for name in CARD if name in changes]
    for name in card:
        setattr(customer, name, changes[name])
    customer.custom = _merged(customer.custom, changes)
    customer.version += 1
    customer.save(update_fields=[*card, "custom", "version"])
    profile = {name: changes[name] for name in PROFILE if name in changes}
    if profile:
        Profile.objects.update_or_create(customer=customer, defaults={"outlet": customer.outlet, **profile})


def _merged(custom: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    told = {name.removeprefix(CUSTOM): value for name, value in changes.items() if name.startswith(CUSTOM)}
    return {code: value for code, value in {**custom, **told}.items() if value is not None}


def _remember(customer: Customer, *, at: datetime) -> None:
    remember([Contact(customer.outlet_id, customer.name, customer.phone, customer.address, customer.pk)], at=at, uses=0)
