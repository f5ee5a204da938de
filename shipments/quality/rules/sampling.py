"""A random sample that anybody can draw again: the same seed takes the same rows of the same population.

Pure. Every row gets a lot from its key and the seed; the lowest lots are drawn. Each set of rows is as likely as any
other, and nobody can steer it who does not choose the seed. `shipments/quality/queries/spot_checks.py` says the same to
the database.
"""

import hashlib
from collections.abc import Iterable


def lot(seed: int, key: int) -> bytes:
    return hashlib.sha256(f"{seed}:{key}".encode()).digest()


def sample(keys: Iterable[int], size: int, *, seed: int) -> list[int]:
    """`size` different keys in the order of drawing, or all there are."""
    return sorted(set(keys), key=lambda key: lot(seed, key))[:size]
