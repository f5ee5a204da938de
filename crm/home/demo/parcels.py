"""The demo's waybills on paper: who sends what to whom, in how many pieces. Pure."""

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from crm.home.demo.blueprint import OutletPlan
from crm.home.demo.names import door, person, phone
from crm.home.demo.senders import Sender
from shipments.rules.terms import Shift

#: Twelve digits as the network prints them; numbers from 990 on were never issued.
NUMBER = "990{:09d}"
PRINTED = 12
SUBS_SHARE = 0.08
RECEIPT_SHARE = 0.04
COD_SHARE = 0.03
_PRODUCTS = {
    Shift.EARLY: ("next_morning", "next_morning", "next_day", "standard"),
    Shift.MID: ("same_day", "same_day", "next_day"),
    Shift.EVENING: ("same_day",),
}


@dataclass(frozen=True, slots=True)
class Parcel:
    """`subs` and `receipt` are piece numbers; the master's is the waybill's."""

    number: str
    product: str
    sender: Sender
    destination: OutletPlan
    receiver_name: str
    receiver_phone: str
    receiver_address: str
    subs: tuple[str, ...]
    receipt: str
    weight_kg: Decimal
    cod_yuan: Decimal | None

    @property
    def pieces(self) -> tuple[str, ...]:
        """All that travels to the receiver."""
        return (self.number, *self.subs, *((self.receipt,) if self.receipt else ()))


def parcel(number: int, rng: Random, *, sender: Sender, destination: OutletPlan, shift: Shift) -> Parcel:
    printed = NUMBER.format(number)
    subs = rng.choice((1, 1, 1, 1, 2, 2, 3, 5)) if rng.random() < SUBS_SHARE else 0
    return Parcel(
        number=printed,
        product=rng.choice(_PRODUCTS[shift]),
        sender=sender,
        destination=destination,
        receiver_name=person(rng),
        receiver_phone=phone(rng),
        receiver_address=door(rng, destination.place.address),
        subs=tuple(f"{printed}{position:03d}" for position in range(1, subs + 1)),
        receipt=f"{printed}R" if rng.random() < RECEIPT_SHARE else "",
        weight_kg=Decimal(int(min(60_000, 300 + rng.paretovariate(1.3) * 500))) / 1000,
        cod_yuan=Decimal(rng.randrange(20, 900)) if rng.random() < COD_SHARE else None,
    )
