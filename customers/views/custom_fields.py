"""The fields that headquarters add to customer files."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from crm.accounts.roles import FIELD_EDITORS
from crm.shared.errors import Refused
from crm.shared.views import Empty, ListPage
from customers.forms.custom_fields import CustomFieldForm
from customers.models import CustomField
from customers.services.custom_fields import keep_field
from customers.tables.custom_fields import CustomFieldTable
from outlets.permissions import needs


class CustomFieldList(ListPage):
    queryset = CustomField.objects.all()
    table_class = CustomFieldTable
    title = gettext_lazy("Fields of customer files")
    ordering = ("order", "id")
    template_name = "customers/custom_fields.html"
    empty = Empty(
        gettext_lazy("No fields of your own yet"),
        gettext_lazy("A field added here stands in every customer file, in filters, imports, exports and the API."),
        example=gettext_lazy("Pallets a week, number"),
    )

    def get_queryset(self, request: HttpRequest, **kwargs: Any) -> QuerySet[CustomField]:
        return self.queryset.all()  # headquarters' own, for the whole network


@require_http_methods(["GET", "HEAD", "POST"])
@needs(FIELD_EDITORS)
def custom_field_new(request: HttpRequest) -> HttpResponse:
    return _edit(request, CustomField(), title=_("New field"))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(FIELD_EDITORS)
def custom_field_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(CustomField, pk=pk)
    return _edit(request, row, title=str(row))


def _edit(request: HttpRequest, row: CustomField, *, title: str) -> HttpResponse:
    form = CustomFieldForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        try:
            keep_field(form.instance, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("customers:custom_fields")
    back = reverse("customers:custom_fields")
    trail = [(_("Customers"), reverse("customers:customers")), (_("Fields of customer files"), back)]
    context = {"form": form, "title": title, "trail": trail, "cancel": back}
    return render(request, "form_page.html", context, status=422 if form.errors else 200)
