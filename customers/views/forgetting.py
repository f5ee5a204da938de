from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from crm.accounts.roles import ANONYMISERS
from crm.shared.errors import Refused
from customers.forms.forgetting import ForgetForm
from customers.services.forgetting import anonymise as forget
from customers.tables.customers import shown_name
from customers.views.sections import file_of
from outlets.permissions import needs


@require_http_methods(["GET", "HEAD", "POST"])
@needs(ANONYMISERS)
def anonymise(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a person out of a file, for a reason; what goes and what stays is said before."""
    customer = file_of(request, pk)
    form = ForgetForm(request.POST or None, code=customer.code)
    if request.method == "POST" and form.is_valid():
        try:
            forget(customer, reason=form.reason(), by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The file is anonymous."))
            return redirect("customers:customers")
    back = customer.get_absolute_url()
    context = {
        "title": _("Make the file anonymous"),
        "trail": [(_("Customers"), reverse("customers:customers")), (shown_name(customer), back)],
        "form": form,
        "submit": _("Make anonymous for ever"),
        "cancel": back,
    }
    return render(request, "customers/anonymise.html", context, status=422 if form.errors else 200)
