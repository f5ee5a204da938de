"""The market: a region's comparison, one figure's history, an observation entered, and the networks compared."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from crm.accounts.roles import HQ_ROLES, Role
from crm.shared.errors import Refused
from crm.shared.views import Empty, ListPage
from customers.filters.market import ObservationFilter
from customers.forms.market import CompetitorForm, ObservationForm
from customers.models import Competitor, MarketObservation
from customers.queries.market import comparison, history
from customers.services import market as service
from customers.tables.market import CompetitorTable, ObservationTable
from outlets.access import access_of, admit
from outlets.models import Outlet, Region

MARKET_READERS = HQ_ROLES | {Role.MANAGER, Role.SERVICE_CLERK}


@require_safe
def market(request: HttpRequest) -> HttpResponse:
    admit(request.user, MARKET_READERS)
    regions, at = list(Region.objects.all()), timezone.now()
    region = _region(request, regions)
    seen = MarketObservation.objects.visible_to(request.user)
    access = access_of(request.user)
    context = {
        "title": _("Market"),
        "regions": regions,
        "region": region,
        "compared": comparison(seen, region, at=at) if region else [],
        "may_keep": access.has(service.KEEPERS),
        "own_only": not access.network,
        "at": at,
    }
    return render(request, "customers/market.html", context)


class ObservationList(ListPage):
    """What was noted, newest first; one region and figure are drawn as well."""

    queryset = MarketObservation.objects.select_related("competitor", "region", "outlet", "noted_by")
    filterset_class = ObservationFilter
    table_class = ObservationTable
    title = gettext_lazy("Market observations")
    ordering = ("-observed_on", "-id")
    template_name = "customers/market_history.html"
    empty = Empty(
        gettext_lazy("Nothing observed"),
        gettext_lazy("What other networks charge, cover and promise stands here, with its day and its source."),
    )

    def dispatch(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        admit(request.user, MARKET_READERS)
        return super().dispatch(request, **kwargs)

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, **kwargs) | {"trail": [(_("Market"), reverse("customers:market"))]}
        region = Region.objects.filter(code=request.GET.get("region", "")).first()
        kind = request.GET.get("kind", "")
        if region is None or kind not in MarketObservation.Kind:
            return context
        label = MarketObservation.Kind(kind).label
        return context | {
            "title": _("%(figure)s in %(region)s") % {"figure": label, "region": region.name},
            "label": label,
            "graph": history(MarketObservation.objects.visible_to(request.user), region, kind),
        }


@require_http_methods(["GET", "HEAD", "POST"])
def observation_new(request: HttpRequest) -> HttpResponse:
    access = admit(request.user, MARKET_READERS)
    initial = {"observed_on": timezone.localdate(), **request.GET.dict()}
    form = ObservationForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        outlet = None if access.network else Outlet.objects.filter(pk__in=access.outlet_ids).order_by("pk").first()
        try:
            seen, new = service.observe(form.seen(), outlet=outlet, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Noted.") if new else _("This was noted already."))
            return redirect(reverse("customers:market", query={"region": seen.region.code}))
    context = {
        "title": _("Note an observation"),
        "lead": _("A figure without a day and a source is a rumour: give both."),
        "trail": _trail(),
        "form": form,
        "cancel": reverse("customers:market"),
    }
    return render(request, "form_page.html", context, status=422 if form.errors else 200)


class CompetitorList(ListPage):
    queryset = Competitor.objects.all()
    table_class = CompetitorTable
    title = gettext_lazy("Networks compared")
    ordering = ("code",)
    template_name = "customers/competitors.html"
    empty = Empty(gettext_lazy("No networks"), gettext_lazy("Name the networks that your customers could ship with."))

    def dispatch(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        admit(request.user, service.KEEPERS)
        return super().dispatch(request, **kwargs)

    def get_queryset(self, request: HttpRequest, **kwargs: Any) -> QuerySet[Competitor]:
        return self.queryset.all()  # who is in the market is no secret

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(request, **kwargs) | {"trail": _trail()}


@require_http_methods(["GET", "HEAD", "POST"])
def competitor_new(request: HttpRequest) -> HttpResponse:
    return _competitor(request, Competitor(), title=_("New network"))


@require_http_methods(["GET", "HEAD", "POST"])
def competitor(request: HttpRequest, code: str) -> HttpResponse:
    admit(request.user, service.KEEPERS)
    found = get_object_or_404(Competitor, code=code)
    return _competitor(request, found, title=found.name)


def _competitor(request: HttpRequest, found: Competitor, *, title: str) -> HttpResponse:
    admit(request.user, service.KEEPERS)
    form = CompetitorForm(request.POST if request.method == "POST" else None, instance=found)
    back = reverse("customers:competitors")
    if request.method == "POST" and form.is_valid():
        try:
            service.keep_competitor(form.instance, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error("code", str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect(back)
    trail = [*_trail(), (_("Networks compared"), back)]
    context = {"title": title, "trail": trail, "form": form, "cancel": back}
    return render(request, "form_page.html", context, status=422 if form.errors else 200)


def _region(request: HttpRequest, regions: list[Region]) -> Region | None:
    """The one asked for; else the person's own outlet's, else the first."""
    asked = request.GET.get("region", "")
    own = Outlet.objects.filter(pk__in=access_of(request.user).outlet_ids).values_list("region_id", flat=True).first()
    found = next((each for each in regions if each.code == asked), None)
    return found or next((each for each in regions if each.pk == own), None) or next(iter(regions), None)


def _trail() -> list[tuple[str, str]]:
    return [(_("Market"), reverse("customers:market"))]
