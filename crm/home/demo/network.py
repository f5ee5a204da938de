"""Writing the demo network: regions, hubs, outlets, staff, logins, firms on file.

Straight into the tables, set by set: the audit trail is for acts of people, and nobody did this.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password

from crm.accounts.models import User
from crm.accounts.roles import Role
from crm.home.demo.blueprint import OutletPlan, samples
from crm.home.demo.logins import LOGINS, PASSWORD, USERNAME_PREFIX, Login
from crm.home.demo.names import PHONE_PREFIX
from crm.home.demo.people import Colleague, first_no, staff
from crm.home.demo.places import HUBS, REGION_PREFIX, REGIONS
from crm.home.demo.senders import Sender
from customers.models import Customer
from outlets.models import Hub, Membership, Outlet, Region

BATCH = 1000


def write_network(plans: list[OutletPlan], *, trade: Mapping[str, float], seed: int) -> dict[str, Outlet]:
    """Everything that stands before the first parcel comes. Returns the outlets by code.

    writes   outlets_region, outlets_hub, outlets_outlet, outlets_membership, accounts_user
    """
    regions = _by_code(Region(code=REGION_PREFIX + code, name=name) for code, name in REGIONS.items())
    hubs = _by_code(
        Hub(code=REGION_PREFIX + code, name=hub.name, region=regions[REGION_PREFIX + hub.region], address=hub.address)
        for code, hub in HUBS.items()
    )
    crews = {plan.code: list(staff(plan, busy=_busy(plan, trade), seed=seed)) for plan in plans}
    outlets = _by_code(
        _outlet(plan, crews[plan.code][0], region=regions[plan.region_code], hub=hubs[plan.hub_code]) for plan in plans
    )
    logins = _staff_no_of_logins([outlets[plan.code] for plan in samples(plans)])
    _write_staff(crews, outlets, taken=set(logins.values()))
    _write_logins(logins, outlets=[outlets[plan.code] for plan in samples(plans)])
    return outlets


def write_firms(firms: Iterable[Sender], *, outlets: Mapping[str, Outlet], at: datetime) -> None:
    """writes   customers_customer"""
    Customer.objects.bulk_create(
        [
            Customer(
                outlet=outlets[firm.outlet.code],
                code=firm.code,
                name=firm.name,
                phone=firm.phone,
                address=firm.address,
                created_at=at,
            )
            for firm in firms
        ],
        batch_size=BATCH,
    )


def _by_code(rows):
    rows = list(rows)
    return {row.code: row for row in type(rows[0]).objects.bulk_create(rows)}


def _outlet(plan: OutletPlan, manager: Colleague, *, region: Region, hub: Hub) -> Outlet:
    return Outlet(
        code=plan.code,
        name=plan.name,
        region=region,
        hub=hub,
        kind=plan.kind,
        franchise=plan.franchise,
        self_run_vehicle=plan.self_run_vehicle,
        opens_at=plan.opens_at,
        closes_at=plan.closes_at,
        contact=manager.name,
        phone=manager.phone,
        address=f"{plan.place.address}示范路1号",
    )


def _busy(plan: OutletPlan, trade: Mapping[str, float]) -> bool:
    return trade[plan.code] > 1.5 / len(trade)


def _staff_no_of_logins(sample_outlets: list[Outlet]) -> dict[Login, str]:
    """Each login at an outlet takes the place of the first there in its role, so that its days are full of work."""
    return {
        login: first_no(outlet.code, login.role)
        for login in LOGINS
        if login.sample is None or login.sample < len(sample_outlets)
        if (outlet := _outlet_of(login, sample_outlets))
    }


def _write_staff(
    crews: Mapping[str, list[Colleague]], outlets: Mapping[str, Outlet], *, taken: Collection[str]
) -> None:
    """People without a password: they fill the lists and sign the scans, but nobody logs in as they."""
    crew_of = ((colleague, code) for code, crew in crews.items() for colleague in crew)
    posts = [(colleague, outlets[code]) for colleague, code in crew_of if colleague.staff_no not in taken]
    users = [
        User(
            username=USERNAME_PREFIX + colleague.staff_no.lower(),
            name=colleague.name,
            phone=colleague.phone,
            staff_no=colleague.staff_no,
            password=UNUSABLE_PASSWORD_PREFIX,
        )
        for colleague, _outlet in posts
    ]
    User.objects.bulk_create(users, batch_size=BATCH)
    Membership.objects.bulk_create(
        [
            Membership(user=user, role=colleague.role, outlet=outlet)
            for user, (colleague, outlet) in zip(users, posts, strict=True)
        ],
        batch_size=BATCH,
    )


def _write_logins(staff_nos: Mapping[Login, str], *, outlets: list[Outlet]) -> None:
    """One hash for all of them: hashing is slow on purpose, and the password is no secret."""
    password = make_password(PASSWORD)
    wanted = [login for login in LOGINS if login.sample is None or login.sample < len(outlets)]
    users = [
        User(
            username=login.username,
            name=login.name,
            staff_no=staff_nos.get(login),
            phone=f"{PHONE_PREFIX}{position:08d}",
            password=password,
        )
        for position, login in enumerate(wanted)
    ]
    User.objects.bulk_create(users)
    Membership.objects.bulk_create(
        [
            Membership(user=user, role=Role(login.role), outlet=_outlet_of(login, outlets))
            for user, login in zip(users, wanted, strict=True)
        ]
    )


def _outlet_of(login: Login, sample_outlets: list[Outlet]) -> Outlet | None:
    return None if login.sample is None else sample_outlets[login.sample]
