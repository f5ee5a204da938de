"""Chinese names as they are typed on a keyboard without an input method: 虎门 → humen, hm.

Pure. Computed when a row is written and stored beside it; a search compares what is typed with the stored columns.
"""

import re
import unicodedata
from dataclasses import dataclass

from pypinyin import Style, pinyin

_KEYS = re.compile(r"[^0-9a-z]+")


@dataclass(frozen=True, slots=True)
class Reading:
    """Lower-case letters and digits only; `words`: a Chinese character or a run of other ones each."""

    whole: str
    initials: str
    words: tuple[str, ...] = ()


def reading(text: str) -> Reading:
    """How a name is read. Letters and digits stand for themselves; every other mark is left out."""
    parts = pinyin(unicodedata.normalize("NFKC", text), style=Style.NORMAL, errors="default")
    syllables = [keys(part[0]) for part in parts]
    words = [word for part, word in zip(parts, syllables, strict=True) if word]
    initials = [word if word.isdigit() else word[0] for word in words]
    return Reading("".join(words), "".join(initials), tuple(words))


def keys(typed: str) -> str:
    """What was typed, as it is compared with the stored columns: ＨＭ and "h m" are hm."""
    return _KEYS.sub("", unicodedata.normalize("NFKC", typed).lower())
