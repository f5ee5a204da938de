"""Personal data as everybody sees it: who needs the whole asks for it, and the asking is logged.

Pure. Names keep the surname, phones hide at least six digits, addresses end before building, floor and room.
"""

import re

_COMPOUND_SURNAME = re.compile(
    "欧阳|太史|端木|上官|司马|东方|独孤|南宫|万俟|闻人|夏侯|诸葛|尉迟|公羊|赫连|澹台|皇甫|宗政|濮阳|公冶|太叔|申屠"
    "|公孙|慕容|仲孙|钟离|长孙|宇文|司徒|鲜于|司空|令狐|呼延"
)
_PERSON = re.compile("[\u3400-\u9fff·]{2,4}")
_FIRM = re.compile("公司|商店|工厂|集团|中心|学校|医院|银行|门市|仓库")
HIDDEN = "***"
_PHONE = re.compile(r"\+?\d[\d -]{5,}\d")

_ROOM = re.compile(
    r"""[0-9A-Za-z０-９一二三四五六七八九十百甲乙丙丁东西南北#＃\-－–]+\s*
        (?:号楼|号房|号院|栋|幢|棟|座|单元|梯|层|楼|室|房|户|铺|档)       # 3栋, 二单元, 501室
      | (?<=号)\s*[0-9A-Za-z０-９#＃].*                                  # 12号501
      | [0-9０-９]+(?:\s*[\-－–]\s*[0-9A-Za-z０-９]+)+                    # 3-2-501
      | \b(?:room|rm|flat|unit|apt|apartment|suite|floor|bldg|building|block)\b.*
      | [A-Za-z]?[0-9０-９]{2,}[A-Za-z]?\s*$                             # … 花园 1502
    """,
    re.VERBOSE | re.IGNORECASE,
)


def mask_name(name: str) -> str:
    """张三 → 张**, 欧阳修 → 欧阳**; a name in Latin letters keeps its first one."""
    name = name.strip()
    if not name:
        return ""
    kept = 2 if len(name) > 2 and _COMPOUND_SURNAME.match(name) else 1
    return name[:kept] + "**"


def surname(name: str) -> str:
    """张三 → 张. Empty for firms and names in other letters: a sentence goes round them."""
    name = name.strip()
    if not _PERSON.fullmatch(name) or _FIRM.search(name):
        return ""
    return mask_name(name).rstrip("*")


def mask_phone(phone: str) -> str:
    """19912345678 → 199******78. Separators stay, at least six digits go; a short number goes whole."""
    total = sum(ch.isdigit() for ch in phone)
    tail = min(2, max(0, total - 6))
    head = min(3, max(0, total - 6 - tail))
    seen, shown = 0, []
    for ch in phone.strip():
        if ch.isdigit():
            seen += 1
            ch = ch if seen <= head or seen > total - tail else "*"
        shown.append(ch)
    return "".join(shown)


def mask_address(address: str) -> str:
    """深圳市南山区科苑路15号3栋501室 → 深圳市南山区科苑路15号***: the street stays, the door goes."""
    address = address.strip()
    found = _ROOM.search(address)
    return address[: found.start()].rstrip(" ,，#＃") + HIDDEN if found else address


def mask_phones_in(text: str) -> str:
    """客户改约，电话19912345678 → 客户改约，电话199******78: every telephone number in a free text."""
    return _PHONE.sub(lambda found: mask_phone(found[0]), text)
