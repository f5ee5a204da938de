"""Who sends with the demo network: firms whose volumes follow Pareto, and people who come to the counter. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from crm.home.demo.blueprint import OutletPlan, samples
from crm.home.demo.names import door, firm, person, phone

#: Firms an outlet has on average, and the least that a sample outlet has.
FIRMS_PER_OUTLET = 2
SAMPLE_FIRMS = 12
#: Share of waybills that come from firms on file.
FIRM_SHARE = 0.82


@dataclass(frozen=True, slots=True)
class Sender:
    """`code` is empty for somebody at the counter."""

    outlet: OutletPlan
    code: str
    name: str
    phone: str
    address: str


class Senders:
    def __init__(self, outlets: Sequence[OutletPlan], *, trade: dict[str, float], seed: int) -> None:
        self.outlets = list(outlets)
        self._rng = Random(f"{seed} senders")
        self._names: set[str] = set()
        self._trade = list(accumulate(trade[outlet.code] for outlet in self.outlets))
        self.firms = self._found()
        self._volumes = list(accumulate(self._rng.paretovariate(1.1) for _ in self.firms))

    def draw(self, rng: Random, *, count: int) -> list[Sender]:
        """So many senders, the big firms again and again."""
        firms = rng.choices(self.firms, cum_weights=self._volumes, k=count)
        return [one if rng.random() < FIRM_SHARE else self._walk_in(rng) for one in firms]

    def _found(self) -> list[Sender]:
        homes = [plan for plan in samples(self.outlets) for _ in range(SAMPLE_FIRMS)]
        homes += self._rng.choices(self.outlets, cum_weights=self._trade, k=FIRMS_PER_OUTLET * len(self.outlets))
        numbers: dict[str, int] = {}
        firms = []
        for home in homes:
            numbers[home.code] = numbers.get(home.code, 0) + 1
            firms.append(self._sender(self._rng, home, f"{home.code}-{numbers[home.code]:03d}"))
        return firms

    def _walk_in(self, rng: Random) -> Sender:
        return self._sender(rng, rng.choices(self.outlets, cum_weights=self._trade)[0], "")

    def _sender(self, rng: Random, home: OutletPlan, code: str) -> Sender:
        name = firm(rng, home.place.town, self._names) if code else person(rng)
        return Sender(home, code, name, phone(rng), door(rng, home.place.address))
