"""People at a customer, and days to remember, as rows of the file."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.accounts.roles import FILE_KEEPERS
from crm.shared.errors import Refused
from customers.forms.contacts import ContactForm, DateForm
from customers.models import Contact, ImportantDate
from customers.services.changes import Conflict
from customers.services.contacts import add_contact, add_date, change_contact, remove_contact, remove_date
from customers.tables.files import days_of, people_of
from customers.views.sections import Section, answer, file_of
from outlets.permissions import needs

PEOPLE = Section("people", _("People"), people_of)
DAYS = Section("days", _("Days to remember"), days_of)


@require_safe
@needs(FILE_KEEPERS)
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """The people without a form: what cancelling comes back to."""
    return answer(request, PEOPLE, file_of(request, pk))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(FILE_KEEPERS)
def contact_new(request: HttpRequest, pk: int) -> HttpResponse:
    customer = file_of(request, pk)
    form = ContactForm(request.POST or None, contact=Contact(customer=customer))
    if request.method == "POST" and form.is_valid():
        told = {name: form.cleaned_data[name] for name in form.names()}
        try:
            add_contact(customer, told, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return answer(request, PEOPLE, customer)
    return answer(request, PEOPLE, customer, form=form, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(FILE_KEEPERS)
def contact_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """One person; what two have changed is asked about, as in the file itself."""
    contact = _contact(request, pk)
    form = ContactForm(request.POST or None, contact=contact)
    if request.method == "POST" and form.is_valid():
        try:
            change_contact(contact, form.wish(), seen=form.what_was_seen(), by=request.user, at=timezone.now())
        except Conflict as conflict:
            fresh = ContactForm(request.POST, contact=conflict.row)
            choices = fresh.take_over(form, conflict)
            return answer(request, PEOPLE, contact.customer, form=fresh, editing=pk, choices=choices, status=422)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return answer(request, PEOPLE, contact.customer)
    return answer(request, PEOPLE, contact.customer, form=form, editing=pk, status=422 if form.errors else 200)


@require_POST
@needs(FILE_KEEPERS)
def contact_remove(request: HttpRequest, pk: int) -> HttpResponse:
    contact = _contact(request, pk)
    try:
        remove_contact(contact, by=request.user, at=timezone.now())
    except Refused as refusal:
        form = ContactForm(contact=contact)
        if not request.htmx:
            messages.error(request, str(refusal))
            return answer(request, PEOPLE, contact.customer)
        return answer(request, PEOPLE, contact.customer, form=form, editing=pk, refusal=str(refusal), status=422)
    return answer(request, PEOPLE, contact.customer)


@require_safe
@needs(FILE_KEEPERS)
def days(request: HttpRequest, pk: int) -> HttpResponse:
    return answer(request, DAYS, file_of(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(FILE_KEEPERS)
def date_new(request: HttpRequest, pk: int) -> HttpResponse:
    customer = file_of(request, pk)
    form = DateForm(request.POST or None, customer=customer, people=customer.contacts.all())
    if request.method == "POST" and form.is_valid():
        try:
            add_date(customer, form.row(), by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return answer(request, DAYS, customer)
    return answer(request, DAYS, customer, form=form, status=422 if form.errors else 200)


@require_POST
@needs(FILE_KEEPERS)
def date_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(ImportantDate.objects.visible_to(request.user).select_related("customer__outlet"), pk=pk)
    remove_date(row, by=request.user, at=timezone.now())
    return answer(request, DAYS, row.customer)


def _contact(request: HttpRequest, pk: int) -> Contact:
    rows = Contact.objects.visible_to(request.user).select_related("customer__outlet")
    found: Contact = get_object_or_404(rows, pk=pk)
    return found
