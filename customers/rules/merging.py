"""Which value of two stays when two files become one.

Pure. What a person says counts; left alone, an empty field takes what the other file has, and nothing else changes.
"""

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

#: For this long a merge can be taken apart again.
UNDO_FOR = timedelta(days=90)
_NOTHING: tuple[object, ...] = (None, "")


def differing(kept: Mapping[str, Any], gone: Mapping[str, Any]) -> list[str]:
    """Names of the fields in which the two differ, in the order of the files; a person chooses among these."""
    names = list(dict.fromkeys((*kept, *gone)))
    return [name for name in names if _said(kept.get(name)) != _said(gone.get(name))]


def proposed(kept: Mapping[str, Any], gone: Mapping[str, Any]) -> frozenset[str]:
    """Names whose value is taken from the one that goes, unless a person says otherwise."""
    return frozenset(name for name in differing(kept, gone) if kept.get(name) in _NOTHING)


def taken(gone: Mapping[str, Any], names: Collection[str], *, differing: Collection[str]) -> dict[str, Any]:
    """Field → value for those of the names in which the files differ at all."""
    return {name: gone.get(name) for name in differing if name in names}


def _said(value: Any) -> Any:
    return None if value in _NOTHING else value
