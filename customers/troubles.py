"""What went wrong with a parcel or its customer, known to higher apps: who is in trouble gets no cheerful words.

Lateness, damage and open problems are the shipments' knowledge, an open complaint that of complaints. Each registers
its check in `AppConfig.ready()`.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

#: The gravest first: of two troubles this one is apologised for.
GRAVEST = ("complaint", "damaged", "disputed", "late")


class Parcel(NamedTuple):
    """waybill   its number; "": asked about the customer alone"""

    customer_id: int
    waybill: str


#: Parcel → value of `ThankYou.Trouble`; who is in none is left out.
Check = Callable[[Sequence[Parcel]], Mapping[Parcel, str]]

_registered: list[Check] = []


def register(check: Check) -> None:
    """check(parcels) gets some hundred at once and asks the database as often as once for them all."""
    _registered.append(check)


def troubles_of(parcels: Sequence[Parcel]) -> dict[Parcel, str]:
    """The gravest trouble of each."""
    found: dict[Parcel, str] = {}
    for check in _registered if parcels else ():
        for parcel, trouble in check(parcels).items():
            found[parcel] = min(found.get(parcel, trouble), trouble, key=GRAVEST.index)
    return found
