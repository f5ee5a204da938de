"""Events where leads are collected, and what each way in costs a month."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from crm.shared.views import Empty, ListPage
from customers.forms.leads import CostForm, LeadEventForm
from customers.models import LeadEvent, SourceCost
from customers.services.lead_sources import KEEPERS, keep_cost, keep_event
from customers.tables.leads import LeadEventTable, SourceCostTable
from outlets.access import access_of, admit
from outlets.models import Outlet


class LeadEventList(ListPage):
    queryset = LeadEvent.objects.select_related("outlet")
    table_class = LeadEventTable
    title = gettext_lazy("Events")
    ordering = ("-held_on", "-id")
    template_name = "customers/lead_events.html"
    empty = Empty(
        gettext_lazy("No events yet"),
        gettext_lazy("A fair or a visit to a market: its own link to the public form counts for it."),
    )

    def get_queryset(self, request: HttpRequest, **kwargs: Any) -> QuerySet[LeadEvent]:
        won = Count("leads", filter=Q(leads__state="won"))
        return self.queryset.offered_to(request.user).annotate(brought=Count("leads"), won=won)

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(request, **kwargs) | _tabs(request, "events")


class SourceCostList(ListPage):
    queryset = SourceCost.objects.select_related("outlet")
    table_class = SourceCostTable
    title = gettext_lazy("Costs of sources")
    ordering = ("-month", "-id")
    template_name = "customers/source_costs.html"
    empty = Empty(
        gettext_lazy("No costs yet"),
        gettext_lazy("With them the source report says what a customer costs."),
    )

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(request, **kwargs) | _tabs(request, "costs")


@require_http_methods(["GET", "HEAD", "POST"])
def lead_event_new(request: HttpRequest) -> HttpResponse:
    return _event(request, LeadEvent(held_on=timezone.localdate()), title=_("New event"))


@require_http_methods(["GET", "HEAD", "POST"])
def lead_event(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(LeadEvent.objects.offered_to(request.user), pk=pk)
    return _event(request, found, title=found.name)


@require_http_methods(["GET", "HEAD", "POST"])
def source_cost_new(request: HttpRequest) -> HttpResponse:
    access = admit(request.user, KEEPERS)
    initial = {"month": timezone.localdate().replace(day=1), "outlet": _only(request)}
    form = CostForm(request.POST or None, outlets=_own(request), network=access.network, initial=initial)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        keep_cost(
            told["source"], told["month"], told["yuan"], outlet=told["outlet"], by=request.user, at=timezone.now()
        )
        messages.success(request, _("Saved."))
        return redirect("customers:source_costs")
    back = reverse("customers:source_costs")
    context = {
        "title": _("What a source cost"),
        "trail": [*_trail(), (_("Costs of sources"), back)],
        "lead": _("A second entry for the same source, month and outlet takes the place of the first."),
        "form": form,
        "cancel": back,
    }
    return render(request, "form_page.html", context, status=422 if form.errors else 200)


def _event(request: HttpRequest, event: LeadEvent, *, title: str) -> HttpResponse:
    access = access_of(request.user)
    mine = access.has(KEEPERS) and (access.network or event.pk is None or event.outlet_id in access.outlet_ids)
    if request.method == "POST" or event.pk is None:
        admit(request.user, KEEPERS if mine else ())
    form = LeadEventForm(
        request.POST or None,
        instance=event,
        outlets=_own(request),
        network=access.network,
        initial={} if event.pk else {"outlet": _only(request)},
    )
    if request.method == "POST" and form.is_valid():
        keep_event(form.instance, by=request.user, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect(form.instance)
    context = {
        "title": title,
        "trail": [*_trail(), (_("Events"), reverse("customers:lead_events"))],
        "form": form,
        "event": event if event.pk else None,
        "may_edit": mine,
        "public_url": request.build_absolute_uri(f"{reverse('join:form')}?{urlencode({'event': event.pk or ''})}"),
        "leads_url": f"{reverse('customers:leads_all')}?{urlencode({'event': event.pk or ''})}",
        "cancel": reverse("customers:lead_events"),
    }
    return render(request, "customers/lead_event.html", context, status=422 if form.errors else 200)


def _own(request: HttpRequest) -> QuerySet[Outlet]:
    return Outlet.objects.visible_to(request.user).filter(active=True).order_by("code")


def _only(request: HttpRequest) -> Outlet | None:
    return Outlet.objects.filter(pk=access_of(request.user).only_outlet_id).first()


def _tabs(request: HttpRequest, here: str) -> dict[str, Any]:
    access = access_of(request.user)
    return {"here": here, "network": access.network, "may_keep": access.has(KEEPERS)}


def _trail() -> list[tuple[str, str]]:
    return [(_("Leads"), reverse("customers:leads"))]
