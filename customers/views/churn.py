"""Customers who are going: the list, one case with its three steps, what came of them all, and who was lost."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from crm.accounts.roles import HQ_ROLES, Role
from crm.shared.errors import Refused
from crm.shared.figures import Share, Stat
from crm.shared.panels import panels
from crm.shared.views import Empty, ListPage, capped_count
from customers.filters.churn import BANDS, UNKNOWN, ChurnFilter
from customers.forms.churn import CauseForm, GiveUpForm, MeasureForm
from customers.models import ChurnCase, Tier
from customers.queries.churn import CASES, VALUES, counted_by, lost, results, worked
from customers.rules.churn import WIN_BACK_DAYS
from customers.services.churn import WINNERS_BACK, give_up, note_cause, take_measure
from customers.tables.callbacks import last_words
from customers.tables.churn import MEASURES, ChurnTable, case_badge, kind_badge, weeks_drawn, why
from customers.tables.customers import shown_name
from outlets.access import access_of, admit
from outlets.models import Region

LOOKERS = HQ_ROLES | {Role.MANAGER, Role.SERVICE_CLERK}
#: What higher apps hang beside a case: open shipments, complaints.
PAGE = "customers.churn_case"
TALKS = 3
#: Months that the report looks back.
PERIOD = timedelta(days=365)


class ChurnList(ListPage):
    """Cases that are open, lost A customers first."""

    queryset = CASES.filter(closed_at=None)
    filterset_class = ChurnFilter
    table_class = ChurnTable
    title = gettext_lazy("Customers who are going")
    template_name = "customers/churn_cases.html"
    ordering = ("-kind", "tier", "-value_yuan", "id")
    here = exports = "churn_cases"
    empty = Empty(
        gettext_lazy("Nobody is going"),
        gettext_lazy("Every night each customer is compared with its own habit; who falls silent stands here."),
    )

    def get_queryset(self, request: HttpRequest, **kwargs: Any) -> QuerySet[ChurnCase]:
        admit(request.user, LOOKERS)
        return super().get_queryset(request, **kwargs)

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        waiting = ChurnCase.objects.visible_to(request.user).filter(closed_at=None)
        return super().get_context(request, **kwargs) | {"here": self.here, "waiting": capped_count(waiting)}


class AllChurnList(ChurnList):
    queryset = CASES
    ordering = ("-id",)
    here = exports = "churn_all"


@require_safe
def churn_report(request: HttpRequest) -> HttpResponse:
    """What the work achieves, and who was lost: by cause, region, tier and value of the last year."""
    admit(request.user, LOOKERS)
    since = timezone.localdate() - PERIOD
    rows = ChurnCase.objects.visible_to(request.user).filter(opened_at__date__gte=since)
    period = {"since": since.isoformat()}
    context = {
        "title": _("Lost and won back"),
        "trail": _trail(),
        "here": "churn_report",
        "since": since,
        "stats": _stats(rows, period),
        "efforts": _efforts(lost(rows), period),
        "breakdowns": _breakdowns(lost(rows), period, network=access_of(request.user).network),
    }
    return render(request, "customers/churn_report.html", context)


@require_safe
def churn_case(request: HttpRequest, pk: int) -> HttpResponse:
    admit(request.user, LOOKERS)
    return _page(request, _found(request, pk))


@require_POST
def churn_cause(request: HttpRequest, pk: int) -> HttpResponse:
    def noted(case: ChurnCase, told: dict[str, Any]) -> ChurnCase:
        return note_cause(
            case,
            told["cause"],
            text=told["text"],
            competitor=told["competitor"],
            by=request.user,
            at=timezone.now(),
        )

    return _step(request, pk, "cause_form", CauseForm(request.POST), noted)


@require_POST
def churn_measure(request: HttpRequest, pk: int) -> HttpResponse:
    def taken(case: ChurnCase, told: dict[str, Any]) -> ChurnCase:
        return take_measure(case, text=told["text"], by=request.user, at=timezone.now())

    return _step(request, pk, "measure_form", MeasureForm(request.POST), taken)


@require_POST
def churn_give_up(request: HttpRequest, pk: int) -> HttpResponse:
    def given_up(case: ChurnCase, told: dict[str, Any]) -> ChurnCase:
        return give_up(case, text=told["text"], by=request.user, at=timezone.now())

    return _step(request, pk, "give_up_form", GiveUpForm(request.POST), given_up)


def _step(
    request: HttpRequest,
    pk: int,
    name: str,
    form: forms.Form,
    deed: Callable[[ChurnCase, dict[str, Any]], ChurnCase],
) -> HttpResponse:
    admit(request.user, WINNERS_BACK)
    found = _found(request, pk)
    if form.is_valid():
        try:
            deed(found, form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Noted."))
            return redirect(found)
    return _page(request, _found(request, pk), status=422, **{name: form})


def _found(request: HttpRequest, pk: int) -> ChurnCase:
    rows = CASES.select_related("customer__activity", "customer__standing", "competitor")
    return get_object_or_404(rows.visible_to(request.user), pk=pk)


def _page(request: HttpRequest, case: ChurnCase, *, status: int = 200, **shown: Any) -> HttpResponse:
    context = {
        "title": shown_name(case.customer),
        "trail": _trail(),
        "case": case,
        "customer": case.customer,
        "badge": case_badge(case),
        "kind": kind_badge(case),
        "why": why(case),
        "graph": weeks_drawn(case, until=timezone.localdate(case.closed_at or timezone.now())),
        "until": _since(case) + timedelta(days=WIN_BACK_DAYS),
        "measure": MEASURES.get(case.cause),
        "may_act": case.closed_at is None and access_of(request.user).has(WINNERS_BACK),
        "steps": [
            step for step in case.steps.select_related("by") if step.by_id is not None or step.state != case.state
        ],
        "talks": last_words(case.customer, user=request.user, limit=TALKS),
        "cause_form": CauseForm(initial={"cause": case.cause, "competitor": case.competitor_id}),
        "measure_form": MeasureForm(),
        "give_up_form": GiveUpForm(),
        "panels": panels(PAGE, case.customer, request.user),
        "at": timezone.now(),
    }
    return render(request, "customers/churn_case.html", context | shown, status=status)


def _since(case: ChurnCase) -> date:
    told = case.inputs.get("lost_on")
    return date.fromisoformat(told) if told else timezone.localdate(case.opened_at)


@dataclass(frozen=True, slots=True)
class Slice:
    """One line of a breakdown; `url` opens its cases."""

    label: str
    cases: int
    yuan: Decimal
    share: Share
    url: str


def _stats(rows: QuerySet[ChurnCase], period: dict[str, str]) -> list[Stat]:
    told, gone = results(rows), results(lost(rows))
    days = _("after %(days)s days on average") % {"days": told.days} if told.days is not None else ""
    closed = _("of %(whole)s") % {"whole": told.closed}
    return [
        Stat(_("Open now"), told.open, reverse("customers:churn_cases")),
        Stat(_("Lost"), gone.cases, _url(period, kind="lost"), whole=_("%(yuan)s yuan a month") % {"yuan": gone.yuan}),
        Stat(_("Won back"), told.won_back, _url(period, state="won_back"), kind="met", whole=days),
        Stat(_("Not won back"), told.gone, _url(period, state="gone"), whole=closed),
    ]


def _efforts(rows: QuerySet[ChurnCase], period: dict[str, str]) -> list[tuple[str, str, int, Share, str]]:
    """Of the lost whose case is closed, the share that came back: by tier, those asked against those never asked."""
    found = []
    for tier in Tier.values:
        for asked, words in ((True, _("Was asked")), (False, _("Never asked"))):
            told = results(worked(rows.filter(tier=tier), at_all=asked))
            url = _url(period, kind="lost", tier=tier, worked="yes" if asked else "no")
            found.append((tier, words, told.cases, Share(told.won_back, told.closed), url))
    return found


def _breakdowns(
    rows: QuerySet[ChurnCase], period: dict[str, str], *, network: bool
) -> list[tuple[str, str, list[Slice]]]:
    """(code, title, slices) of each way to cut the lost ones; one outlet has one region."""
    causes = {"": str(_("Cause not known")), **{code: str(label) for code, label in ChurnCase.Cause.choices}}
    cuts = [
        ("cause", _("By cause"), "cause", causes),
        ("tier", _("By tier"), "tier", dict(Tier.choices)),
        ("value", _("By value a month"), "band", {code: str(BANDS[code]) for code, _floor in VALUES}),
    ]
    if network:
        regions = dict(Region.objects.values_list("code", "name"))
        cuts.insert(1, ("region", _("By region"), "outlet__region__code", regions))
    return [(name, title, _slices(rows, period, name, field, words)) for name, title, field, words in cuts]


def _slices(
    rows: QuerySet[ChurnCase], period: dict[str, str], name: str, field: str, words: dict[str, str]
) -> list[Slice]:
    found = counted_by(rows, field)
    total = sum(cases for cases, _yuan in found.values())
    return [
        Slice(words[key], cases, yuan, Share(cases, total), _url(period, kind="lost", **{name: key or UNKNOWN}))
        for key, (cases, yuan) in sorted(found.items(), key=lambda one: -one[1][0])
    ]


def _url(period: dict[str, str], **more: str) -> str:
    return f"{reverse('customers:churn_all')}?{urlencode({**period, **more})}"


def _trail() -> list[tuple[str, str]]:
    return [(_("Customers who are going"), reverse("customers:churn_cases"))]
