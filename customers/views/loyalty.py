"""Points: of one customer, redeemed at the counter, what they buy and earn, and what the network owes in them."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.accounts.roles import HQ_ROLES, Role
from crm.shared.errors import Refused
from crm.shared.figures import Stat
from crm.shared.views import Empty, ListPage
from customers.forms.loyalty import CorrectForm, DeskForm, RedeemForm, RewardForm, TermsForm
from customers.models import Customer, LoyaltyTerms, PointEntry, Reward, ServiceLevel
from customers.queries.points import (
    PointMonth,
    balance_of,
    balances_of,
    months_of,
    rewards_of,
    standing_of,
    tier_of,
)
from customers.queries.search import customers_like
from customers.rules.search_terms import is_telephone, meanings
from customers.services import points as service
from customers.services.looking import customers_of_phone
from customers.services.rewards import keep_reward, keep_terms
from customers.tables.customers import shown_name
from customers.tables.loyalty import LedgerTable, RewardTable, month_graph, named
from outlets.access import access_of, admit

#: Who reads what the network, or the outlet, owes in points.
REPORT_READERS = HQ_ROLES | {Role.MANAGER}
#: So many customers at once at the counter; who finds more types more.
FOUND = 10
MONTHS = 12


@require_http_methods(["GET", "HEAD", "POST"])
def points_desk(request: HttpRequest) -> HttpResponse:
    """Who stands at the counter, what there is in points, and the rewards to press."""
    admit(request.user, service.REDEEMERS)
    form = DeskForm(request.POST if request.method == "POST" else None)
    found = _sought(request, form.cleaned_data["sought"]) if form.is_valid() else None
    context = {
        "title": _("Redeem points"),
        "form": form,
        "found": _with_points(found or []),
        "asked": found is not None,
        "more": found is not None and len(found) > FOUND,
        "key": uuid4(),
    }
    return render(request, "customers/points_desk.html", context, status=422 if form.errors else 200)


class PointLedger(ListPage):
    """One customer's points: what there is, what ends when, what they buy, and every line of the ledger."""

    queryset = PointEntry.objects.select_related("reward", "by")
    table_class = LedgerTable
    template_name = "customers/points.html"
    ordering = ("-at", "-id")
    empty = Empty(
        gettext_lazy("No points yet"),
        gettext_lazy("Each night the freight of the day before earns its customer points."),
    )

    def get_queryset(self, request: HttpRequest, **kwargs: Any) -> QuerySet[PointEntry]:
        self.customer = _customer(request, kwargs["pk"])
        return super().get_queryset(request, **kwargs).filter(customer=self.customer)

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, **kwargs)
        customer, today = self.customer, timezone.localdate()
        balance, left = standing_of(customer, today=today)
        return context | {
            "title": _("Points of %(customer)s") % {"customer": shown_name(customer)},
            "trail": _trail(customer),
            "customer": customer,
            "balance": balance,
            "lots": left,
            "rewards": _rewards(balance),
            "terms": LoyaltyTerms.objects.filter(tier=tier_of(customer)).first(),
            "may_redeem": service.may_redeem(request.user, customer) and customer.state == Customer.State.ACTIVE,
            "may_correct": _may_keep(request) and customer.state == Customer.State.ACTIVE,
            "key": uuid4(),
        }


