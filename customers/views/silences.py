"""Times in which a customer is not greeted, as a part of its page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.accounts.roles import FILE_KEEPERS
from crm.shared.errors import Refused
from customers.forms.greetings import SilenceForm
from customers.models import Customer, DoNotGreet
from customers.queries.greetings import silences
from customers.services.silences import be_silent, end_silence
from customers.views.sections import Section, answer, file_of
from outlets.permissions import needs


def _running(customer: Customer) -> list[DoNotGreet]:
    return list(silences(customer.pk, timezone.localdate()))


SILENCES = Section("silences", _("Not to be greeted"), _running)


@require_safe
@needs(FILE_KEEPERS)
def silences_of(request: HttpRequest, pk: int) -> HttpResponse:
    return answer(request, SILENCES, file_of(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(FILE_KEEPERS)
def silence_new(request: HttpRequest, pk: int) -> HttpResponse:
    customer = file_of(request, pk)
    form = SilenceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            be_silent(customer, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return answer(request, SILENCES, customer)
    return answer(request, SILENCES, customer, form=form, status=422 if form.errors else 200)


@require_POST
@needs(FILE_KEEPERS)
def silence_end(request: HttpRequest, pk: int) -> HttpResponse:
    rows = DoNotGreet.objects.visible_to(request.user).select_related("customer__outlet")
    row = get_object_or_404(rows, pk=pk)
    try:
        end_silence(row, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return answer(request, SILENCES, row.customer)
