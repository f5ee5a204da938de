"""One customer's consents in one place: by channel and purpose, with source, time and proof; and all that is kept."""

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from crm.accounts.roles import ANONYMISERS, FILE_KEEPERS, HQ_ROLES
from customers.forms.thanks import PersonFileForm
from customers.models import Customer
from customers.services.person_files import TAKERS, person_file
from customers.tables.consent_centre import cells_of, silent_of, source_of
from customers.tables.customers import shown_name
from customers.tables.files import GIVEN, REFUSED
from customers.views.sections import file_of
from outlets.access import access_of
from outlets.permissions import needs

LOOKERS = FILE_KEEPERS | HQ_ROLES
WORDS = 50


@require_safe
@needs(LOOKERS)
def centre(request: HttpRequest, pk: int) -> HttpResponse:
    customer, access = file_of(request, pk), access_of(request.user)
    words = customer.consents.select_related("by", "contact")[:WORDS]
    active = customer.state == Customer.State.ACTIVE
    context = {
        "title": _("What may we send?"),
        "trail": _trail(customer),
        "customer": customer,
        "purposes": cells_of(customer),
        "silent": silent_of(customer),
        "words": [(word, GIVEN if word.given else REFUSED, source_of(word)) for word in words],
        "may_note": active and access.has(FILE_KEEPERS),
        "may_take": access.has(TAKERS),
        "may_forget": active and access.has(ANONYMISERS),
    }
    return render(request, "customers/consent_centre.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(TAKERS)
def everything(request: HttpRequest, pk: int) -> HttpResponse:
    """All that is kept about the customer as a file of JSON, for a reason that stands in the trail."""
    customer = file_of(request, pk)
    form = PersonFileForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = person_file(customer, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        return _file(customer, told)
    context = {
        "title": _("All that we know about this customer"),
        "trail": [*_trail(customer), (_("What may we send?"), reverse("customers:consent_centre", args=[pk]))],
        "form": form,
        "submit": _("Take it along"),
        "cancel": reverse("customers:consent_centre", args=[pk]),
    }
    return render(request, "form_page.html", context, status=422 if form.errors else 200)


def _trail(customer: Customer) -> list[tuple[str, str]]:
    return [(_("Customers"), reverse("customers:customers")), (shown_name(customer), customer.get_absolute_url())]


def _file(customer: Customer, told: dict[str, object]) -> HttpResponse:
    response = JsonResponse(told, encoder=DjangoJSONEncoder, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="customer-{customer.pk}.json"'
    response["Cache-Control"] = "no-store"
    return response
