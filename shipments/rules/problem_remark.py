"""Whether a problem remark says what happened, when, with whom, and on which telephone.

Pure, and plain enough for the browser to follow step by step: Unicode normalisation, two regular expressions,
and single-pass replacement of words, the longest first. The words are the edition's.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from shipments.rules.edition import Edition

#: Clock times and dates, which belong to the element "time": 11:30, 11点半, 3时15分, 11月23日, 23号.
_TIMES = re.compile(r"\d{1,2}:\d{2}(:\d{2})?|\d{1,2}[点时](半|整|钟|\d{1,2}分?)?|(\d{2,4}年)?(\d{1,2}月)?\d{1,2}[日号]")
#: A letter or two over and over: 啊啊啊, xyxyxy.
_REPEATED = re.compile(r"(.{1,2})\1{2,}.?")
#: What a sentence with blanks still has open.
_BLANK = re.compile(r"_{2,}")
_CLAUSE_ENDS = re.compile(r"[,.。;!?、\n]+")


class RemarkKind(StrEnum):
    VALID = "valid"
    IV1 = "IV1"
    IV2 = "IV2"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Remark:
    """The four elements as the clerk wrote them.

    waybill_numbers    of the waybill and its pieces: copied out they are no answer
    """

    occurred_at: datetime | None
    contact: str
    phone: str
    matter: str
    waybill_numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RemarkVerdict:
    """
    missing    of "time", "contact", "matter", "phone", those without content
    phrases    the banned phrases found in the matter, in the order found
    """

    kind: RemarkKind
    missing: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()


def remark_verdict(edition: Edition, remark: Remark) -> RemarkVerdict:
    """IV2 if a banned phrase is the whole reason, else IV1 if an element is missing, else review or valid.

    A banned phrase inside a complete remark is for a person to judge (reading 25).
    """
    phrases, rest = _matter(edition, remark)
    missing = _missing(edition, remark, rest=rest)
    if phrases and len(rest) <= edition.matter_letters:
        return RemarkVerdict(RemarkKind.IV2, tuple(one for one in missing if one != "matter"), phrases)
    if missing:
        return RemarkVerdict(RemarkKind.IV1, missing, phrases)
    return RemarkVerdict(RemarkKind.REVIEW if phrases else RemarkKind.VALID, (), phrases)


def _matter(edition: Edition, remark: Remark) -> tuple[tuple[str, ...], str]:
    """The banned phrases of the matter, and the letters that say something beside them."""
    matter = _plain(remark.matter)
    for number in remark.waybill_numbers:
        matter = matter.replace(_plain(number), " ")
    matter = _TIMES.sub(" ", matter)
    clauses = " ".join(_letters(clause) for clause in _CLAUSE_ENDS.split(matter))
    banned = _any_of(tuple(_plain(one.phrase) for one in edition.banned_phrases))
    phrases = tuple(dict.fromkeys(banned.findall(clauses)))
    rest = banned.sub(" ", clauses)
    if contact := _letters(_plain(remark.contact)):
        rest = rest.replace(contact, " ")
    return phrases, _letters(_any_of(edition.filler_words).sub(" ", rest))


def _missing(edition: Edition, remark: Remark, *, rest: str) -> tuple[str, ...]:
    numbers = {_digits(_plain(number)) for number in remark.waybill_numbers}
    copies = {_plain(number).strip() for number in remark.waybill_numbers}
    contact, matter = _plain(remark.contact), _letters(_plain(remark.matter))
    phone = _digits(_plain(remark.phone))
    empty = {
        "time": remark.occurred_at is None,
        "contact": _says_nothing(edition, _letters(contact)) or contact.strip() in copies,
        "matter": has_blank(remark.matter)
        or not rest
        or len(matter) < 2
        or len(set(matter)) < 2
        or _says_nothing(edition, matter),
        "phone": len(phone) < edition.phone_digits or len(set(phone)) < 2 or phone in numbers,
    }
    return tuple(element for element, is_empty in empty.items() if is_empty)


def has_blank(matter: str) -> bool:
    """Whether a sentence with blanks has not been filled in."""
    return bool(_BLANK.search(_plain(matter)))


def _says_nothing(edition: Edition, letters: str) -> bool:
    return not letters or letters in edition.empty_answers or bool(_REPEATED.fullmatch(letters))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, text))


def _digits(text: str) -> str:
    return "".join(filter(str.isdecimal, text))


@lru_cache(maxsize=64)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Matches any of the words, the longest first; nothing at all when there are none."""
    ordered = sorted(words, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, ordered)) or r"(?!)")
