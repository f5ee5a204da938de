"""A customer's file goes from one outlet to another when the other accepts."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import CASCADE, F, Model, QuerySet
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.roles import NETWORK_EDITORS, Role
from crm.audit.services.recording import record_act
from crm.shared.errors import Refused
from customers.models import AddressBookEntry, ChurnCase, Customer, DuplicatePair, Handover, Lead, Task
from customers.models.owned import OwnedQuerySet
from customers.queries.pointers import Pointer, pointers_to
from customers.services.address_book import Contact, remember
from customers.services.files import subject_of
from customers.services.searching import refresh
from outlets.models import Outlet

#: Who offers a file and takes offers back; the other outlet's manager answers.
OFFERERS = frozenset({Role.MANAGER}) | NETWORK_EDITORS
LONGEST_CODE = 40


def offer(customer: Customer, to_outlet: Outlet, reason: str, *, by: User, at: datetime) -> Handover:
    """Offer the file to another outlet, which sees its name and tier and nothing else.

    raises   Refused when it is on offer already, closed, or theirs
    writes   customers_handover, audit_auditentry
    """
    if customer.state != Customer.State.ACTIVE:
        raise Refused(_("This file is no longer kept: it was merged or made anonymous."), code="file_closed")
    if customer.outlet_id == to_outlet.pk:
        raise Refused(_("The file is this outlet's already."), code="same_outlet")
    try:
        with transaction.atomic():
            offered = Handover.objects.create(
                customer=customer,
                outlet_id=customer.outlet_id,
                to_outlet=to_outlet,
                reason=reason,
                offered_at=at,
                offered_by=by,
            )
            _note("offer", offered, by=by, at=at)
            return offered
    except IntegrityError as clash:
        if "handover_one_open_per_customer" not in str(clash):
            raise
        raise Refused(_("The file is on offer already."), code="on_offer") from clash


@transaction.atomic
def accept(offered: Handover, *, by: User, at: datetime) -> Handover:
    """Take the file over with everything that belongs to it; shipments and the giver's address book stay as they are.

    raises   Refused when the offer is answered, or the file has been merged, made anonymous or moved since
    writes   customers_customer, everything that is the outlet's because the customer is, audit_auditentry
    """
    answered = _answered(offered, Handover.State.ACCEPTED, "", by=by, at=at)
    customer = Customer.objects.select_for_update().get(pk=answered.customer_id)
    if customer.state != Customer.State.ACTIVE or customer.outlet_id != answered.outlet_id:
        raise Refused(_("The file is no longer there: it was merged, moved or made anonymous."), code="file_closed")
    giver, taker = answered.outlet, answered.to_outlet
    Customer.objects.filter(pk=customer.pk).update(
        outlet=taker, code=_free_code(customer, giver, taker), keeper=None, version=F("version") + 1
    )
    _leave_leads(customer, taker)
    for pointer in _owned(pointers_to(Customer), "customer"):
        _give(pointer.model, pointer.rows(customer.pk), taker)
    _find_hands(customer)
    AddressBookEntry.objects.filter(customer=customer, outlet=giver).update(customer=None)
    remember([Contact(taker.pk, customer.name, customer.phone, customer.address, customer.pk)], at=at, uses=0)
    for side in ("first", "second"):
        DuplicatePair.objects.filter(**{side: customer}, state=DuplicatePair.State.OPEN).delete()
    refresh([customer.pk])
    return answered


def decline(offered: Handover, answer: str, *, by: User, at: datetime) -> Handover:
    """
    raises   Refused when the offer is answered
    writes   customers_handover, audit_auditentry
    """
    return _answered(offered, Handover.State.DECLINED, answer, by=by, at=at)


def take_back(offered: Handover, *, by: User, at: datetime) -> Handover:
    """
    raises   Refused when the offer is answered
    writes   customers_handover, audit_auditentry
    """
    return _answered(offered, Handover.State.TAKEN_BACK, "", by=by, at=at)


@transaction.atomic
def _answered(offered: Handover, state: Handover.State, answer: str, *, by: User, at: datetime) -> Handover:
    rows = Handover.objects.filter(pk=offered.pk, state=Handover.State.OFFERED)
    if not rows.update(state=state, answer=answer, answered_at=at, answered_by=by):
        raise Refused(_("This offer is answered already."), code="answered")
    answered = Handover.objects.select_related("outlet", "to_outlet", "customer").get(pk=offered.pk)
    _note(state.value, answered, by=by, at=at)
    return answered


def _note(what: str, offered: Handover, *, by: User, at: datetime) -> None:
    outlets = {"from": offered.outlet.code, "to": offered.to_outlet.code}
    record_act(f"customer.handover_{what}", subject_of(offered.customer), by=by, at=at, detail=outlets)


def _free_code(customer: Customer, giver: Outlet, taker: Outlet) -> str:
    """Its own code, with the giver's behind it where the taker has such a code already."""
    if not Customer.objects.filter(outlet=taker, code=customer.code).exists():
        return customer.code
    return f"{customer.code}@{giver.code}"[:LONGEST_CODE]


def _owned(pointers: Iterable[Pointer], field: str = "") -> list[Pointer]:
    """Keys of rows that are an outlet's because the row they belong to is."""
    return [
        each
        for each in pointers
        if issubclass(each.model._default_manager._queryset_class, OwnedQuerySet)
        and any(own.name == "outlet" for own in each.model._meta.fields)
        and (each.field == field if field else _belongs(each))
    ]


def _belongs(pointer: Pointer) -> bool:
    return bool(pointer.model._meta.get_field(pointer.field).remote_field.on_delete is CASCADE)


def _give(model: type[Model], rows: QuerySet[Any], taker: Outlet) -> None:
    for child in _owned(pointers_to(model)):
        _give(child.model, child.model._base_manager.filter(**{f"{child.field}__in": rows}), taker)
    rows.update(outlet=taker)


def _leave_leads(customer: Customer, taker: Outlet) -> None:
    """A lead still open stays the giver's where the taker works on one with this number."""
    open_ones = Lead.objects.filter(customer=customer, closed_at=None)
    theirs = Lead.objects.filter(outlet=taker, closed_at=None).values("phone")
    open_ones.filter(phone__in=theirs).update(customer=None)


def _find_hands(customer: Customer) -> None:
    """What people of the giving outlet had in hand waits for the other one's manager."""
    Task.objects.open().filter(customer=customer).exclude(owner=None).update(owner=None, role=Role.MANAGER)
    ChurnCase.objects.filter(customer=customer, closed_at=None).update(owner=None)
