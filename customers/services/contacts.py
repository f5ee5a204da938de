"""The people at a customer, and the days that come back every year."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from lunardate import LunarDate

from crm.audit.services.recording import record_act
from crm.shared.errors import Refused
from customers.models import Consent, Contact, Customer, ImportantDate, Touch
from customers.rules.important_dates import Returning, exists, next_on
from customers.services.changes import Seen, reconciled
from customers.services.files import subject_of
from customers.services.searching import refresh
from customers.services.standing import kept

FIELDS = (
    *("name", "part", "position", "phone", "email", "wechat", "main"),
    *("family", "interests", "taboos", "competitor_ties", "left_on"),
)
#: Dates that are moved on in one transaction.
BATCH = 1000


@transaction.atomic
def add_contact(customer: Customer, told: Mapping[str, Any], *, by: object, at: datetime) -> Contact:
    """
    told     field of FIELDS → value; the first person at a customer is its main contact
    raises   Refused for a file that is merged or anonymous
    writes   customers_contact, …_searchentry, audit_auditentry
    """
    customer = _kept(customer)
    first = not Contact.objects.filter(customer=customer, main=True).exists()
    contact = Contact(customer=customer, outlet=customer.outlet, **{**told, "main": bool(told.get("main")) or first})
    _only_main(contact)
    contact.save()
    refresh([customer.pk])
    record_act("contact.add", subject_of(customer), by=by, at=at, detail={"contact": contact.pk})
    return contact


@transaction.atomic
def change_contact(
    contact: Contact, wish: Mapping[str, Any], *, seen: Seen | None = None, by: object, at: datetime
) -> Contact:
    """
    seen     what the writer had before the eyes; None: whatever it was, this holds
    raises   Conflict; Refused for a file that is merged or anonymous
    writes   customers_contact, …_searchentry, audit_auditentry
    """
    customer = _kept(contact.customer)
    person = Contact.objects.select_for_update(no_key=True).get(pk=contact.pk)
    now = {name: getattr(person, name) for name in FIELDS}
    changes = reconciled(person, wish, seen=seen, now=now)
    if changes:
        for name, value in changes.items():
            setattr(person, name, value)
        _only_main(person)
        person.version += 1
        person.save(update_fields=[*changes, "version"])
        refresh([customer.pk])
        detail = {"contact": person.pk, "fields": sorted(changes)}
        record_act("contact.change", subject_of(customer), by=by, at=at, detail=detail)
    return person


@transaction.atomic
def remove_contact(contact: Contact, *, by: object, at: datetime) -> None:
    """Take out somebody who was entered by mistake.

    raises   Refused where the network has spoken with this person, or has the person's word on messages
    writes   customers_contact, customers_importantdate, audit_auditentry
    """
    customer = _kept(contact.customer)
    known = Touch.objects.filter(contact=contact).exists() or Consent.objects.filter(contact=contact).exists()
    if known:
        raise Refused(
            _("There are calls, notes or consents of this person: enter the day on which the person left instead."),
            code="contact_known",
        )
    record_act("contact.remove", subject_of(customer), by=by, at=at, detail={"contact": contact.pk})
    contact.delete()
    refresh([customer.pk])


@transaction.atomic
def add_date(customer: Customer, told: ImportantDate, *, by: object, at: datetime) -> ImportantDate:
    """
    told     an unsaved row: kind, label, calendar, year, month, day, leap_month, contact
    raises   Refused for a day that no year has
    writes   customers_importantdate, audit_auditentry
    """
    what = returning(told)
    if not exists(what):
        raise Refused(_("No year has this day."), code="no_such_day")
    told.customer = customer = _kept(customer)
    told.outlet = customer.outlet
    told.next_on = next_on(what, timezone.localdate(at), lunar=solar_day)
    told.save()
    record_act("important_date.add", subject_of(customer), by=by, at=at, detail={"date": told.pk})
    return told


@transaction.atomic
def remove_date(row: ImportantDate, *, by: object, at: datetime) -> None:
    """writes   customers_importantdate, audit_auditentry"""
    record_act("important_date.remove", subject_of(row.customer), by=by, at=at, detail={"date": row.pk})
    row.delete()


@transaction.atomic
def roll_dates(at: datetime, *, limit: int = BATCH) -> int:
    """Move up to `limit` dates that have passed on to their next day. Returns how many; two at once share them.

    writes   customers_importantdate
    """
    today = timezone.localdate(at)
    passed = list(
        ImportantDate.objects.select_for_update(skip_locked=True)
        .filter(next_on__lt=today)
        .order_by("next_on", "pk")[:limit]
    )
    for row in passed:
        row.next_on = next_on(returning(row), today, lunar=solar_day)
    ImportantDate.objects.bulk_update(passed, ["next_on"])
    return len(passed)


def returning(row: ImportantDate) -> Returning:
    return Returning(row.month, row.day, row.calendar == ImportantDate.Calendar.LUNAR, row.leap_month)


def solar_day(year: int, month: int, day: int, leap: bool) -> date:
    """The lunar calendar of 1900 to 2099, as `customers.rules.important_dates` asks for it."""
    return LunarDate(year, month, day, leap).to_solar_date()


def _kept(customer: Customer) -> Customer:
    """The file, held against being handed over or merged meanwhile."""
    rows = Customer.objects.select_related("outlet").select_for_update(no_key=True, of=("self",))
    return kept(rows.get(pk=customer.pk))


def _only_main(contact: Contact) -> None:
    if contact.main:
        contact.customer.contacts.exclude(pk=contact.pk).filter(main=True).update(main=False)
