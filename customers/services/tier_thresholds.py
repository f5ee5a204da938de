"""The thresholds of the tiers: their life in editions, and those in force."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from customers.models import TierThresholds
from customers.rules.tiers import SHIPPED, SHIPPED_NUMBER, Thresholds
from outlets.services.editions import Book


@dataclass(frozen=True, slots=True)
class Edition:
    """Thresholds with the number and the day that an edition adds to them."""

    number: int
    starts_on: str
    thresholds: Thresholds

    def to_data(self) -> dict[str, Any]:
        return {"number": self.number, "starts_on": self.starts_on, **self.thresholds.to_data()}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        return cls(data.get("number", SHIPPED_NUMBER), data.get("starts_on", ""), Thresholds.from_data(data))


BOOK = Book(TierThresholds, "tiers", Edition.from_data)


def thresholds_on(day: date) -> tuple[int, Thresholds]:
    """Number and content of the edition in force; before any is published, 0 and what the product ships."""
    row = TierThresholds.objects.in_force_on(day).first()
    return (row.number, Thresholds.from_data(row.data)) if row else (SHIPPED_NUMBER, SHIPPED)
