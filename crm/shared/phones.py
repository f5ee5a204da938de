"""Telephone numbers in one form each, whoever wrote them: full-width, with blanks, with the country's prefix.

Pure. 13800138000 for a mobile one, 0755-27654321 for a landline, 400-830-4888, +852 2345 6789 for a foreign one.
"""

import re
import unicodedata

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat

LONGEST = 30
#: As many last digits as people say when they are asked whose parcel it is.
TAIL = 4
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_MARKS = re.compile(r"[\s()\[\]·.—–―‐-―-]+")
_EXTENSION = re.compile(r"^(.{7,}?)(?:转|轉|分机|ext\.?|x|#|-)(\d{1,6})$", re.IGNORECASE)
_WRITTEN = re.compile(r"\+?[0-9]{5,20}")
_MOBILE = re.compile(r"1\d{10}")
_PLAIN_MOBILE = re.compile(r"1[0-9]{10}")
_SHORT = re.compile(r"9[56]\d{3,6}")
_AREA = re.compile(r"(10|2\d|[3-9]\d{2})(\d{7,8})")


def normal_phone(written: str) -> str:
    """
    raises   ValueError for what no telephone dials
    """
    if _PLAIN_MOBILE.fullmatch(written):
        return written
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", written[: 4 * LONGEST])).strip()
    main, extension = _parted(text)
    plain = _MARKS.sub("", main)
    plain = "+" + plain[2:] if plain.startswith("00") else plain
    if not _WRITTEN.fullmatch(plain) or len(written) > 4 * LONGEST:
        raise ValueError(written[:LONGEST])
    shown = _shown(plain)
    return f"{shown}-{extension}" if extension else shown


def plainest(written: str) -> str:
    """`normal_phone`, or what was written where no telephone dials it."""
    try:
        return normal_phone(written)
    except ValueError:
        return written


def tail(phone: str) -> str:
    """The last four digits of the number itself, without an extension; fewer of a shorter one."""
    main, _extension = _parted(phone)
    return re.sub(r"\D", "", main)[-TAIL:]


def _parted(text: str) -> tuple[str, str]:
    found = _EXTENSION.match(text)
    if found and len(re.sub(r"\D", "", found[1])) >= 10:
        return found[1], found[2]
    return text, ""


def _shown(plain: str) -> str:
    bare = plain.removeprefix("+86") if plain.startswith("+86") else plain
    if _MOBILE.fullmatch(bare) or (not plain.startswith("+") and _SHORT.fullmatch(bare)):
        return bare
    if re.fullmatch(r"86(1\d{10})", plain):
        return plain[2:]
    number = _parsed(plain)
    if number.country_code != 86:
        return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL).replace("-", " ")
    national = phonenumbers.national_significant_number(number)
    if len(national) == 10 and national[:3] in {"400", "800"}:
        return f"{national[:3]}-{national[3:6]}-{national[6:]}"
    if area := _AREA.fullmatch(national):
        return f"0{area[1]}-{area[2]}" if _with_area(plain) else national
    return national


def _with_area(plain: str) -> bool:
    return plain.startswith(("0", "+86"))


def _parsed(plain: str) -> PhoneNumber:
    try:
        number = phonenumbers.parse(plain, "CN")
    except phonenumbers.NumberParseException as error:
        raise ValueError(plain) from error
    if not phonenumbers.is_possible_number(number):
        raise ValueError(plain)
    return number
