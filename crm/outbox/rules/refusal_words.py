"""Has somebody who wrote back refused further messages? Pure.

R, T, TD, N, 退订, 取消 (rule L22), in any width and case, with blanks and marks around, said twice, or as they are
asked for: `回复TD`. A word within a sentence is for a person to read.
"""

import re
import unicodedata

_WORDS = re.compile(r"(?:回复|回)?(?:(?:td|r|t|n)(?:退订|退訂|取消)*|(?:退订|退訂|取消)+)")
_KEPT = re.compile(r"[^\w]|_")


def refuses(text: str) -> bool:
    said = _KEPT.sub("", unicodedata.normalize("NFKC", text)).lower()
    return _WORDS.fullmatch(said) is not None
