"""What a customer has said about messages, and whom else it ships with, as rows of the file."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.accounts.roles import FILE_KEEPERS
from crm.shared.errors import Refused
from customers.forms.contacts import ConsentForm, UseForm
from customers.models import Competitor, CompetitorUse, Customer
from customers.services.competitors import note_use, remove_use
from customers.services.consents import note_consent
from customers.tables.files import asked_of
from customers.views.sections import Section, answer, file_of
from outlets.permissions import needs


def uses_of(customer: Customer) -> list[CompetitorUse]:
    """The newest note on each network."""
    rows = customer.competitor_uses.select_related("competitor").order_by("competitor_id", "-noted_on", "-id")
    return list(rows.distinct("competitor_id"))


CONSENTS = Section("consents", _("May we write or call?"), asked_of)
USES = Section("uses", _("Other networks in use"), uses_of)


@require_safe
@needs(FILE_KEEPERS)
def consents(request: HttpRequest, pk: int) -> HttpResponse:
    return answer(request, CONSENTS, file_of(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(FILE_KEEPERS)
def consent_new(request: HttpRequest, pk: int) -> HttpResponse:
    customer = file_of(request, pk)
    begun = {name: request.GET[name] for name in ("channel", "purpose") if name in request.GET}
    form = ConsentForm(request.POST or None, people=customer.contacts.all(), initial=begun)
    if request.method == "POST" and form.is_valid():
        try:
            contact = form.cleaned_data["contact"]
            note_consent(customer, form.word(), contact=contact, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return answer(request, CONSENTS, customer)
    return answer(request, CONSENTS, customer, form=form, status=422 if form.errors else 200)


@require_safe
@needs(FILE_KEEPERS)
def uses(request: HttpRequest, pk: int) -> HttpResponse:
    return answer(request, USES, file_of(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(FILE_KEEPERS)
def use_new(request: HttpRequest, pk: int) -> HttpResponse:
    customer = file_of(request, pk)
    form = UseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            note_use(customer, form.instance, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return answer(request, USES, customer)
    known = Competitor.objects.filter(active=True, ours=False).exists()
    return answer(request, USES, customer, form=form, known=known, status=422 if form.errors else 200)


@require_POST
@needs(FILE_KEEPERS)
def use_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(CompetitorUse.objects.visible_to(request.user).select_related("customer__outlet"), pk=pk)
    remove_use(row, by=request.user, at=timezone.now())
    return answer(request, USES, row.customer)
