"""Tiers in words: why a customer has its tier, in one sentence, and its evaluations as rows."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from crm.shared.figures import Badge
from crm.shared.tables import Column, Table
from customers.models import CustomerTier, ServiceLevel, Tier, TierOverride, TierVerdict
from customers.rules.tiers import Figures, Limits, Thresholds, reason
from customers.tables.customers import shown_name

KINDS = {Tier.A: "met", Tier.B: "soon", Tier.C: "still"}


def tier_badge(tier: str, *, provisional: bool = False) -> Badge:
    word = _("Tier %(tier)s") % {"tier": tier}
    return Badge("open", _("%(tier)s, provisional") % {"tier": word}) if provisional else Badge(KINDS[Tier(tier)], word)


def standing_badge(standing: CustomerTier) -> Badge:
    return tier_badge(standing.tier, provisional=standing.provisional)


def explain(verdict: TierVerdict, thresholds: Thresholds) -> str:
    """Why the evaluation found what it found, and what that leads to, in one sentence."""
    words = _measured(verdict) + _because(verdict, thresholds)
    if verdict.indicated != verdict.tier:
        words += _("; it stays %(tier)s until a second evaluation agrees") % {"tier": verdict.tier}
    elif verdict.was and verdict.was != verdict.tier:
        words += _("; the second evaluation that says so, it was %(was)s before") % {"was": verdict.was}
    return words + _(".")


def override_words(override: TierOverride) -> str:
    told = {"tier": override.tier, "by": override.decided_by, "day": override.expires_on, "reason": override.reason}
    return _("Until %(day)s it counts as %(tier)s, as %(by)s approved: %(reason)s") % told


def _measured(verdict: TierVerdict) -> str:
    told = {
        "parcels": verdict.parcels,
        "weeks": verdict.weeks_known,
        "mean": f"{verdict.mean:.1f}",
        "rank": verdict.rank,
        "before": percent(verdict.before),
    }
    if not verdict.parcels:
        return _("Nothing shipped in %(weeks)s weeks: ") % told
    return (
        ngettext(
            "%(parcels)s parcel in %(weeks)s weeks (%(mean)s in six working days), rank %(rank)s; larger ones hold"
            " %(before)s of the volume: ",
            "%(parcels)s parcels in %(weeks)s weeks (%(mean)s in six working days), rank %(rank)s; larger ones hold"
            " %(before)s of the volume: ",
            verdict.parcels,
        )
        % told
    )


def _because(verdict: TierVerdict, thresholds: Thresholds) -> str:
    code, limits = reason(figures_of(verdict), thresholds, was=verdict.was, found=verdict.indicated)
    return _REASONS[code](verdict, thresholds, limits)


def _new(verdict: TierVerdict, thresholds: Thresholds, limits: Limits) -> str:
    return _("C for now, since %(weeks)s weeks have to be known") % {"weeks": thresholds.weeks}


def _few(verdict: TierVerdict, thresholds: Thresholds, limits: Limits) -> str:
    return _("C, since at least %(least)s parcels are needed") % {"least": plain(thresholds.least)}


def _steady(verdict: TierVerdict, thresholds: Thresholds, limits: Limits) -> str:
    return _("A, since it is within the first %(share)s and steady (variation %(cv)s, limit %(limit)s)") % {
        "share": percent(limits.a_share),
        "cv": _cv(verdict),
        "limit": plain(limits.cv),
    }


def _unsteady(verdict: TierVerdict, thresholds: Thresholds, limits: Limits) -> str:
    return _("B, since it is large but its weeks vary by %(cv)s beyond chance, where %(limit)s is the limit") % {
        "cv": _cv(verdict),
        "limit": plain(limits.cv),
    }


def _gaps(verdict: TierVerdict, thresholds: Thresholds, limits: Limits) -> str:
    return _("B, since it is large but %(share)s of its weeks are empty, where %(limit)s is the limit") % {
        "share": percent(verdict.zero_share),
        "limit": percent(limits.zeros),
    }


def _middle(verdict: TierVerdict, thresholds: Thresholds, limits: Limits) -> str:
    return _("B, since it is between the first %(a)s and %(b)s") % {
        "a": percent(limits.a_share),
        "b": percent(limits.b_share),
    }


def _small(verdict: TierVerdict, thresholds: Thresholds, limits: Limits) -> str:
    return _("C, since the first %(b)s are made by larger ones") % {"b": percent(limits.b_share)}


_REASONS = {
    "new": _new,
    "few": _few,
    "steady": _steady,
    "unsteady": _unsteady,
    "gaps": _gaps,
    "middle": _middle,
    "small": _small,
}


def figures_of(verdict: TierVerdict) -> Figures:
    scaled = round(verdict.mean * verdict.weeks_known * 70)
    told = (verdict.weeks_known, verdict.mean, verdict.excess_cv, verdict.zero_share, verdict.before)
    return Figures(verdict.parcels, scaled, *told)


def _cv(verdict: TierVerdict) -> str:
    return "–" if verdict.excess_cv is None else f"{verdict.excess_cv:.2f}"


def percent(share: float) -> str:
    return f"{plain(round(share * 100, 1))} %"


def plain(number: float) -> str:
    """8, not 8.0."""
    return f"{Decimal(str(number)).normalize():f}"


class StandingTable(Table[CustomerTier]):
    columns = (
        Column(gettext_lazy("Customer"), "", show=lambda each: shown_name(each.customer), link=True),
        Column(gettext_lazy("Tier"), "", show=standing_badge, cell="parts/_badge.html"),
        Column(gettext_lazy("Since"), "since", cell="parts/_day.html"),
        Column(gettext_lazy("Outlet"), "outlet.name"),
        Column(gettext_lazy("Parcels in the window"), "latest.parcels", numeric=True),
        Column(gettext_lazy("A week"), "latest.mean", show=lambda mean: f"{mean:.1f}", numeric=True),
        Column(gettext_lazy("Rank"), "latest.rank", numeric=True),
        Column(gettext_lazy("In the outlet"), "latest.outlet_rank", numeric=True),
        Column(gettext_lazy("Leaning"), "", show=lambda each: _leaning(each), quiet=True),
    )


def _leaning(standing: CustomerTier) -> str:
    return _("to %(tier)s") % {"tier": standing.leaning} if standing.leaning else ""


def months_of(history: list[TierVerdict], thresholds: dict[int, Any]) -> list[dict[str, Any]]:
    """Evaluations, the newest first, with their badge and their sentence."""
    return [
        {
            "month": verdict.evaluation.month,
            "badge": tier_badge(verdict.tier, provisional=verdict.provisional),
            "words": explain(verdict, thresholds[verdict.evaluation_id]),
        }
        for verdict in history
    ]


def override_badge(override: TierOverride) -> Badge:
    return Badge("open", _("To be decided")) if override.approved is None else Badge("met", _("In force"))


class OverrideTable(Table[TierOverride]):
    columns = (
        Column(gettext_lazy("Customer"), "", show=lambda each: shown_name(each.customer), link=True),
        Column(gettext_lazy("State"), "", show=override_badge, cell="parts/_badge.html"),
        Column(gettext_lazy("Tier"), "tier"),
        Column(gettext_lazy("Until"), "expires_on", cell="parts/_day.html"),
        Column(gettext_lazy("Outlet"), "outlet.name"),
        Column(gettext_lazy("Reason"), "reason"),
        Column(gettext_lazy("Asked by"), "asked_by"),
        Column(gettext_lazy("Approved by"), "decided_by", quiet=True),
    )


def work_of(
    now: Mapping[str, int],
    then: Mapping[str, int],
    levels: Mapping[str, ServiceLevel],
    *,
    call_yuan: Decimal,
    report_yuan: Decimal,
) -> list[dict[str, Any]]:
    """What the tiers' promises make of work in a year, with the customers of now and of then.

    now, then   tier → customers
    """
    kinds = (
        (_("Callbacks a year"), lambda level: level.callback_days and Decimal(365) / level.callback_days, call_yuan),
        (_("Reports a year"), lambda level: level.report_months and Decimal(12) / level.report_months, report_yuan),
    )
    rows = []
    for label, rate, yuan in kinds:
        one, other = (
            round(sum(count * (rate(levels[tier]) or 0) for tier, count in side.items() if tier in levels))
            for side in (now, then)
        )
        rows.append({"label": label, "now": one, "then": other, "more": other - one, "yuan": (other - one) * yuan})
    return rows
