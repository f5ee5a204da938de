"""The funnel and what each way in brought and cost: every figure opens the leads behind it."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from crm.shared.figures import Share, Stat
from customers.forms.leads import MonthsForm
from customers.models import Lead, Source, SourceCost
from customers.queries.lead_reports import Brought, Months, brought, lost_reasons, opened_in, together
from customers.rules.lead_states import STAGES, State
from outlets.access import access_of


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure drawn: `width` in per cent of the widest."""

    label: str
    figure: object
    width: float
    url: str
    note: str = ""


@require_safe
def lead_funnel(request: HttpRequest) -> HttpResponse:
    asked = _Asked(request)
    rows = asked.leads()
    lines = brought(rows, asked.costs(), asked.months)
    total = together(lines)
    reasons = lost_reasons(rows, asked.months)
    context = {
        "title": _("Funnel"),
        "stats": _stats(asked, total, opened_in(rows, asked.months).open().count()),
        "stages": _stages(asked, total),
        "reasons": _bars([(Lead.LostReason(code).label, n, asked.url(lost_reason=code)) for code, n in reasons]),
        **asked.context("funnel"),
    }
    return render(request, "customers/lead_funnel.html", context)


@require_safe
def lead_sources(request: HttpRequest) -> HttpResponse:
    asked = _Asked(request)
    lines = brought(asked.leads(), asked.costs(), asked.months)
    priced = [line for line in lines if line.per_win is not None]
    context = {
        "title": _("Sources"),
        "lines": [_line(asked, line) for line in lines],
        "total": _line(asked, together(lines)) if lines else None,
        "won_bars": _bars([(_word(line), line.won, asked.url(source=line.source, reached="won")) for line in lines]),
        "cost_bars": _bars(
            [(_word(line), line.per_win, asked.url(source=line.source, reached="won")) for line in priced], yuan=True
        ),
        **asked.context("sources"),
    }
    return render(request, "customers/lead_sources.html", context)


class _Asked:
    """The months and the outlet that the asker names, and the links that keep them."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.form = MonthsForm(request.GET or None, user=request.user)
        self.months = Months(*self.form.months())
        told = self.form.cleaned_data if self.form.is_bound and self.form.is_valid() else {}
        self.outlet = told.get("outlet")
        shown = {"first": self.months.first, "last": self.months.last, "outlet": self.outlet and self.outlet.code}
        if not self.form.is_bound:
            self.form = MonthsForm(user=request.user, initial=shown)

    def leads(self) -> Any:
        rows = Lead.objects.visible_to(self.request.user)
        return rows.filter(outlet=self.outlet) if self.outlet else rows

    def costs(self) -> Any:
        rows = SourceCost.objects.visible_to(self.request.user)
        return rows.filter(outlet=self.outlet) if self.outlet else rows

    def url(self, **more: str) -> str:
        told = {"since": self.months.first.isoformat(), "until": self.months.until.isoformat(), **more}
        if self.outlet:
            told["outlet"] = self.outlet.code
        return f"{reverse('customers:leads_all')}?{urlencode(told)}"

    def context(self, here: str) -> dict[str, Any]:
        return {
            "form": self.form,
            "months": self.months,
            "here": here,
            "network": access_of(self.request.user).network,
            "at": timezone.now(),
        }


def _stats(asked: _Asked, total: Brought, waiting: int) -> list[Stat]:
    won = Share(total.won, total.leads)
    return [
        Stat(_("Leads"), total.leads, asked.url()),
        Stat(_("Open"), waiting, asked.url()),
        Stat(_("Won"), total.won, asked.url(reached="won"), kind="met"),
        Stat(_("Lost"), total.lost, asked.url(state="lost"), kind="void"),
        Stat(_("Of 100 leads won"), won.percent, asked.url(reached="won"), unit="%"),
        Stat(_("Cost of a customer"), total.per_win, reverse("customers:lead_sources"), unit=_("yuan")),
    ]


def _stages(asked: _Asked, total: Brought) -> list[Bar]:
    bars, before = [], None
    for stage in STAGES:
        figure = total.reached[stage]
        url = asked.url() if stage == State.NEW else asked.url(reached=stage.value)
        note = "" if before is None else _("%(percent)s%% of the stage before") % {"percent": _percent(figure, before)}
        label = _("Lead opened") if stage == State.NEW else Lead.State(stage).label
        bars.append(Bar(str(label), figure, _width(figure, total.leads), url, note))
        before = figure
    return bars


def _line(asked: _Asked, line: Brought) -> dict[str, Any]:
    source = {"source": line.source} if line.source else {}
    cells = [
        (
            str(Lead.State(stage).label if stage != State.NEW else _("Leads")),
            line.reached[stage],
            asked.url(**source, **({"reached": stage.value} if stage != State.NEW else {})),
        )
        for stage in STAGES
    ]
    return {
        "word": _word(line),
        "cells": [*cells, (_("Lost"), line.lost, asked.url(**source, state="lost"))],
        "share": Share(line.won, line.leads),
        "money": [(line.yuan, _("Cost")), (line.per_lead, _("A lead")), (line.per_win, _("Per customer"))],
    }


def _bars(rows: list[tuple[Any, Any, str]], *, yuan: bool = False) -> list[Bar]:
    most = max((figure for _label, figure, _url in rows), default=0)
    return [Bar(str(label), f"¥{figure}" if yuan else figure, _width(figure, most), url) for label, figure, url in rows]


def _word(line: Brought) -> str:
    return str(Source(line.source).label) if line.source else _("Together")


def _width(figure: Any, most: Any) -> float:
    return round(100 * float(figure) / float(most), 1) if most else 0.0


def _percent(figure: int, before: int) -> int:
    return round(100 * figure / before) if before else 0
