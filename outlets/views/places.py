"""Regions, hubs and outlets: lists, the outlet's page, and their forms."""

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from crm.accounts.roles import NETWORK_EDITORS
from crm.shared.errors import Refused
from crm.shared.panels import panels
from crm.shared.views import Empty, ListPage
from outlets.access import access_of
from outlets.filters.network import HubFilter, OutletFilter
from outlets.forms.network import HubForm, OutletForm, PlaceForm, RegionForm
from outlets.models import Hub, Outlet, Region
from outlets.permissions import needs
from outlets.queries.network import staff_at
from outlets.services.network import keep
from outlets.tables.network import HubTable, OutletTable, RegionTable, active_badge


class EditableList(ListPage):
    """A list whose rows have an edit button for whoever may press it."""

    edit_url: ClassVar[str]

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        may_edit = access_of(request.user).has(NETWORK_EDITORS)
        return super().get_context(request, **kwargs) | {"may_edit": may_edit, "edit_url": self.edit_url}


class OutletList(EditableList):
    edit_url = "outlets:outlet_edit"
    queryset = Outlet.objects.select_related("region", "hub")
    filterset_class = OutletFilter
    table_class = OutletTable
    title = gettext_lazy("Outlets")
    ordering = ("code",)
    template_name = "outlets/outlet_list.html"
    empty = Empty(
        gettext_lazy("No outlets"), gettext_lazy("Import them from a CSV file, or open the first one by hand.")
    )

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Who belongs to one outlet alone wants its page, not a list of one."""
        access = access_of(request.user)
        if not access.network and access.only_outlet_id:
            return redirect("outlets:outlet", access.only_outlet_id)
        return super().get(request, **kwargs)


class RegionList(EditableList):
    edit_url = "outlets:region_edit"

    queryset = Region.objects.annotate(
        hub_count=Count("hubs", distinct=True), outlet_count=Count("outlets", distinct=True)
    )
    table_class = RegionTable
    title = gettext_lazy("Regions")
    ordering = ("code",)
    template_name = "outlets/region_list.html"
    empty = Empty(gettext_lazy("No regions"), gettext_lazy("A region groups some dozens of outlets."))


class HubList(EditableList):
    edit_url = "outlets:hub_edit"
    queryset = Hub.objects.select_related("region").annotate(outlet_count=Count("outlets"))
    filterset_class = HubFilter
    table_class = HubTable
    title = gettext_lazy("Hubs")
    ordering = ("code",)
    template_name = "outlets/hub_list.html"
    empty = Empty(gettext_lazy("No hubs"), gettext_lazy("Trucks leave a hub for its outlets."))


@require_safe
def outlet(request: HttpRequest, pk: int) -> HttpResponse:
    """One outlet: its facts and people; shipments and quality hang their boxes beside them."""
    found = get_object_or_404(Outlet.objects.visible_to(request.user).select_related("region", "hub"), pk=pk)
    access = access_of(request.user)
    context = {
        "title": found.name,
        "outlet": found,
        "badge": active_badge(found.active),
        "trail": [(_("Outlets"), reverse("outlets:outlets"))] if access.only_outlet_id is None else [],
        "staff": staff_at(found),
        "may_edit": access.has(NETWORK_EDITORS),
        "may_give": access.has(NETWORK_EDITORS) or access.manages(found.pk),
        "panels": panels("outlets.outlet", found, request.user),
        "at": timezone.now(),
    }
    return render(request, "outlets/outlet.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(NETWORK_EDITORS)
def outlet_create(request: HttpRequest) -> HttpResponse:
    return _edit(request, Outlet(), OutletForm, title=_("New outlet"), back="outlets:outlets")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(NETWORK_EDITORS)
def outlet_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Outlet.objects.visible_to(request.user), pk=pk)
    return _edit(request, found, OutletForm, title=found.name, back="outlets:outlets")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(NETWORK_EDITORS)
def region_create(request: HttpRequest) -> HttpResponse:
    return _edit(request, Region(), RegionForm, title=_("New region"), back="outlets:regions")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(NETWORK_EDITORS)
def region_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Region.objects.visible_to(request.user), pk=pk)
    return _edit(request, found, RegionForm, title=found.name, back="outlets:regions")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(NETWORK_EDITORS)
def hub_create(request: HttpRequest) -> HttpResponse:
    return _edit(request, Hub(), HubForm, title=_("New hub"), back="outlets:hubs")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(NETWORK_EDITORS)
def hub_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Hub.objects.visible_to(request.user), pk=pk)
    return _edit(request, found, HubForm, title=found.name, back="outlets:hubs")


def _edit(request: HttpRequest, row: Any, form_class: type[PlaceForm], *, title: str, back: str) -> HttpResponse:
    form = form_class(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid() and _kept(form, request):
        messages.success(request, _("Saved."))
        return redirect(form.instance if isinstance(row, Outlet) else back)
    trail = [(_BACK[back], reverse(back))]
    if row.pk and isinstance(row, Outlet):
        trail.append((row.name, row.get_absolute_url()))
    context = {"form": form, "title": title, "trail": trail, "cancel": trail[-1][1]}
    return render(request, "form_page.html", context, status=422 if form.errors else 200)


def _kept(form: forms.ModelForm, request: HttpRequest) -> bool:
    """Whether the change went through; a refusal stands on the form."""
    try:
        keep([form.instance], by=request.user, at=timezone.now())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


_BACK: dict[str, "str | Promise"] = {
    "outlets:outlets": gettext_lazy("Outlets"),
    "outlets:regions": gettext_lazy("Regions"),
    "outlets:hubs": gettext_lazy("Hubs"),
}
