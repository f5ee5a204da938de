"""Finding a party in the address book by what a clerk types first."""

import re
import unicodedata

from django.db.models import Q, QuerySet

from crm.shared.phones import TAIL
from crm.shared.pinyin import keys
from customers.models import AddressBookEntry

SHOWN = 8
_DIGITS = re.compile(r"[\d\s+-]+")


def parties_like(typed: str, *, user: object, outlet_id: int) -> QuerySet[AddressBookEntry]:
    """The outlet's parties that a few typed characters mean, those used last first.

    typed   four digits: the phone's tail; more: the phone's beginning or end; letters: pinyin or its initials;
            anything else: the name's beginning. Shorter than two characters it finds nobody.
    """
    book = AddressBookEntry.objects.visible_to(user).filter(outlet_id=outlet_id).select_related("customer")
    text = "".join(unicodedata.normalize("NFKC", typed[:64]).split()).replace("\x00", "")
    if len(text) < 2:
        return book.none()
    return book.filter(_meaning(text)).order_by("-used_at", "-id")[:SHOWN]


def _meaning(text: str) -> Q:
    if _DIGITS.fullmatch(text):
        digits = re.sub(r"\D", "", text)
        if len(digits) <= TAIL:
            return Q(phone_tail__endswith=digits)
        return Q(phone_tail=digits[-TAIL:], phone__endswith=digits) | Q(phone__startswith=digits)
    if text.isascii() and (typed := keys(text)):
        return Q(initials__startswith=typed) | Q(pinyin__startswith=typed) | Q(name__istartswith=text)
    return Q(name__startswith=text)
