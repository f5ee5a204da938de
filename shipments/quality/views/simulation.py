"""The simulator's pages: what is to be tried, what came out, and the pieces behind a figure."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from kombu.exceptions import OperationalError

from crm.accounts.roles import RULE_EDITORS
from crm.shared.errors import Refused
from crm.shared.figures import Change, Stat
from outlets.access import admit
from shipments.models import RuleEdition
from shipments.quality.forms.simulation import PeriodForm, PlaceForm
from shipments.quality.models import Simulation, Violation
from shipments.quality.queries.fines import FINES
from shipments.quality.queries.simulations import by_day, by_outlet, by_rule, lines_of, totals
from shipments.quality.services.simulating import Rates, advance, ask, list_fines
from shipments.quality.services.tried_clocks import Scope
from shipments.quality.services.tried_problems import TriedFine
from shipments.quality.tables.fines import number
from shipments.quality.tasks import continue_simulation
from shipments.rules.edition import Edition

#: So many days are counted while the browser waits; more of them in the worker.
DAYS_AT_ONCE = 1
#: Outlets and pieces that a page shows.
OUTLETS, PIECES = 60, 200
CHARGES = dict(Violation.Charge.choices)


@dataclass(frozen=True, slots=True)
class Changed:
    """A fine that the edition makes, takes away or changes.

    stands   the fine's own page with its evidence, where it was charged
    """

    fine: TriedFine
    charge: str
    was_yuan: Decimal | None
    yuan: Decimal | None
    stands: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
def simulation(request: HttpRequest, number: int) -> HttpResponse:
    """Which days an edition is to be tried on, and what was tried before."""
    admit(request.user, RULE_EDITORS)
    edition, at = get_object_or_404(RuleEdition, number=number), timezone.now()
    form = PeriodForm(request.POST if request.method == "POST" else None, today=timezone.localdate(at))
    if request.method == "POST" and form.is_valid() and (asked := _asked(request, form, edition, at)):
        return redirect(asked)
    context = {
        "title": _("Edition %(number)s tried on days past") % {"number": number},
        "trail": _trail(edition),
        "edition": edition,
        "form": form,
        "earlier": Simulation.objects.filter(edition=edition).select_related("asked_by").defer("data")[:10],
    }
    return render(request, "quality/simulation.html", context, status=422 if form.errors else 200)


@require_safe
def simulation_result(request: HttpRequest, pk: int) -> HttpResponse:
    """While it runs, how far it is; then its figures, narrowed to a rule, a day, an outlet with its pieces."""
    admit(request.user, RULE_EDITORS)
    shown = get_object_or_404(Simulation.objects.select_related("edition", "asked_by"), pk=pk)
    context = {
        "title": _("Edition %(number)s tried on days past") % {"number": shown.edition.number},
        "trail": _trail(shown.edition),
        "simulation": shown,
        "stale": shown.stale,
        **(_figures(request, shown) if shown.ended_at else {}),
    }
    part = request.htmx.target == "report"
    return render(request, "quality/_simulation.html" if part else "quality/simulation_result.html", context)


def _asked(request: HttpRequest, form: PeriodForm, edition: RuleEdition, at: datetime) -> Simulation | None:
    told = form.cleaned_data
    try:
        asked = ask(edition, told["since"], told["until"], by=request.user, at=at)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    if asked.days <= DAYS_AT_ONCE:
        advance(asked.pk, at=at)
    else:
        # Without a broker it waits for the worker's next round.
        with suppress(OperationalError):
            continue_simulation.delay(asked.pk)
    return asked


def _figures(request: HttpRequest, shown: Simulation) -> dict[str, Any]:
    form = PlaceForm(request.GET, simulation=shown)
    place = form.cleaned_data if form.is_valid() else {}
    lines = lines_of(shown, rule=place.get("rule") or "", outlet=_key(place), day=place.get("day"))
    return {
        "form": form,
        "place": place,
        "stats": _stats(totals(lines)),
        "rules": [(CHARGES[charge], sides) for charge, sides in by_rule(lines)],
        "outlets": [] if place.get("outlet") else by_outlet(lines, most=OUTLETS),
        "days": [] if place.get("day") else by_day(lines),
        "changed": _changed(shown, place) if place.get("outlet") else None,
        "most": PIECES,
    }


def _key(place: dict[str, Any]) -> int | None:
    return place["outlet"].pk if place.get("outlet") else None


def _changed(shown: Simulation, place: dict[str, Any]) -> Sequence[Changed]:
    edition = Edition.from_data(shown.data)
    since, until = (place.get("day") or day for day in (shown.since, shown.until))
    rates, found = Rates.read(edition), []
    for fine in list_fines(edition, Scope(since, until, _key(place)), at=shown.asked_at):
        was, is_now = rates.both(fine)
        told = place.get("rule") in ("", fine.was_rule, fine.rule)
        if told and (fine.was_rule, was) != (fine.rule, is_now):
            found.append(Changed(fine, CHARGES[fine.charge], was, is_now))
    found.sort(key=lambda one: (one.fine.day, one.fine.number))
    pages = _pages_of([one.fine for one in found[:PIECES] if one.fine.was_rule])
    return [replace(one, stands=pages.get(_about(one.fine), "")) for one in found]


def _about(fine: TriedFine) -> tuple[str, date, str]:
    return fine.charge, fine.day, fine.number


def _pages_of(fines: Sequence[TriedFine]) -> dict[tuple[str, date, str], str]:
    """What is charged, when, for which number → the page of the fine that stands for it. One query."""
    numbers = {fine.number for fine in fines}
    about = Q(violation__piece__number__in=numbers) | Q(violation__waybill__number__in=numbers)
    days, outlets = {fine.day for fine in fines}, {fine.outlet for fine in fines}
    rows = FINES.filter(about, outlet__in=outlets, violation__day__in=days, violation__voided_at=None)
    return {(row.violation.charge, row.violation.day, number(row)): row.get_absolute_url() for row in rows}


def _trail(edition: RuleEdition) -> list[tuple[str, str]]:
    called = _("Edition %(number)s") % {"number": edition.number}
    return [
        (_("Rule book"), reverse("shipments:rulebook")),
        (called, reverse("shipments:rulebook_edition", args=[edition.number])),
    ]


def _stats(sums: dict[str, Any]) -> list[Stat]:
    was, now = sums["was"], sums["now"]
    more = Change(f"{now - was:+,}", now > was, now < was) if now != was else None
    return [
        Stat(_("Violations under the rules in force"), was, whole=f"¥{sums['all_was_yuan']:,.2f}"),
        Stat(_("Violations under this edition"), now, kind="fined", whole=f"¥{sums['all_yuan']:,.2f}", change=more),
        Stat(_("Fined now, not under it"), sums["gone"], kind="met"),
        Stat(_("Fined only under it"), sums["new"], kind="overdue"),
    ]