@require_POST
def redeem(request: HttpRequest, pk: int) -> HttpResponse:
    customer, form = _customer(request, pk), RedeemForm(request.POST)
    if not service.may_redeem(request.user, customer):
        raise PermissionDenied
    if not form.is_valid():
        messages.error(request, _("Press the button of a reward."))
        return redirect("customers:points", customer.pk)
    told = form.cleaned_data
    try:
        entry = service.redeem(
            customer,
            told["reward"],
            key=str(told["key"]),
            points=told["points"],
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        reward = told["reward"]
        done = {"reward": named(reward.name, reward.name_en), "points": -entry.points}
        messages.success(request, _("Hand out: %(reward)s, for %(points)s points.") % done)
    return redirect("customers:points", customer.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def points_correct(request: HttpRequest, pk: int) -> HttpResponse:
    admit(request.user, service.KEEPERS)
    customer = _customer(request, pk)
    form = CorrectForm(request.POST if request.method == "POST" else None, initial={"key": uuid4()})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            service.correct(
                customer,
                told["points"],
                reason=told["reason"],
                key=str(told["key"]),
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Corrected."))
            return redirect("customers:points", customer.pk)
    back = reverse("customers:points", args=[customer.pk])
    context = {
        "title": _("Correct points"),
        "lead": _("%(customer)s has %(points)s points.")
        % {"customer": shown_name(customer), "points": balance_of(customer)},
        "trail": [*_trail(customer), (pgettext("loyalty", "Points"), back)],
        "form": form,
        "cancel": back,
    }
    return render(request, "form_page.html", context, status=422 if form.errors else 200)


class RewardList(ListPage):
    """What points buy, and what each tier earns and is promised beside them."""

    queryset = Reward.objects.all()
    table_class = RewardTable
    title = gettext_lazy("Points and rewards")
    ordering = ("points", "id")
    template_name = "customers/rewards.html"
    empty = Empty(gettext_lazy("No rewards yet"), gettext_lazy("What points buy at the counter stands here."))

    def get_queryset(self, request: HttpRequest, **kwargs: Any) -> QuerySet[Reward]:
        return self.queryset.all()  # what points buy is no secret

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, **kwargs)
        levels = {level.tier: level for level in ServiceLevel.objects.all()}
        context["table"].may_keep = _may_keep(request)
        return context | {
            "terms": [(each, levels.get(each.tier)) for each in LoyaltyTerms.objects.all()],
            "may_keep": _may_keep(request),
            "may_report": access_of(request.user).has(REPORT_READERS),
            "may_redeem": access_of(request.user).has(service.REDEEMERS),
        }


@require_http_methods(["GET", "HEAD", "POST"])
def reward_new(request: HttpRequest) -> HttpResponse:
    return _reward(request, Reward(), title=_("New reward"))


@require_http_methods(["GET", "HEAD", "POST"])
def reward(request: HttpRequest, pk: int) -> HttpResponse:
    admit(request.user, service.KEEPERS)
    found = get_object_or_404(Reward, pk=pk)
    return _reward(request, found, title=named(found.name, found.name_en))


@require_http_methods(["GET", "HEAD", "POST"])
def loyalty_terms(request: HttpRequest, tier: str) -> HttpResponse:
    """What a tier earns from now on."""
    admit(request.user, service.KEEPERS)
    terms = get_object_or_404(LoyaltyTerms, tier=tier)
    form = TermsForm(request.POST if request.method == "POST" else None, instance=terms)
    if request.method == "POST" and form.is_valid():
        keep_terms(tier, form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("customers:rewards")
    context = {
        "title": _("What tier %(tier)s earns") % {"tier": tier},
        "lead": _("It counts for waybills that have not earned yet; points that are there stay as they are."),
        "trail": _shelf(),
        "form": form,
        "cancel": reverse("customers:rewards"),
    }
    return render(request, "form_page.html", context, status=422 if form.errors else 200)


@require_safe
def points_report(request: HttpRequest) -> HttpResponse:
    """What a year of months earned, redeemed and let expire, and what is owed in points at their ends."""
    access = admit(request.user, REPORT_READERS)
    today = timezone.localdate()
    entries = PointEntry.objects.visible_to(request.user)
    months = months_of(entries, today=today, months=MONTHS)
    handed = rewards_of(entries, since=months[0].month)
    context = {
        "title": _("Points, month by month"),
        "trail": _shelf(),
        "own_only": not access.network,
        "months": [(month, [(kind.label, month.of(kind)) for kind in PointEntry.Kind]) for month in reversed(months)],
        "kinds": PointEntry.Kind.labels,
        "graph": month_graph(months),
        "stats": _owed(months),
        "handed": [(named(row["reward__name"], row["reward__name_en"]), row["times"], row["points"]) for row in handed],
        "since": months[0].month,
    }
    return render(request, "customers/points_report.html", context)


def _reward(request: HttpRequest, found: Reward, *, title: str) -> HttpResponse:
    admit(request.user, service.KEEPERS)
    form = RewardForm(request.POST if request.method == "POST" else None, instance=found)
    if request.method == "POST" and form.is_valid():
        keep_reward(found.pk, form.changes(), by=request.user, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("customers:rewards")
    context = {"title": title, "trail": _shelf(), "form": form, "cancel": reverse("customers:rewards")}
    return render(request, "form_page.html", context, status=422 if form.errors else 200)


def _sought(request: HttpRequest, typed: str) -> list[Customer]:
    """One more than are shown, so that the page can say that there are more."""
    if is_telephone(typed):
        return customers_of_phone(typed, user=request.user, by=request.user, at=timezone.now())
    if not meanings(typed):
        return []
    rows = customers_like(typed, request.user, Customer.objects.current().visible_to(request.user))
    return list(rows.select_related("outlet").order_by("-pk")[: FOUND + 1])


def _with_points(found: list[Customer]) -> list[dict[str, Any]]:
    shown = found[:FOUND]
    balances = balances_of([customer.pk for customer in shown])
    return [
        {"customer": each, "name": shown_name(each), "balance": has, "rewards": _rewards(has)}
        for each, has in ((customer, balances.get(customer.pk, 0)) for customer in shown)
    ]


def _rewards(balance: int) -> list[tuple[Reward, str, int]]:
    """What is offered, its name, and how many points are missing for it."""
    rows = Reward.objects.filter(offered=True).exclude(stock=0)
    return [(each, named(each.name, each.name_en), max(0, each.points - balance)) for each in rows]


def _owed(months: list[PointMonth]) -> list[Stat]:
    now, kinds = months[-1], PointEntry.Kind
    return [
        Stat(
            _("Owed now"),
            now.owed,
            unit=pgettext("loyalty", "points"),
            definition=_("All that customers have and may redeem."),
        ),
        Stat(_("Earned this month"), now.of(kinds.EARNED), unit=pgettext("loyalty", "points")),
        Stat(_("Redeemed this month"), -now.of(kinds.REDEEMED), unit=pgettext("loyalty", "points")),
        Stat(_("Expired this month"), -now.of(kinds.EXPIRED), unit=pgettext("loyalty", "points")),
    ]


def _customer(request: HttpRequest, pk: int) -> Customer:
    rows = Customer.objects.visible_to(request.user).select_related("outlet")
    found: Customer = get_object_or_404(rows, pk=pk)
    return found


def _may_keep(request: HttpRequest) -> bool:
    return access_of(request.user).has(service.KEEPERS)


def _trail(customer: Customer) -> list[tuple[str, str]]:
    return [(_("Customers"), reverse("customers:customers")), (shown_name(customer), customer.get_absolute_url())]


def _shelf() -> list[tuple[str, str]]:
    return [(_("Points and rewards"), reverse("customers:rewards"))]
