"""Who is thanked after a delivery, how, and why not. Pure.

A first delivery always; later ones by the tier's rhythm; who is in trouble hears an apology from a person instead.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

#: What customers are promised: thanks within so long after the delivery.
WITHIN = timedelta(hours=24)
#: What goes wrong at the door is told within the hour: until then nobody is thanked.
WAIT = timedelta(hours=1)
#: Whoever shipped for the first time longer ago than this is not new, even if nobody has ever thanked.
NEW_FOR = timedelta(days=30)
_MOBILE = re.compile(r"(?:\+?86)?1\d{10}")


class Choice(NamedTuple):
    """way, reason: values of ThankYou.Way and ThankYou.Reason; reason only with the way "none"."""

    way: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """
    day         of the delivery; last_on: when the customer was thanked last
    channel     what the tier's service level says: call, sms or none; every_days: its rhythm
    refused     channels on which nobody may write or call about shipments
    phone       as in the file
    """

    day: date
    first: bool
    trouble: str
    channel: str
    every_days: int
    last_on: date | None
    refused: frozenset[str]
    phone: str


def mobile(phone: str) -> bool:
    """Whether an SMS can reach it: China's mobile numbers."""
    return _MOBILE.fullmatch(phone.replace(" ", "").replace("-", "")) is not None


def is_first(day: date, *, thanked_before: bool, first_shipped_on: date | None) -> bool:
    return not thanked_before and (first_shipped_on is None or first_shipped_on > day - NEW_FOR)


def decide(facts: Facts) -> Choice:
    if facts.trouble:
        return Choice("apology")
    if not facts.first:
        if facts.channel == "none":
            return Choice("none", "tier")
        if facts.last_on is not None and facts.day < facts.last_on + timedelta(days=facts.every_days):
            return Choice("none", "recent")
    if not facts.phone:
        return Choice("none", "no_address")
    if facts.channel == "call" and "call" not in facts.refused:
        return Choice("call")
    if "sms" in facts.refused:
        return Choice("none", "refused")
    return Choice("sms") if mobile(facts.phone) else Choice("none", "no_address")
