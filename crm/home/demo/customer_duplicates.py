"""Files opened twice, and one on offer to another outlet, as they stand at an outlet on any morning."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from crm.accounts.models import User
from crm.accounts.roles import Role
from crm.home.demo.logins import USERNAME_PREFIX
from crm.home.demo.names import PHONE_PREFIX
from customers.models import Contact, Customer, Handover, Source
from customers.services.duplicates import find_duplicates
from customers.services.handovers import offer
from customers.services.searching import refresh, refresh_missing
from outlets.models import Membership, Outlet

#: How the second file came about: what it has of the first one (name, phone, address), and its source.
TWICE = (
    ("short", True, False, Source.CALL),
    ("same", False, True, Source.IMPORT),
    ("boss", True, False, Source.COUNTER),
    ("same", False, False, Source.API),
)
BOSSES = ("陈建国", "林秀英")


def write_duplicates(*, at: datetime) -> None:
    """writes   customers_customer, customers_contact, customers_duplicatepair, customers_handover"""
    while refresh_missing():
        pass
    outlet = _home(f"{USERNAME_PREFIX}manager")
    if outlet is None:
        return
    firms = list(Customer.objects.current().filter(outlet=outlet).order_by("code")[: len(TWICE)])
    refresh([copy.pk for copy in _copies(firms, at=at)])
    find_duplicates(at)
    _offer_one(outlet, at=at)


def _copies(firms: Iterable[Customer], *, at: datetime) -> list[Customer]:
    made = []
    for number, (firm, (name, phone, address, source)) in enumerate(zip(firms, TWICE, strict=False), start=1):
        boss = BOSSES[number % len(BOSSES)]
        made.append(
            Customer.objects.create(
                outlet=firm.outlet,
                code=f"{firm.code}-2",
                kind=Customer.Kind.PERSON if name == "boss" else Customer.Kind.ENTERPRISE,
                name={"short": firm.name[2:], "same": firm.name, "boss": boss}[name],
                phone=firm.phone if phone else f"{PHONE_PREFIX}0755{number:04d}",
                address=firm.address if address else "",
                source=source,
                created_at=at - timedelta(days=number),
            )
        )
        Contact.objects.create(customer=made[-1], outlet=firm.outlet, name=boss, phone=made[-1].phone, main=True)
    return made


def _offer_one(outlet: Outlet, *, at: datetime) -> Handover | None:
    """A neighbour's firm has moved into this outlet's streets."""
    firms = Customer.objects.current().exclude(outlet=outlet).order_by("outlet__code", "code")
    firm = firms.filter(outlet__region=outlet.region_id).first() or firms.first()
    giver = Membership.objects.filter(outlet=firm.outlet_id, role=Role.MANAGER).first() if firm else None
    if firm is None or giver is None:
        return None
    return offer(
        firm, outlet, "客户仓库上月迁到贵网点辖区，上门取件由贵网点更近", by=giver.user, at=at - timedelta(hours=3)
    )


def _home(username: str) -> Outlet | None:
    person = User.objects.filter(username=username).first()
    post = Membership.objects.filter(user=person, outlet__isnull=False).first() if person else None
    return post.outlet if post else None
