"""What stands in a cell: cleaned text, and the values read from it.

Pure. A reader takes the cell's text and returns a value, or raises BadCell naming the reason by a code.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from uuid import UUID
from zoneinfo import ZoneInfo

#: Times without an offset are the network's own.
ZONE = ZoneInfo("Asia/Shanghai")

Reader = Callable[[str], object]

_INVISIBLE = {"Cc", "Cf", "Co", "Cs"}
_FORMULA = re.compile(r'[\s"]*[=+\-@]|[\t\r]')
_SCIENTIFIC = re.compile(r"[+-]?\d(?:\.\d+)?[eE]\+?\d+")
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._/#-]*")
_PHONE = re.compile(r"\+?[0-9*#]{3,20}(?:-[0-9]{1,8}){0,3}")
_CHINA = re.compile(r"(?:\+86|0086|86)(1\d{10})")
_INSTANT = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[T ]+(\d{1,2})[:时](\d{2})分?"
    r"(?::?(\d{2})(?:\.(\d{1,6}))?秒?)? ?(Z|[+-]\d\d:?\d\d)?"
)
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_CLOCK = re.compile(r"(\d{1,2})[:：](\d{2})(?::\d{2})?")
YES = frozenset({"yes", "y", "true", "1", "是", "有", "√"})
NO = frozenset({"no", "n", "false", "0", "否", "无", "×"})


class BadCell(ValueError):
    """This cell cannot be taken; `code` names the reason, `params` its particulars."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def clean(cell: str) -> str:
    """Without control characters, joiners, direction overrides and outer blanks.

    The apostrophe that our own exports put before a formula's first character goes too.
    """
    if cell[:1] == "'" and _FORMULA.match(cell[1:]):
        cell = cell[1:]
    if cell.isprintable():
        return cell.strip()
    kept = "".join(" " if ch in "\t\r\n" else ch for ch in cell if ch in "\t\r\n" or not _hidden(ch))
    return kept.strip()


def _hidden(ch: str) -> bool:
    return unicodedata.category(ch) in _INVISIBLE


def safe(cell: str) -> str:
    """The cell for a CSV that Excel may open: nothing in it starts a formula."""
    return "'" + cell if _FORMULA.match(cell) else cell


def is_scientific(cell: str) -> bool:
    """1.38E+10: what a spreadsheet makes of a long number."""
    return bool(_SCIENTIFIC.fullmatch(unicodedata.normalize("NFKC", cell).strip()))


def text(limit: int) -> Reader:
    """Any text up to `limit` characters."""

    def read(cell: str) -> str:
        if len(cell) > limit:
            raise BadCell("too_long", limit=limit)
        return cell

    return read


def code(limit: int) -> Reader:
    """A number or code as printed: full-width letters become plain ones, blanks inside go."""

    def read(cell: str) -> str:
        plain = "".join(unicodedata.normalize("NFKC", cell).split())
        if _SCIENTIFIC.fullmatch(plain):
            raise BadCell("scientific", value=cell)
        if len(plain) > limit:
            raise BadCell("too_long", limit=limit)
        if not _CODE.fullmatch(plain):
            raise BadCell("not_a_code", value=cell)
        return plain

    return read


def phone(cell: str) -> str:
    """One form for one number: １３８…, +86 138…, 0086138… and 138-… are the same."""
    plain = re.sub(r"[\s()·.]|(?<=1\d\d)-(?=\d{4}-?\d{4}$)", "", unicodedata.normalize("NFKC", cell))
    if _SCIENTIFIC.fullmatch(unicodedata.normalize("NFKC", cell).strip()):
        raise BadCell("scientific", value=cell)
    if len(plain.replace("-", "")) == 11 and plain.startswith("1"):
        plain = plain.replace("-", "")
    if found := _CHINA.fullmatch(plain.replace("-", "")):
        return found[1]
    if not _PHONE.fullmatch(plain):
        raise BadCell("not_a_phone", value=cell)
    return plain


def instant(cell: str) -> datetime:
    """2026-11-18 06:00, 2026/11/18 6:00:30 or ISO 8601; without an offset in the network's zone."""
    found = _INSTANT.fullmatch(unicodedata.normalize("NFKC", cell))
    if not found:
        raise BadCell("not_an_instant", value=cell)
    *parts, fraction, offset = found.groups()
    try:
        zone = time.fromisoformat(f"00:00{offset}").tzinfo if offset else ZONE
        return datetime(*(int(part or 0) for part in parts), int((fraction or "0").ljust(6, "0")), tzinfo=zone)
    except ValueError as wrong:
        raise BadCell("not_an_instant", value=cell) from wrong


def day(cell: str) -> date:
    """2026-11-18, 2026/11/18, 2026年11月18日."""
    found = _DAY.fullmatch(unicodedata.normalize("NFKC", cell).removesuffix(" 00:00:00"))
    try:
        return date(*(int(part) for part in found.groups())) if found else _no_day(cell)
    except ValueError:
        return _no_day(cell)


def _no_day(cell: str) -> date:
    raise BadCell("not_a_day", value=cell)


def clock(cell: str) -> time:
    """A time of day: 8:00, 21:30."""
    found = _CLOCK.fullmatch(unicodedata.normalize("NFKC", cell))
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise BadCell("not_a_clock", value=cell)
    return time(int(found[1]), int(found[2]))


def truth(cell: str) -> bool:
    word = unicodedata.normalize("NFKC", cell).casefold()
    if word not in YES | NO:
        raise BadCell("not_a_truth", value=cell)
    return word in YES


def decimal(places: int, *, most: Decimal) -> Reader:
    """A number of zero or more, rounded nowhere: more decimals than `places` are refused."""

    def read(cell: str) -> Decimal:
        plain = unicodedata.normalize("NFKC", cell).replace(",", "")
        try:
            value = Decimal(plain)
        except InvalidOperation as wrong:
            raise BadCell("not_a_number", value=cell) from wrong
        if not value.is_finite() or value < 0 or value > most:
            raise BadCell("number_outside", value=cell, most=str(most))
        if value != value.quantize(Decimal(1).scaleb(-places)):
            raise BadCell("too_many_decimals", value=cell, places=places)
        return value

    return read


def whole(*, most: int) -> Reader:
    read = decimal(0, most=Decimal(most))
    return lambda cell: int(read(cell))  # type: ignore[call-overload]


def one_of(words: Mapping[str, object]) -> Reader:
    """A word from a fixed list, whichever language it is in."""
    known = {word.casefold(): value for word, value in words.items()}
    firsts: dict[object, str] = {}
    for word, value in words.items():
        firsts.setdefault(value, word)
    choice = ", ".join(word if word == str(value) else f"{word} ({value})" for value, word in firsts.items())

    def read(cell: str) -> object:
        word = unicodedata.normalize("NFKC", cell).casefold()
        if word not in known:
            raise BadCell("unknown_word", value=cell, known=choice)
        return known[word]

    return read


def uuid(cell: str) -> UUID:
    try:
        return UUID(cell)
    except ValueError as wrong:
        raise BadCell("not_a_uuid", value=cell) from wrong
