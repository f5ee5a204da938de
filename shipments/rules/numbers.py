"""What a scanned, pasted or typed waybill or piece number looks like once cleaned.

Pure. The pattern is that of the industry: 6 to 32 letters and digits, leading zeros kept.
"""

import re
import unicodedata
from collections.abc import Iterator

#: The browser gets the same pattern, see `shipments/views/desk.py`.
PATTERN = "[0-9A-Z]{6,32}"
_PATTERN = re.compile(PATTERN)
_BLANKS = re.compile(r"[\s\-·]+")


def clean_number(text: str) -> str:
    """Full-width characters narrowed, blanks and dashes taken out, upper case."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text)).upper()


def is_number(text: str) -> bool:
    return bool(_PATTERN.fullmatch(text))


def numbers_in(text: str) -> Iterator[str]:
    """Each number of a pasted text once, in its order: one a line, or apart by commas, semicolons or tabs."""
    pieces = re.split(r"[\n\r,;\t]+", unicodedata.normalize("NFKC", text).replace("、", ","))
    yield from dict.fromkeys(filter(None, map(clean_number, pieces)))
