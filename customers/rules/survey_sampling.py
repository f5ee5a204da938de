"""A sample from all tiers and the lost, which anybody can draw again: the same seed takes the same of the same.

Pure. Every customer gets a lot from its key and the seed; within each stratum the lowest lots are drawn.
`customers/queries/survey_samples.py` says the same to the database.
"""

import hashlib
from collections.abc import Iterable, Mapping
from enum import StrEnum


class Stratum(StrEnum):
    """Each customer stands in one: whoever is lost is not counted with a tier."""

    A = "A"
    B = "B"
    C = "C"
    LOST = "lost"


def lot(seed: int, key: int) -> bytes:
    return hashlib.sha256(f"{seed}:{key}".encode()).digest()


def stratified(
    populations: Mapping[str, Iterable[int]], sizes: Mapping[str, int], *, seed: int
) -> dict[str, list[int]]:
    """Stratum → as many keys as wanted, in the order of drawing; all there are when there are fewer."""
    return {
        stratum: sorted(set(keys), key=lambda key: lot(seed, key))[: sizes.get(stratum, 0)]
        for stratum, keys in populations.items()
    }


def needed(sizes: Mapping[str, int]) -> list[str]:
    """Strata of which nobody would be asked: a periodic sample has all of them."""
    return [str(stratum) for stratum in Stratum if sizes.get(stratum, 0) < 1]
