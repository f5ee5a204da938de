"""Chinese names as they are typed on a keyboard without an input method: 虎门 → humen, hm.

Pure. Computed when a row is written and stored beside it; a search compares what is typed with the stored columns.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from pypinyin import Style
from pypinyin.core import Pinyin

_PINYIN = Pinyin()
_KEYS = re.compile(r"[^0-9a-z]+")


@dataclass(frozen=True, slots=True)
class Reading:
    """Lower-case letters and digits only; `words`: a Chinese character or a run of other ones each."""

    whole: str
    initials: str
    words: tuple[str, ...] = ()


# The same name is written into the address book and into what a file is found by.
@lru_cache(maxsize=8192)
def reading(text: str) -> Reading:
    """How a name is read. Letters and digits stand for themselves; every other mark is left out."""
    words = [word for part in _PINYIN.seg(unicodedata.normalize("NFKC", text)) for word in _spoken(part)]
    initials = [word if word.isdigit() else word[0] for word in words]
    return Reading("".join(words), "".join(initials), tuple(words))


# Names are many, the characters and words that they are made of are few.
@lru_cache(maxsize=32768)
def _spoken(part: str) -> tuple[str, ...]:
    """How a character, or a word that is read as a whole, is spoken."""
    found = _PINYIN.pinyin(part, style=Style.NORMAL, errors="default")
    return tuple(word for syllable in found if (word := keys(syllable[0])))


def keys(typed: str) -> str:
    """What was typed, as it is compared with the stored columns: ＨＭ and "h m" are hm."""
    return _KEYS.sub("", unicodedata.normalize("NFKC", typed).lower())
