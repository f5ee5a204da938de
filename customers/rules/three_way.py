"""Two have changed the same thing: what goes together, and what a person must decide.

Pure. Values are compared, never looked into; a field that only one of them touched needs nobody.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Clash:
    """One field that both have changed, each in another way. `known` is False when nobody knows the original."""

    field: str
    original: Any
    mine: Any
    theirs: Any
    known: bool = True


@dataclass(frozen=True, slots=True)
class Reconciled:
    """
    changes   field → value that is written: mine, where they have left it alone
    clashes   what a person must decide
    theirs    fields that they have changed and I have not
    """

    changes: dict[str, Any]
    clashes: tuple[Clash, ...]
    theirs: tuple[str, ...]


def reconcile(mine: Mapping[str, Any], *, original: Mapping[str, Any], theirs: Mapping[str, Any]) -> Reconciled:
    """
    mine       field → value that I want
    original   field → value that I have seen; one that is missing here was never seen
    theirs     field → value as it stands now, at least for every field of `mine`
    """
    changes, clashes = {}, []
    for field, wanted in mine.items():
        now, seen = theirs[field], field in original
        if wanted == now or (seen and wanted == original[field]):
            continue
        if seen and now == original[field]:
            changes[field] = wanted
        else:
            clashes.append(Clash(field, original.get(field), wanted, now, seen))
    return Reconciled(changes, tuple(clashes), tuple(_touched(mine, original=original, theirs=theirs)))


def _touched(mine: Mapping[str, Any], *, original: Mapping[str, Any], theirs: Mapping[str, Any]) -> Iterable[str]:
    return [
        field
        for field, seen in original.items()
        if theirs[field] not in (seen, mine.get(field, seen)) and mine.get(field, seen) == seen
    ]
