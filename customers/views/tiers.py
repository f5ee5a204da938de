"""Tiers: of the network or the outlet, of one customer in words, and what other thresholds would make of them."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.accounts.roles import HQ_ROLES, NETWORK_EDITORS, Role
from crm.calendar.queries import missing_year
from crm.shared.errors import Refused
from crm.shared.figures import Share, Stat
from crm.shared.views import Empty, ListPage
from customers.filters.tiers import StandingFilter
from customers.forms.tiers import OverrideForm, ServiceLevelForm, ThresholdsForm, WhatIfForm
from customers.models import (
    Customer,
    CustomerTier,
    CustomerWeek,
    ServiceLevel,
    TierEvaluation,
    TierOverride,
    TierVerdict,
)
from customers.queries.tiers import concentration, history_of, holders_of, latest_evaluation, shares_of
from customers.rules.tiers import TIERS, Thresholds
from customers.services.service_levels import keep_level
from customers.services.tier_overrides import (
    APPROVERS,
    ask_override,
    decide_override,
    lift_override,
    may_ask,
)
from customers.services.tier_thresholds import BOOK, thresholds_on
from customers.services.tiering import what_if
from customers.tables.customers import shown_name
from customers.tables.tier_drawings import PARETO, course_graph, week_graph
from customers.tables.tiers import (
    OverrideTable,
    StandingTable,
    months_of,
    override_words,
    percent,
    standing_badge,
    work_of,
)
from outlets.access import access_of
from outlets.permissions import needs
from outlets.views.editions import EditionPages

#: Who writes thresholds, and who says what a tier is promised.
EDITORS = frozenset({Role.CRG, Role.ADMINISTRATOR})
LEVEL_EDITORS = EDITORS | NETWORK_EDITORS
WEEKS_DRAWN = 26
PAGES = EditionPages(
    BOOK,
    EDITORS,
    title=gettext_lazy("Thresholds of the tiers"),
    called=gettext_lazy("Thresholds %(number)s"),
    shelf="customers:tier_thresholds",
    page="customers:tier_thresholds_edition",
    act="customers:tier_thresholds",
    edit_page="customers:tier_thresholds_edit",
    form=ThresholdsForm,
    edit_template="customers/tier_thresholds_edit.html",
)
thresholds_copy, thresholds_edit = needs(EDITORS)(PAGES.copy_view()), needs(EDITORS)(PAGES.edit_view())
thresholds_propose, thresholds_take_back = PAGES.propose_view(), PAGES.take_back_view()
thresholds_publish, thresholds_discard = PAGES.publish_view(), PAGES.discard_view()


class TierList(ListPage):
    queryset = CustomerTier.objects.select_related("customer", "outlet")
    filterset_class = StandingFilter
    table_class = StandingTable
    title = gettext_lazy("Tiers")
    ordering = ("tier", "customer_id")
    template_name = "customers/tiers.html"
    exports = "tiers"
    empty = Empty(
        gettext_lazy("No tiers yet"),
        gettext_lazy("They are evaluated on the first of each month from the thirteen weeks before it."),
        example=gettext_lazy("Tier A: among the first 70 % of the volume, and steady"),
    )

    def get_queryset(self, request: HttpRequest, **kwargs: Any) -> QuerySet[CustomerTier]:
        rows = super().get_queryset(request, **kwargs)
        return rows.filter(customer__state=Customer.State.ACTIVE)

    def furnish(self, rows: Sequence[CustomerTier]) -> None:
        self.evaluation = latest_evaluation()
        found = _verdicts_of(self.evaluation, [row.customer_id for row in rows])
        for row in rows:
            row.latest = found.get(row.customer_id)

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, **kwargs)
        latest = self.evaluation
        listed_only = bool(request.htmx and request.htmx.target == "list")
        access = access_of(request.user)
        return context | {
            "evaluation": latest,
            "stats": [] if listed_only or latest is None else _stats(latest, request.user),
            "chart": None if listed_only or latest is None else _chart(latest, request.user),
            "headquarters": access.network,
            "missing": missing_year(timezone.now()),
        }


class OverrideList(ListPage):
    """Tiers that persons ask for or have given, those to be decided first."""

    queryset = TierOverride.objects.filter(ended_at=None).select_related("customer", "outlet", "asked_by", "decided_by")
    table_class = OverrideTable
    title = gettext_lazy("Tiers given by persons")
    ordering = ("expires_on", "id")
    empty = Empty(gettext_lazy("None"), gettext_lazy("Another tier is asked for on the page of a customer's tier."))


@require_http_methods(["GET", "HEAD", "POST"])
def tier(request: HttpRequest, pk: int) -> HttpResponse:
    """Why one customer has its tier; another one is asked for here."""
    customer = get_object_or_404(Customer.objects.visible_to(request.user).select_related("outlet"), pk=pk)
    at = timezone.now()
    form = OverrideForm(request.POST or None, today=timezone.localdate(at))
    if request.method == "POST":
        if not may_ask(access_of(request.user), customer.outlet_id):
            raise PermissionDenied
        if form.is_valid() and _asked(request, customer, form):
            messages.success(request, _("Asked: somebody else approves it."))
            return redirect("customers:tier", customer.pk)
    context = _tier_context(request, customer, form)
    return render(request, "customers/tier.html", context, status=422 if form.errors else 200)


@require_POST
@needs(APPROVERS)
def override_decide(request: HttpRequest, pk: int) -> HttpResponse:
    override = get_object_or_404(TierOverride.objects.visible_to(request.user), pk=pk)
    approve = request.POST.get("approve") == "yes"
    done = _("Approved: the tier counts from now on.") if approve else _("Refused.")
    return _acted(
        request,
        override,
        lambda: decide_override(override, approve=approve, by=request.user, at=timezone.now()),
        done,
    )


@require_POST
def override_lift(request: HttpRequest, pk: int) -> HttpResponse:
    override = get_object_or_404(TierOverride.objects.visible_to(request.user), pk=pk)
    if not may_ask(access_of(request.user), override.outlet_id):
        raise PermissionDenied
    return _acted(
        request,
        override,
        lambda: lift_override(override, by=request.user, at=timezone.now()),
        _("Lifted: the computed tier counts again."),
    )


@require_safe
@needs(HQ_ROLES)
def thresholds(request: HttpRequest) -> HttpResponse:
    return render(request, "customers/tier_thresholds.html", PAGES.listed(request))


@require_safe
@needs(HQ_ROLES)
def thresholds_edition(request: HttpRequest, number: int) -> HttpResponse:
    shown = get_object_or_404(PAGES.readable(request), number=number)
    form = ThresholdsForm(edition=shown, seen="")
    context = PAGES.shown(request, shown) | {"sections": form.sections(), "told": Thresholds.from_data(shown.data)}
    return render(request, "customers/tier_thresholds_edition.html", context)


@require_safe
@needs(HQ_ROLES)
def tier_what_if(request: HttpRequest) -> HttpResponse:
    """Other thresholds on the last evaluation; nothing is stored, so the address may say them."""
    evaluation = latest_evaluation()
    asked = "least" in request.GET
    form = WhatIfForm(request.GET if asked else None, thresholds=_starting_point(request))
    context: dict[str, Any] = {
        "title": _("What if the thresholds were others"),
        "trail": [(_("Tiers"), reverse("customers:tiers"))],
        "form": form,
        "sections": form.sections(),
        "evaluation": evaluation,
    }
    if asked and evaluation and form.is_valid():
        try:
            context |= _tried(evaluation, form)
        except ValueError:
            form.add_error(None, _("The limits must grow from rising over the first tier to staying, A within B."))
    return render(request, "customers/tier_what_if.html", context, status=422 if form.errors else 200)


@require_safe
def service_levels(request: HttpRequest) -> HttpResponse:
    context = {
        "title": _("Service levels"),
        "trail": [(_("Tiers"), reverse("customers:tiers"))],
        "levels": ServiceLevel.objects.all(),
        "may_edit": access_of(request.user).has(LEVEL_EDITORS),
    }
    return render(request, "customers/service_levels.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(LEVEL_EDITORS)
def service_level_edit(request: HttpRequest, tier: str) -> HttpResponse:
    level = get_object_or_404(ServiceLevel, tier=tier)
    form = ServiceLevelForm(request.POST or None, instance=level)
    if request.method == "POST" and form.is_valid():
        keep_level(tier, form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("customers:service_levels")
    context = {
        "title": _("What tier %(tier)s is promised") % {"tier": tier},
        "trail": [(_("Service levels"), reverse("customers:service_levels"))],
        "form": form,
        "cancel": reverse("customers:service_levels"),
    }
    return render(request, "form_page.html", context, status=422 if form.errors else 200)


def _tier_context(request: HttpRequest, customer: Customer, form: OverrideForm) -> dict[str, Any]:
    history, access = history_of(customer.pk), access_of(request.user)
    standing = CustomerTier.objects.filter(customer=customer).first()
    override = (
        TierOverride.objects.filter(customer=customer, ended_at=None).select_related("asked_by", "decided_by").first()
    )
    told = {each.evaluation_id: Thresholds.from_data(each.evaluation.data) for each in history}
    months = months_of(history, told)
    return {
        "title": _("Tier of %(customer)s") % {"customer": shown_name(customer)},
        "trail": [(_("Tiers"), reverse("customers:tiers")), (shown_name(customer), customer.get_absolute_url())],
        "customer": customer,
        "standing": standing,
        "badge": standing_badge(standing) if standing else None,
        "latest": history[0] if history else None,
        "months": months,
        "graph": _weeks_of(customer, history),
        "override": override,
        "override_words": override_words(override) if override and override.approved else "",
        "past_overrides": customer.tier_overrides.exclude(ended_at=None).select_related("asked_by", "decided_by")[:10],
        "may_ask": may_ask(access, customer.outlet_id) and override is None and customer.state == Customer.State.ACTIVE,
        "may_decide": override is not None
        and override.approved is None
        and access.has(APPROVERS)
        and override.asked_by_id != request.user.pk,
        "may_lift": override is not None and may_ask(access, customer.outlet_id),
        "level": ServiceLevel.objects.filter(tier=standing.tier).first() if standing else None,
        "form": form,
    }


def _asked(request: HttpRequest, customer: Customer, form: OverrideForm) -> bool:
    told = form.cleaned_data
    try:
        ask_override(
            customer,
            told["tier"],
            reason=told["reason"],
            expires_on=told["expires_on"],
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return not form.errors


def _acted(request: HttpRequest, override: TierOverride, act: Callable[[], object], done: str) -> HttpResponse:
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("customers:tier", override.customer_id)


def _weeks_of(customer: Customer, history: list[TierVerdict]) -> Any:
    today = timezone.localdate()
    first = today - timedelta(days=today.weekday()) - timedelta(weeks=WEEKS_DRAWN - 1)
    rows = CustomerWeek.objects.filter(customer=customer, week__gte=first).values_list("week", "parcels")
    tiers = [(each.evaluation.month, each.tier) for each in reversed(history)]
    return week_graph(first, WEEKS_DRAWN, dict(rows), tiers)


def _verdicts_of(evaluation: TierEvaluation | None, customers: list[int]) -> dict[int, TierVerdict]:
    if evaluation is None:
        return {}
    rows = TierVerdict.objects.filter(evaluation=evaluation, customer__in=customers)
    return {row.customer_id: row for row in rows}


def _stats(evaluation: TierEvaluation, user: object) -> list[Stat]:
    """Each tier's customers and its share of parcels and freight."""
    shares = {row["tier"]: row for row in shares_of(evaluation, user)}
    sent, money = (sum(row[name] or 0 for row in shares.values()) for name in ("sent", "money"))
    return [
        Stat(
            _("Tier %(tier)s") % {"tier": tier},
            shares.get(tier, {}).get("customers", 0),
            url=f"{reverse('customers:tiers')}?tier={tier}",
            whole=_("%(parcels)s of the parcels, %(yuan)s of the freight")
            % {
                "parcels": _share(shares.get(tier, {}).get("sent") or 0, sent),
                "yuan": _share(shares.get(tier, {}).get("money") or 0, money),
            },
        )
        for tier in TIERS
    ]


