"""How many messages of the telephone network a text becomes, as it is charged. Pure.

source   rule L25: 70 characters in one, 67 a part in several
"""

ALONE = 70
PART = 67


def segments(text: str) -> int:
    """0 for an empty text. A character outside the basic plane (an emoji) counts as two, as UCS-2 sends it."""
    units = len(text.encode("utf-16-le")) // 2
    if units <= ALONE:
        return min(units, 1)
    return -(-units // PART)
