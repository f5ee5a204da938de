"""A customer who wants to be forgotten: who it was goes, what was shipped, fined and paid stays."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.audit.services.recording import record_act
from crm.shared.errors import Refused
from customers.models import (
    AddressBookEntry,
    Callback,
    CallbackAttempt,
    ChurnStep,
    CompetitorUse,
    Consent,
    Contact,
    Customer,
    CustomField,
    DuplicatePair,
    Handover,
    ImportantDate,
    KeyAccount,
    Lead,
    Merge,
    Profile,
    Task,
    Touch,
)
from customers.queries.person import addresses_of
from customers.services.files import subject_of
from customers.services.forgetting_messages import forget_care, forget_messages
from customers.services.searching import refresh
from customers.services.standing import kept

#: The name that is left, in the network's own language: it is data, not a text of a page.
NOBODY = "已匿名"
CARD = ("phone", "address", "interests")
CONTACT = ("phone", "position", "email", "wechat", "family", "interests", "taboos", "competitor_ties")


@transaction.atomic
def anonymise(customer: Customer, *, reason: str, by: object, at: datetime) -> Customer:
    """Take the person out of the file. It cannot be undone; the trail says who did it, when and why.

    raises   Refused for a file that is merged or anonymous already, for a key account, and while it is handed over
    writes   customers_customer and everything that points to it with words in it; volumes, tiers, waybills and fines
             stay as they are
    """
    file = kept(Customer.objects.select_for_update(no_key=True).get(pk=customer.pk))
    _refuse_while_needed(file)
    addresses = addresses_of(file)
    personal = set(CustomField.objects.filter(personal=True).values_list("code", flat=True))
    for name in CARD:
        setattr(file, name, "")
    file.custom = {code: value for code, value in file.custom.items() if code not in personal}
    file.name, file.state, file.keeper = NOBODY, Customer.State.ANONYMOUS, None
    file.version += 1
    file.save(update_fields=[*CARD, "name", "state", "keeper", "custom", "version"])
    _forget_around(file, by=by, at=at)
    gone = Customer.objects.filter(merged_into=file).values_list("pk", flat=True)
    forget_messages([file.pk, *gone], addresses, at=at)
    forget_care(file, at=at)
    refresh([file.pk])
    record_act("customer.anonymise", subject_of(file), by=by, at=at, detail={"reason": reason})
    return file


def _refuse_while_needed(file: Customer) -> None:
    if KeyAccount.objects.filter(customer=file, ended_at=None).exists():
        raise Refused(_("This is a key account: end it first."), code="key_account")
    if Handover.objects.filter(customer=file, state=Handover.State.OFFERED).exists():
        raise Refused(_("This file is being handed over: take the offer back first."), code="handover_open")


def _forget_around(file: Customer, *, by: object, at: datetime) -> None:
    _forget_people(file)
    _forget_twins(file)
    Profile.objects.filter(customer=file).delete()
    AddressBookEntry.objects.filter(customer=file).delete()
    CompetitorUse.objects.filter(customer=file).update(ties="")
    Touch.objects.filter(customer=file).update(text="")
    CallbackAttempt.objects.filter(callback__customer=file).update(note="")
    planned = Callback.objects.filter(customer=file, state=Callback.State.PLANNED)
    planned.update(state=Callback.State.DROPPED, closed_at=at)
    ChurnStep.objects.filter(case__customer=file).update(text="")
    tasks = Task.objects.filter(customer=file)
    tasks.filter(done_at=None).update(done_at=at, done_by=by if getattr(by, "pk", None) else None)
    tasks.update(title=NOBODY, result="")


def _forget_people(file: Customer) -> None:
    Contact.objects.filter(customer=file).update(name=NOBODY, **dict.fromkeys(CONTACT, ""))
    ImportantDate.objects.filter(customer=file).delete()
    Consent.objects.filter(customer=file).update(proof="")
    Lead.objects.filter(customer=file).update(company="", name=NOBODY, phone="", address="", need="")


def _forget_twins(file: Customer) -> None:
    """Files that were merged into this one, and what merges have written down about both."""
    gone = Customer.objects.filter(merged_into=file)
    Merge.objects.filter(Q(kept=file) | Q(gone=file) | Q(gone__in=gone)).update(before={}, steps=[])
    gone.update(name=NOBODY, custom={}, **dict.fromkeys(CARD, ""))
    DuplicatePair.objects.filter(Q(first=file) | Q(second=file)).delete()