def _share(part: Any, whole: Any) -> str:
    share = Share(int(part), int(whole)).percent
    return "–" if share is None else f"{share} %"


def _chart(evaluation: TierEvaluation, user: object) -> dict[str, Any]:
    course = concentration(evaluation, user)
    holders = holders_of(course, PARETO)
    return {"graph": course_graph(course, holders), "holders": percent(round(holders, 3))} if course else {}


def _starting_point(request: HttpRequest) -> Thresholds:
    """An edition that is asked for, else the one in force."""
    number = request.GET.get("edition", "")
    row = PAGES.readable(request).filter(number=number).first() if number.isdecimal() and len(number) < 9 else None
    return Thresholds.from_data(row.data) if row else thresholds_on(timezone.localdate())[1]


def _tried(evaluation: TierEvaluation, form: WhatIfForm) -> dict[str, Any]:
    moves, moved = what_if(evaluation, form.thresholds())
    now, then = dict.fromkeys(TIERS, 0), dict.fromkeys(TIERS, 0)
    for tier_now, tier_then, customers, _parcels, _yuan in moves:
        now[tier_now] += customers
        then[tier_then] += customers
    levels = {level.tier: level for level in ServiceLevel.objects.all()}
    names = Customer.objects.in_bulk([customer for customer, *_rest in moved])
    prices = {name: form.cleaned_data[name] or Decimal(0) for name in ("call_yuan", "report_yuan")}
    return {
        "counts": [(tier, now[tier], then[tier], then[tier] - now[tier]) for tier in TIERS],
        "moves": [row for row in moves if row[0] != row[1]],
        "moved": [(names[pk], shown_name(names[pk]), *tiers) for pk, *tiers in moved if pk in names],
        "work": work_of(now, then, levels, **prices),
        "priced": any(prices.values()),
    }
