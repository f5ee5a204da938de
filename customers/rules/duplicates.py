"""How alike two customer files are, 0 to 100, and why.

Pure. A file is cut into keys; two files are as alike as the keys they share. `customers/sql/duplicates.py` renders the
table below, so no point is typed twice.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

#: From here on a person looks at the pair.
WORTH_A_LOOK = 50
MOST = 100
#: What more files of an outlet share than these tells nothing: a market hall, a switchboard.
CROWD = 20
#: Names this long are hardly shared by chance; 张伟 is.
TELLING_NAME = 4
LONGEST = 60


class Reason(StrEnum):
    PHONE = "phone"
    CONTACT = "contact"
    NAME = "name"
    SOUND = "sound"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Clue:
    """What sharing a key of this prefix counts. Of one family only the strongest counts.

    sought   True when a file is looked for by it; the others only add to a likeness
    """

    prefix: str
    family: str
    reason: Reason
    points: int
    sought: bool = True


#: In a family the strongest stands first.
CLUES = (
    Clue("dp:", "phone", Reason.PHONE, 60),
    Clue("dc:", "phone", Reason.CONTACT, 50),
    Clue("dn:", "name", Reason.NAME, 55),
    Clue("dy:", "name", Reason.SOUND, 50),
    Clue("dm:", "name", Reason.NAME, 35),
    Clue("ds:", "name", Reason.SOUND, 20, sought=False),
    Clue("da:", "address", Reason.ADDRESS, 25, sought=False),
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is compared of a file.

    phone, contact_phones   as `crm.shared.phones.normal_phone` writes them
    sound                   pinyin of `core_of(name)`
    """

    name: str
    sound: str = ""
    phone: str = ""
    contact_phones: tuple[str, ...] = ()
    address: str = ""


@dataclass(frozen=True, slots=True)
class Likeness:
    score: int
    reasons: tuple[Reason, ...]


def keys_of(facts: Facts) -> frozenset[str]:
    """What the file shares with its like: "dp:13800138000", "dn:华强电子", "da:东莞虎门富民路12-3"."""
    core, address = core_of(facts.name), address_core(facts.address)
    telling = len(core) >= TELLING_NAME
    found = {f"dc:{phone}" for phone in (facts.phone, *facts.contact_phones) if phone}
    if facts.phone:
        found.add(f"dp:{facts.phone}")
    if len(core) > 1:
        found.add(f"{'dn:' if telling else 'dm:'}{core}")
    if facts.sound and facts.sound != core:
        found.add(f"{'dy:' if telling else 'ds:'}{facts.sound}")
    if address:
        found.add(f"da:{address}")
    return frozenset(key[:LONGEST] for key in found)


def likeness(mine: Collection[str], theirs: Collection[str]) -> Likeness:
    """Of two files' keys."""
    shared = frozenset(key[:3] for key in frozenset(mine) & frozenset(theirs))
    counted: dict[str, Clue] = {}
    for clue in CLUES:
        if clue.prefix in shared:
            counted.setdefault(clue.family, clue)
    score = min(MOST, sum(clue.points for clue in counted.values()))
    return Likeness(score, tuple(clue.reason for clue in counted.values()))


def sought_keys(keys: Collection[str]) -> list[str]:
    """Those by which files alike are found; whoever shares none of them never reaches `WORTH_A_LOOK`."""
    prefixes = {clue.prefix for clue in CLUES if clue.sought}
    return sorted(key for key in keys if key[:3] in prefixes)


_MARKS = re.compile(r"[\W_]+")
_PLACE = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,3}(?:省|自治区))?(?:[\u4e00-\u9fff]{2,4}?市)?(?:[\u4e00-\u9fff]{2,3}?[区县镇])?"
)
_CITY = re.compile(
    r"^(?:北京|上海|天津|重庆|广州|深圳|东莞|佛山|珠海|中山|惠州|江门|汕头|杭州|宁波|温州|义乌|金华|绍兴|嘉兴|苏州|无锡|南京|常州"
    r"|南通|常熟|昆山|厦门|泉州|福州|青岛|济南|烟台|武汉|长沙|成都|西安|郑州|合肥|南昌|昆明|贵阳|南宁|石家庄|沈阳|大连|哈尔滨|长春)"
)
_LEGAL_FORM = re.compile(
    r"(?:集团股份有限公司|集团有限公司|有限责任公司|股份有限公司|有限公司|分公司|总公司|公司|集团|coltd|ltd|limited|inc|llc|gmbh)$"
)


def core_of(name: str) -> str:
    """What is left of a name without its place and legal form: 深圳市华强电子有限公司 → 华强电子.

    A name that is nothing but a place or a legal form stays as it is.
    """
    core = _plain(name)
    for pattern in (_LEGAL_FORM, _PLACE, _CITY):
        rest = pattern.sub("", core)
        core = rest if len(rest) > 1 else core
    return core


_REGION = re.compile(r"^[\u4e00-\u9fff]{2,3}(?:省|自治区)")
_LEVEL = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:街道|[市区县镇乡])")
_DOOR = re.compile(r"(?:[号栋幢座室层楼铺房#]|单元|[\W_])+")


def address_core(address: str) -> str:
    """广东省东莞市虎门镇富民路12号3栋501室 → 东莞虎门富民路12-3-501; empty without a number, which no door is."""
    text = "".join(unicodedata.normalize("NFKC", address).lower().split())
    if not any(sign.isdigit() for sign in text):
        return ""
    return _DOOR.sub("-", _LEVEL.sub("", _REGION.sub("", text))).strip("-")


def _plain(text: str) -> str:
    return _MARKS.sub("", unicodedata.normalize("NFKC", text).lower())
