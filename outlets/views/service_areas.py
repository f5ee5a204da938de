"""The service-range table: the list, its rows' forms, and the question who delivers to an address."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from crm.accounts.roles import NETWORK_EDITORS
from crm.shared.errors import Refused
from crm.shared.views import Empty, ListPage
from outlets.access import access_of
from outlets.filters.service_areas import ServiceAreaFilter
from outlets.forms.service_areas import AddressForm, ServiceAreaForm
from outlets.models import ServiceArea
from outlets.permissions import needs
from outlets.queries.service_areas import coverage_of
from outlets.services.service_areas import keep_areas, remove_area
from outlets.tables.service_areas import STATE_BADGES, EditableAreaTable, ServiceAreaTable


class ServiceAreaList(ListPage):
    queryset = ServiceArea.objects.select_related("outlet")
    filterset_class = ServiceAreaFilter
    table_class = ServiceAreaTable
    title = gettext_lazy("Service range")
    ordering = ("name", "id")
    template_name = "outlets/area_list.html"
    empty = Empty(
        gettext_lazy("No areas"),
        gettext_lazy("Import the network's service-range table from a CSV file, or enter the first town by hand."),
        example=gettext_lazy("Dongguan, Humen town, outlet GD001"),
    )

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        may_edit = access_of(request.user).has(NETWORK_EDITORS)
        if may_edit:
            self.table_class = EditableAreaTable
        return super().get_context(request, **kwargs) | {"may_edit": may_edit, "address_form": AddressForm()}


@require_POST
def coverage(request: HttpRequest) -> HttpResponse:
    """Who delivers to this address. Asked by POST: an address stands in no log and no history."""
    form = AddressForm(request.POST)
    found = coverage_of(form.cleaned_data["address"]) if form.is_valid() else None
    context = {
        "title": _("Who delivers there?"),
        "trail": [(_("Service range"), reverse("outlets:areas"))],
        "address_form": form,
        "coverage": found,
        "badge": STATE_BADGES[found.state] if found else None,
    }
    template = "outlets/_coverage.html" if request.htmx else "outlets/coverage.html"
    return render(request, template, context, status=200 if found else 422)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(NETWORK_EDITORS)
def area_create(request: HttpRequest) -> HttpResponse:
    return _edit(request, ServiceArea(), title=_("New area"))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(NETWORK_EDITORS)
def area_edit(request: HttpRequest, pk: int) -> HttpResponse:
    area = get_object_or_404(ServiceArea.objects.visible_to(request.user), pk=pk)
    return _edit(request, area, title=area.name)


@require_POST
@needs(NETWORK_EDITORS)
def area_remove(request: HttpRequest, pk: int) -> HttpResponse:
    area = get_object_or_404(ServiceArea.objects.visible_to(request.user), pk=pk)
    remove_area(area, by=request.user, at=timezone.now())
    messages.success(request, _("%(area)s is taken out of the table.") % {"area": area.name})
    return redirect("outlets:areas")


def _edit(request: HttpRequest, area: ServiceArea, *, title: str) -> HttpResponse:
    form = ServiceAreaForm(request.POST or None, instance=area)
    if request.method == "POST" and form.is_valid() and _kept(form, request):
        messages.success(request, _("Saved."))
        return redirect("outlets:areas")
    context = {
        "form": form,
        "title": title,
        "area": area if area.pk else None,
        "trail": [(_("Service range"), reverse("outlets:areas"))],
        "cancel": reverse("outlets:areas"),
    }
    return render(request, "outlets/area_form.html", context, status=422 if form.errors else 200)


def _kept(form: ServiceAreaForm, request: HttpRequest) -> bool:
    try:
        keep_areas([form.instance], by=request.user, at=timezone.now())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
