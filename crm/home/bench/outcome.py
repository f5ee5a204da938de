"""What a workload says: a ratio, what it is aimed at, and the figures it comes from."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Target:
    """A ratio to reach, or not to exceed.

    from_pieces   where it is promised for a large network only: smaller ones are shown and not judged
    """

    at_least: float | None = None
    at_most: float | None = None
    from_pieces: int = 0

    def met(self, ratio: float, pieces: int) -> bool | None:
        if pieces < self.from_pieces:
            return None
        return ratio >= self.at_least if self.at_least is not None else ratio <= (self.at_most or 0)

    def __str__(self) -> str:
        return f"≥ {self.at_least:g}" if self.at_least is not None else f"≤ {self.at_most:g}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """`figures` are the medians behind the ratio; `growth` is a second ratio, judged like the first."""

    ratio: float
    figures: dict[str, float] = field(default_factory=dict)
    growth: float | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A workload's outcome beside its target."""

    name: str
    title: str
    target: Target
    outcome: Outcome
    pieces: int
    growth_target: Target | None = None

    @property
    def met(self) -> bool | None:
        """None where nothing is promised for this size."""
        met = [self.target.met(self.outcome.ratio, self.pieces)]
        if self.growth_target and self.outcome.growth is not None:
            met.append(self.growth_target.met(self.outcome.growth, self.pieces))
        judged = [one for one in met if one is not None]
        return all(judged) if judged else None

    def as_json(self) -> dict[str, Any]:
        told = {"title": self.title, "ratio": round(self.outcome.ratio, 5), "target": str(self.target), "met": self.met}
        if self.growth_target and self.outcome.growth is not None:
            told |= {"growth": round(self.outcome.growth, 3), "growth_target": str(self.growth_target)}
        return told | {"figures": {name: round(value, 5) for name, value in self.outcome.figures.items()}}

    def __str__(self) -> str:
        verdict = {True: "met", False: "MISSED", None: "not judged at this size"}[self.met]
        growth = f", growth {self.outcome.growth:.2f} ({self.growth_target})" if self.outcome.growth is not None else ""
        figures = ", ".join(f"{name} {value:,.4g}" for name, value in self.outcome.figures.items())
        return (
            f"{self.name}  {self.outcome.ratio:.4g} ({self.target}){growth}  {verdict}: {self.title}\n      {figures}"
        )
