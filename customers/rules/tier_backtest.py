"""How thresholds would have done on a history: tiers from past windows, measured in the periods after them.

Pure. Evaluations go through the history one after another, each with the tiers that the one before left.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from customers.rules.tiers import TIERS, A, B, Figures, Thresholds, figures, ranked, verdict

#: What a set of thresholds must do to be accepted.
MOST_CHANGES, LEAST_VOLUME, MOST_CUSTOMERS = 0.07, 0.55, 0.35


@dataclass(slots=True)
class Tally:
    """Of one tier, over all evaluations: customers, what they shipped afterwards, and how many shipped nothing."""

    customers: int = 0
    volume: int = 0
    silent: int = 0


@dataclass(slots=True)
class Report:
    """
    volume     shipped after the evaluations by everybody, newcomers included
    moves      changes of a tier, of so many that had one before
    """

    evaluations: int = 0
    volume: int = 0
    moves: int = 0
    known: int = 0
    tiers: dict[str, Tally] = field(default_factory=lambda: {tier: Tally() for tier in TIERS})

    def customers_share(self, *tiers: str) -> float:
        return _part(sum(self.tiers[t].customers for t in tiers), sum(t.customers for t in self.tiers.values()))

    def volume_share(self, *tiers: str) -> float:
        return _part(sum(self.tiers[t].volume for t in tiers), self.volume)

    def silent_share(self, tier: str) -> float:
        return _part(self.tiers[tier].silent, self.tiers[tier].customers)

    @property
    def changes(self) -> float:
        return _part(self.moves, self.known)

    def conditions(self) -> list[tuple[str, bool]]:
        """Code and whether it holds: silence, changes, volume, customers."""
        silent = [self.silent_share(tier) for tier in TIERS]
        return [
            ("silence", silent[0] < silent[1] < silent[2]),
            ("changes", self.changes <= MOST_CHANGES),
            ("volume", self.volume_share(A, B) >= LEAST_VOLUME),
            ("customers", self.customers_share(A, B) <= MOST_CUSTOMERS),
        ]


def backtest(
    history: Mapping[Any, Mapping[int, int]],
    factor: Sequence[int],
    thresholds: Thresholds,
    *,
    window: int,
    ahead: int,
    step: int,
) -> Report:
    """
    history   customer → number of the period → parcels, of a period 0 or later
    factor    what a parcel of each period counts in seventieths; 0 leaves the period out. It says how many there are.
    window    periods looked back, `ahead` looked forward, `step` from one evaluation to the next
    """
    report = Report()
    standings: dict[Any, tuple[str, str, bool]] = {}
    names = {customer: place for place, customer in enumerate(sorted(history))}
    begun = {customer: min(shipped) for customer, shipped in history.items() if shipped}
    for origin in range(window, len(factor) - ahead + 1, step):
        past, after = range(origin - window, origin), range(origin, origin + ahead)
        _evaluate(
            report, history, begun, names, standings, {p: factor[p] for p in past if factor[p]}, thresholds, origin
        )
        _measure(report, history, standings, after, set(_seen(history, begun, standings, past, origin)))
        report.evaluations += 1
    return report


def _evaluate(report, history, begun, names, standings, factor, thresholds, origin) -> None:
    told: dict[Any, Figures] = {}
    for customer in _seen(history, begun, standings, factor, origin):
        found = figures({p: history[customer].get(p, 0) for p in factor}, factor, begun[customer])
        if found is not None:
            told[customer] = found
    by_name = {names[customer]: customer for customer in told}
    for name, _rank, before in ranked((names[customer], found.scaled) for customer, found in told.items()):
        customer = by_name[name]
        was, leaning, provisional = standings.get(customer, ("", "", False))
        judged = verdict(
            Figures(*told[customer][:6], before), thresholds, was="" if provisional else was, leaning=leaning
        )
        standings[customer] = (judged.tier, judged.leaning, judged.provisional)
        if was and not provisional:
            report.known += 1
            report.moves += judged.tier != was


def _seen(history, begun, standings, past, origin):
    """Who has shipped in the window, or has a tier to lose."""
    for customer, shipped in history.items():
        if begun.get(customer, origin) < origin:
            tier, leaning, provisional = standings.get(customer, ("", "", False))
            if tier in (A, B) or leaning or provisional or any(shipped.get(period) for period in past):
                yield customer


def _measure(report: Report, history, standings, after, evaluated) -> None:
    for customer, shipped in history.items():
        volume = sum(shipped.get(period, 0) for period in after)
        report.volume += volume
        if customer in evaluated and customer in standings:
            tally = report.tiers[standings[customer][0]]
            tally.customers += 1
            tally.volume += volume
            tally.silent += not volume


def _part(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
