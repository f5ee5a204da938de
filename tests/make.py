"""The smallest valid row of anything, and whatever a test wants to say about it.

    outlet = make.outlet(kind="same_day")
    clerk = make.user(Role.WAYBILL_CLERK, outlet)

Instants are fixed: `NOON` is a Wednesday noon of the network, no test asks the clock.
"""

from datetime import datetime
from decimal import Decimal
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from crm.accounts.models import User
from crm.accounts.roles import OUTLET_ROLES, Role
from customers.models import Customer
from outlets.models import Hub, Membership, Outlet, Region
from shipments.models import LineHaulTrip, Piece, Waybill

ZONE = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 11, 18, 12, 0, tzinfo=ZONE)

_numbers = count(1)


def at(hour: int, minute: int = 0, *, day: int = 18) -> datetime:
    """A wall time of November 2026, on NOON's day unless said otherwise."""
    return NOON.replace(day=day, hour=hour, minute=minute)


def user(role: Role | None = None, outlet: Outlet | None = None, *, password: str | None = None, **fields: Any) -> User:
    """A person, with one role if given; outlet roles get an outlet of their own when none is named."""
    number = next(_numbers)
    fields = {"username": f"user{number}", "name": f"王{number}", **fields}
    person = User(**fields)
    person.set_password(password)
    person.save()
    if role is not None:
        member(person, role, outlet)
    return person


def member(person: User, role: Role, outlet_: Outlet | None = None) -> Membership:
    if role in OUTLET_ROLES and outlet_ is None:
        outlet_ = outlet()
    return Membership.objects.create(user=person, role=role, outlet=outlet_)


def region(**fields: Any) -> Region:
    number = next(_numbers)
    return Region.objects.create(**{"code": f"R{number}", "name": f"区域{number}", **fields})


def hub(**fields: Any) -> Hub:
    number = next(_numbers)
    fields = {"code": f"H{number}", "name": f"分拨{number}", **fields}
    if "region" not in fields:
        fields["region"] = region()
    return Hub.objects.create(**fields)


def outlet(**fields: Any) -> Outlet:
    """An outlet with its own hub, in the hub's region; same-day unless said otherwise."""
    number = next(_numbers)
    fields = {"code": f"N{number}", "name": f"网点{number}", "kind": "same_day", **fields}
    if "hub" not in fields:
        fields["hub"] = hub(**({"region": fields["region"]} if "region" in fields else {}))
    fields.setdefault("region", fields["hub"].region)
    return Outlet.objects.create(**fields)


def customer(outlet_: Outlet | None = None, **fields: Any) -> Customer:
    number = next(_numbers)
    fields = {"code": f"C{number}", "name": f"客户{number}", "created_at": NOON, **fields}
    return Customer.objects.create(outlet=outlet_ or outlet(), **fields)


def trip(outlet_: Outlet | None = None, **fields: Any) -> LineHaulTrip:
    """An early truck planned for 06:00 of NOON's day; nothing is reported yet."""
    fields = {"trip_no": f"T{next(_numbers)}", "shift": "early", "planned_at": at(6), **fields}
    return LineHaulTrip.objects.create(outlet=outlet_ or outlet(), **fields)


def waybill(*, pieces: int = 1, receipt: bool = False, **fields: Any) -> Waybill:
    """A waybill with its master, `pieces - 1` subs and, if wanted, a return receipt; numbers follow from its own."""
    number = fields.setdefault("number", f"773{next(_numbers):09d}")
    destination = fields.pop("destination", None) or outlet()
    origin = fields.pop("origin", None) or outlet()
    made = Waybill.objects.create(
        origin=origin, destination=destination, **{**_PARTIES, "return_receipt": receipt, **fields}
    )
    kinds = ["master", *["sub"] * (pieces - 1), *["receipt"] * receipt]
    for position, kind in enumerate(kinds):
        suffix = {"master": "", "sub": f"{position:03d}", "receipt": "R"}[kind]
        goal = origin if kind == "receipt" else destination
        Piece.objects.create(number=number + suffix, kind=kind, waybill=made, destination=goal)
    return made


_PARTIES = {
    "product": "standard",
    "sender_name": "张三",
    "sender_phone": "19000000001",
    "sender_address": "广州市天河区体育东路1号",
    "receiver_name": "李四",
    "receiver_phone": "19000000002",
    "receiver_address": "深圳市南山区科苑路15号3栋501室",
    "weight_kg": Decimal("1.000"),
    "entered_at": at(9, day=17),
}
