"""Which column of a file is which field, by the names people give their columns.

Pure. Case, blanks, underscores, a star and a remark in brackets do not matter: "网点 编号*" is "网点编号".
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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
    meant = {key_of(alias): field for field, titles in aliases.items() for alias in (field, *titles)}
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
    if missing := [field for field in required if field not in places]:
        raise Unreadable("missing_columns", missing=", ".join(missing))
    return Columns(places, tuple(title for title in unused if title))
