"""The demo network's staff on paper: who works at an outlet of which size. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from crm.accounts.roles import Role
from crm.home.demo.blueprint import OutletPlan
from crm.home.demo.names import person, phone

COURIERS = 3
MOST_COURIERS = 6


@dataclass(frozen=True, slots=True)
class Colleague:
    staff_no: str
    role: Role
    name: str
    phone: str


def staff(outlet: OutletPlan, *, busy: bool, seed: int) -> Iterator[Colleague]:
    """A manager, a clerk and couriers everywhere; busy outlets have more couriers and somebody for customers."""
    rng = Random(f"{seed} staff {outlet.code}")
    roles = [Role.MANAGER, Role.WAYBILL_CLERK, *[Role.COURIER] * (MOST_COURIERS if busy else COURIERS)]
    counts: dict[Role, int] = {}
    for role in [*roles, *([Role.SERVICE_CLERK] if busy else [])]:
        counts[role] = counts.get(role, 0) + 1
        yield Colleague(_staff_no(outlet, role, counts[role]), role, person(rng), phone(rng))


def desk_no(outlet: OutletPlan) -> str:
    """Who scans at the outlet's desk."""
    return _staff_no(outlet, Role.WAYBILL_CLERK, 1)


def first_no(outlet_code: str, role: Role) -> str:
    """The first who plays this role at the outlet."""
    return f"{outlet_code}-{_LETTERS[role]}1"


def courier_no(outlet: OutletPlan, rng: Random) -> str:
    """One of the couriers that every outlet has."""
    return _staff_no(outlet, Role.COURIER, rng.randrange(1, COURIERS + 1))


_LETTERS = {Role.MANAGER: "M", Role.WAYBILL_CLERK: "W", Role.COURIER: "C", Role.SERVICE_CLERK: "S"}


def _staff_no(outlet: OutletPlan, role: Role, number: int) -> str:
    return f"{outlet.code}-{_LETTERS[role]}{number}"
