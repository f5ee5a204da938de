"""Which column of a file is which field, by the names people give their columns.

Pure. Case, blanks, underscores, a star and a remark in brackets do not matter: "网点 编号*" is "网点编号".
"""

import re
import unicodedata
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from crm.imports.rules.decoding import Unreadable

_REMARK = re.compile(r"[(\[（【].*?[)\]）】]")
_NOISE = re.compile(r"[\s_*:：.\-]+")


@dataclass(frozen=True, slots=True)
class Columns:
    """`places` gives each known field its column; `unused` are the titles nobody asked for."""

    places: Mapping[str, int]
    unused: tuple[str, ...]


def key_of(title: str) -> str:
    return _NOISE.sub("", _REMARK.sub("", unicodedata.normalize("NFKC", title))).casefold()


def columns_of(header: Sequence[str], aliases: Mapping[str, Sequence[str]], *, required: Sequence[str] = ()) -> Columns:
    """Match the titles of a file to fields.

    aliases   field → every title that means it
    required  without these it is no such file
    raises    Unreadable: duplicate_header when two columns mean one field, missing_columns
    """
    meant = _meanings(aliases)
    places: dict[str, int] = {}
    unused = []
    for position, title in enumerate(header):
        field = meant.get(key_of(title))
        if field is None:
            unused.append(title)
        elif field in places:
            raise Unreadable("duplicate_header", title=title, first=header[places[field]])
        else:
            places[field] = position
    _demand(required, places)
    return Columns(places, tuple(title for title in unused if title))


def titles_meant(header: Sequence[str], aliases: Mapping[str, Sequence[str]]) -> dict[int, str]:
    """Position → field, as far as the titles say it; of two columns that mean one field the first."""
    meant = _meanings(aliases)
    found: dict[str, int] = {}
    for place, title in enumerate(header):
        if field := meant.get(key_of(title)):
            found.setdefault(field, place)
    return {place: field for field, place in found.items()}


def _meanings(aliases: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {key_of(alias): field for field, titles in aliases.items() for alias in (field, *titles)}


def columns_named(
    header: Sequence[str], named: Mapping[int, str], *, known: Container[str], required: Sequence[str] = ()
) -> Columns:
    """The columns as somebody has assigned them; a field that has gone since is nobody's any more.

    named    position of a column → its field
    raises   Unreadable: duplicate_header, missing_columns
    """
    places: dict[str, int] = {}
    for place, field in sorted(named.items()):
        if field in known and place < len(header):
            if field in places:
                raise Unreadable("duplicate_header", title=header[place], first=header[places[field]])
            places[field] = place
    _demand(required, places)
    taken = set(places.values())
    return Columns(places, tuple(title for place, title in enumerate(header) if title and place not in taken))


def remembered(header: Sequence[str], mapping: Mapping[str, str]) -> dict[int, str]:
    """Position → field, by the titles that were assigned once; of two like titles the first is meant."""
    waiting = dict(mapping)
    return {place: waiting.pop(key_of(title)) for place, title in enumerate(header) if key_of(title) in waiting}


def signature(header: Sequence[str], *, besides: Sequence[str] = ()) -> str:
    """What two headers have in common that name the same columns, in whatever order.

    besides   titles that do not count: what a report puts behind the rows it sends back
    """
    passed_over = {key_of(title) for title in besides}
    keys = sorted({key_of(title) for title in header if title} - passed_over)
    return sha256("\n".join(keys).encode()).hexdigest()


def _demand(required: Sequence[str], places: Mapping[str, int]) -> None:
    if missing := [field for field in required if field not in places]:
        raise Unreadable("missing_columns", missing=", ".join(missing))
