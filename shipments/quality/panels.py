"""What quality control hangs on the pages of the storeys below."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.accounts.roles import RULE_EDITORS
from crm.shared.panels import Panel, hang
from crm.shared.timelines import Below, Line, Part, newest
from crm.shared.timelines import hang as hang_part
from customers.models import Customer
from outlets.access import access_of
from outlets.models import Notice
from outlets.queries.notices import tell_titles
from shipments.models import RuleEdition, Waybill
from shipments.quality.filters.samples import SOURCES, Source
from shipments.quality.models import Fine, FineNotice, Simulation
from shipments.quality.queries.appeals import APPEALS
from shipments.quality.queries.fines import FINES, FineSums, fines_of
from shipments.quality.queries.simulations import lines_of, totals
from shipments.quality.rules.fine_states import Step, after
from shipments.quality.services.replies import speaks_for
from shipments.quality.services.reviews import JUDGES
from shipments.quality.tables.appeals import appeal_badge
from shipments.quality.tables.fines import fine_badge, number
from shipments.quality.views.evidence import Evidence, sentence

#: As many fines as a notice shows; the list of fines has them all.
SHOWN = 200

#: Simulations that a draft shows.
TRIALS = 3


def hang_all() -> None:
    hang("shipment", Panel("quality/_shipment_fines.html", _fines_of_shipment, order=20))
    hang("edition", Panel("quality/_edition_simulations.html", _simulations_of_edition))
    hang("notice", Panel("quality/_notice_fines.html", _fines_of_notice, order=20))
    hang("notice", Panel("quality/_notice_decision.html", _decision_of_notice, order=20))
    tell_titles(Notice.Kind.FINES, _titles)
    tell_titles(Notice.Kind.DECISION, _titles_of_decisions)
    for source in SOURCES.values():
        hang(f"list {source.list_name}", Panel("quality/_draw_link.html", partial(_draw_link, source)))
    hang_part("customers.customer", Part("fines", gettext_lazy("Fines"), _fines_of_customer, order=60))


def _draw_link(source: Source, asked: QueryDict, user: Any) -> Mapping[str, Any]:
    """From a list, as it is filtered, to the draft of a spot check over the same rows."""
    if not access_of(user).has(JUDGES):
        return {"url": ""}
    query = asked.copy()
    for name in ("cursor", "sort", "export"):
        query.pop(name, None)
    query["subject"] = source.name
    return {"url": f"{reverse('quality:spot_check_new')}?{query.urlencode()}"}


def _fines_of_customer(customer: Customer, user: Any, below: Below | None, limit: int) -> Sequence[Line]:
    """What the network broke of its word on this customer's shipments."""
    rows = FINES.visible_to(user).filter(violation__waybill__customer=customer)
    return [
        Line(
            fine.posted_at,
            fine.pk,
            f"{fine.violation.rule} {number(fine)}",
            text=sentence(fine, Evidence.of(fine.violation)),
            who=fine.outlet.name,
            icon="coin-yuan",
            kind="fined",
            url=fine.get_absolute_url(),
            badge=fine_badge(fine),
        )
        for fine in newest(rows, "posted_at", below, limit)
    ]


def _titles(notices: Collection[int]) -> dict[int, str]:
    told = FineNotice.objects.filter(notice__in=notices).select_related("outlet")
    words = _("%(category)s: fines told on %(day)s · %(outlet)s")
    return {
        each.notice_id: words
        % {"category": each.get_category_display(), "day": each.announced_on, "outlet": each.outlet.name}
        for each in told
    }


def _titles_of_decisions(notices: Collection[int]) -> dict[int, str]:
    told = APPEALS.filter(notice__in=notices)
    words = _("Appeal decided: %(outcome)s · %(rule)s · %(number)s")
    return {
        each.notice_id: words
        % {"outcome": each.get_state_display(), "rule": each.fine.violation.rule, "number": number(each.fine)}
        for each in told
    }


def _decision_of_notice(notice: Notice, user: Any) -> Mapping[str, Any]:
    """The decision that a notice tells, and whether a second instance is left; nothing for other notices."""
    appeal = APPEALS.visible_to(user).filter(notice=notice.pk).first()
    if appeal is None:
        return {"appeal": None}
    ours = speaks_for(user, appeal.outlet_id)
    return {
        "appeal": appeal,
        "badge": appeal_badge(appeal),
        "until": notice.reply_by,
        "may_appeal": ours and notice.reply_by and after(appeal.fine.state, Step.APPEAL) is not None,
    }


def _fines_of_notice(notice: Notice, user: Any) -> Mapping[str, Any]:
    """The fines that a notice announces, each with its reason and what the reader may do; nothing for other notices."""
    told = FineNotice.objects.visible_to(user).filter(notice=notice.pk).first()
    if told is None:
        return {"told": None}
    fines = FINES.filter(notice=told).order_by("id")
    sums, ours, at = FineSums.of(fines), speaks_for(user, told.outlet_id), timezone.now()
    rows = [
        {
            "fine": fine,
            "number": number(fine),
            "badge": fine_badge(fine),
            "sentence": sentence(fine, Evidence.of(fine.violation)),
            "may_appeal": ours and at <= told.reply_by and after(fine.state, Step.APPEAL) is not None,
        }
        for fine in fines[:SHOWN]
    ]
    return {"told": told, "rows": rows, "sums": sums, "over": at > told.reply_by, "at": at}


def _fines_of_shipment(waybill: Waybill, user: Any) -> Mapping[str, Any]:
    fines = fines_of(waybill, user)
    owed = [fine.left for fine in fines if fine.left is not None and fine.state not in Fine.GONE]
    rows = [{"fine": fine, "badge": fine_badge(fine), "number": number(fine)} for fine in fines]
    return {"rows": rows, "waybill": waybill, "owed": sum(owed, Decimal(0))}


def _simulations_of_edition(edition: RuleEdition, user: Any) -> Mapping[str, Any]:
    """What a draft's second person wants to know: what it would have fined."""
    if edition.published_at is not None or not access_of(user).has(RULE_EDITORS):
        return {"rows": []}
    ended = Simulation.objects.filter(edition=edition).exclude(ended_at=None).select_related("edition")
    return {"rows": [(one, totals(lines_of(one))) for one in ended[:TRIALS]]}
