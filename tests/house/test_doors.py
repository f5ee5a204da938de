"""The walk: every address × method × part, generated from the URL resolver and held against `doors.py`."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from PIL import Image

from crm.accounts.models import User
from crm.accounts.roles import HQ_ROLES, OUTLET_ROLES, Role
from customers.models import Customer
from outlets.models import CallScript, Document, Membership, Notice, Outlet, ServiceArea, TrainingCourse
from shipments.models import (
    CallRetry,
    LineHaulTrip,
    PriceTable,
    ProblemReason,
    ProblemRecord,
    Quotation,
    RuleEdition,
    ScanDevice,
    Waybill,
)
from shipments.quality.models import (
    Appeal,
    Fine,
    ProblemReview,
    RadarHit,
    ReliefOrder,
    Replay,
    Score,
    SpotCheckItem,
    Statement,
)
from tests import make
from tests.house.customer_doors import rows_of
from tests.house.doors import API, PAGES, Door, Gate
from tests.partner import Partner

#: Hashed once: what it says does not matter, only that there is one.
PASSWORD = make_password("secret")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
REFUSED = {403, 404}
NOT_OFFERED = {403, 405}
#: Rows of `doors.py` that belong to no side.
OF_WORLD = {"draft", "problem_reason", "script", "script_draft", "price_draft"}
SERVED = {200, 201, 204, 302, 303, 400, 409, 415, 422, 429}


def _dot() -> bytes:
    file = BytesIO()
    Image.new("RGB", (4, 4)).save(file, "JPEG")
    return file.getvalue()


def names(resolver: URLResolver, spaces: tuple[str, ...] = ()) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield ":".join((*spaces, pattern.name or str(pattern.pattern)))
        else:
            yield from names(pattern, (*spaces, *([pattern.namespace] if pattern.namespace else [])))


@dataclass(frozen=True, slots=True)
class Side:
    """One outlet and a row of each kind that belongs to it."""

    outlet: Outlet
    person: User
    membership: Membership
    trip: LineHaulTrip
    waybill: Waybill
    fine: Fine
    customer: Customer
    device: ScanDevice
    document: Document
    notice: Notice
    course: TrainingCourse
    area: ServiceArea
    quotation: Quotation
    retry: CallRetry
    problem: ProblemRecord
    appeal: Appeal
    relief: ReliefOrder
    statement: Statement
    review: ProblemReview
    hit: RadarHit
    spot_item: SpotCheckItem
    score: Score
    replay: Replay
    #: Rows around the customer, by noun.
    of_customer: dict[str, Any]

    @classmethod
    def make(cls) -> "Side":
        outlet = make.outlet()
        person = make.user(Role.COURIER, outlet)
        trip = make.trip(outlet)
        waybill = make.waybill(origin=outlet, destination=outlet)
        clock = make.clock(outlet)
        fine = make.fine(make.arrival(clock, waybill.pieces.get()))
        default_storage.save(make.picture(waybill, kind="other").file.name, ContentFile(_dot()))
        retry = make.call(waybill, outlet).retry
        customer = make.customer(outlet)
        own = (
            customer,
            make.phone(person),
            make.document(outlet),
            make.notice(outlet),
            make.course(),
            make.area(outlet),
            make.quotation(outlet),
            retry,
            make.problem(waybill),
            make.appeal(make.announced(make.fine(make.run(clock))), files=[ContentFile(b"%PDF-1.7", name="a.pdf")]),
            make.relief(outlet, approved=True),
            make.statement(outlet),
            make.review(make.problem(waybill, remark="review")),
            make.radar_hit(outlet),
            make.spot_item(waybill),
            make.score(outlet),
            make.replay(outlet),
        )
        around = rows_of(customer)
        return cls(outlet, person, person.memberships.get(), trip, waybill, fine, *own, around)


@dataclass(frozen=True, slots=True)
class World:
    """Two outlets, and people of every part: those of an outlet belong to `mine`."""

    mine: Side
    theirs: Side
    draft: RuleEdition
    price_draft: PriceTable
    script: CallScript
    script_draft: CallScript
    reason: ProblemReason
    users: dict[Role, User]
    disabled: User
    #: Everybody's session: logging in costs more than most requests.
    sessions: dict[User, str]

    @classmethod
    def make(cls) -> "World":
        make.tiers_as_shipped()
        mine, theirs = Side.make(), Side.make()
        users = {role: make.user(role, mine.outlet if role in OUTLET_ROLES else None) for role in Role}
        for user in users.values():
            user.password = PASSWORD
            user.save(update_fields=["password"])
        first = RuleEdition.objects.get(number=1)
        draft = RuleEdition.objects.create(number=2, starts_on=make.NOON.date(), data={**first.data, "number": 2})
        script = make.call_script()
        script_draft = CallScript.objects.create(occasion=script.occasion, version=2, steps=script.steps)
        first_prices = make.prices()
        price_draft = PriceTable.objects.create(number=2, starts_on=make.NOON.date(), data=first_prices.data)
        rows = (draft, price_draft, script, script_draft, make.problem_reason())
        disabled = make.user(Role.ADMINISTRATOR, is_active=False)
        sessions = {user: make.session(user) for user in (*users.values(), disabled)}
        return cls(mine, theirs, *rows, users, disabled, sessions)

    def path(self, name: str, door: Door | Gate, side: Side) -> str:
        if door.row is None:
            return reverse(name)
        return reverse(name, kwargs=door.row(self if door.row.__name__ in OF_WORLD else side))


def test_every_address_is_classified_and_nothing_else():
    assert set(names(get_resolver())) == PAGES.keys() | API.keys()


def ask(client: Client, method: str, path: str) -> int:
    """The status of a bare request, whatever it did undone again."""
    with transaction.atomic():
        status = client.generic(method, path, **_BODY.get(method, {})).status_code
        transaction.set_rollback(True)
    return status


_BODY = {
    "POST": {"data": "", "content_type": "application/x-www-form-urlencoded"},
}


def logged_in(world: World, user: User) -> Client:
    """In the session they have had from the beginning: what a request did to it is undone with the request."""
    client = Client(raise_request_exception=False)
    client.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[user]
    return client


def faults_of_strangers(world: World, name: str, door: Door) -> Iterator[str]:
    """Nobody without a working login gets further than the login page."""
    disabled = logged_in(world, world.disabled)
    for who, client in (("anonymous", Client(raise_request_exception=False)), ("disabled", disabled)):
        for method in METHODS:
            path = world.path(name, door, world.mine)
            answer = client.generic(method, path, **_BODY.get(method, {}))
            to_login = answer.status_code == 302 and "/accounts/login/" in answer.headers["Location"]
            if not (door.public or to_login or answer.status_code in NOT_OFFERED):
                yield f"{who} {method}: {answer.status_code}"


def callers_of_nothing(name: str) -> dict[str, set[Role]]:
    """A method that an address does not offer is asked for by one part of an outlet and one of headquarters, each time
    by others: that there is none does not depend on who asks.
    """
    outlet, hq = (sorted(roles) for roles in (OUTLET_ROLES, HQ_ROLES))
    turns = enumerate(METHODS, start=sum(name.encode()))
    return {method: {outlet[turn % len(outlet)], hq[turn % len(hq)]} for turn, method in turns}


def faults_of_parts(world: World, name: str, door: Door) -> Iterator[str]:
    """Each part is served or refused by each method as the table says, and told nothing of another outlet's row."""
    asking = callers_of_nothing(name)
    for role, user in world.users.items():
        client = logged_in(world, user)
        for method in METHODS:
            may = door.may.get(method)
            if may is None and role not in asking[method]:
                continue
            status = ask(client, method, world.path(name, door, world.mine))
            expected = NOT_OFFERED if may is None else SERVED if role in may or door.public else REFUSED
            expected = {401} if door.token and may else expected
            expected = expected | {404} if door.absent else expected
            if status not in expected:
                yield f"{role} {method}: {status}, expected {sorted(expected)}"
        foreign = door.row is not None and not door.shared and role not in HQ_ROLES
        for method in door.may if foreign else ():
            status = ask(client, method, world.path(name, door, world.theirs))
            if status not in ({404} if role in door.may[method] else {403, 404}):
                yield f"{role} {method} another outlet's row: {status}"


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """One world for all doors; what a test does to it is undone with the test, the world itself at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield World.make()
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_to_whom_the_table_says(world, name):
    door = PAGES[name]

    faults = [*faults_of_strangers(world, name, door), *faults_of_parts(world, name, door)]

    assert faults == []


def gate_status(client: Client, method: str, path: str) -> int:
    with transaction.atomic():
        body = {"data": b"{}", "content_type": "application/json"} if method in {"POST", "PUT", "PATCH"} else {}
        status = client.generic(method, path, **body).status_code
        transaction.set_rollback(True)
    return status


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(API.keys() - {"api:nothing"}))
def test_an_api_gate_opens_to_the_right_key(world, name):
    gate = API[name]
    mine, theirs = world.path(name, gate, world.mine), world.path(name, gate, world.theirs)
    faults = []
    for method in METHODS:
        scope = gate.may.get(method)
        holder = Partner(scopes=[scope] if scope else ["outlets:read"], outlets=[world.mine.outlet]).client
        others = Partner(scopes=["outlets:read" if scope != "outlets:read" else "fines:read"]).client
        statuses = {
            "no key": gate_status(Client(raise_request_exception=False), method, mine),
            "other scope": gate_status(others, method, mine),
            "own row": gate_status(holder, method, mine),
            "their row": gate_status(holder, method, theirs) if gate.row and scope else None,
        }
        expected = {
            "no key": SERVED if gate.public and scope is not None else {401, 405},
            "other scope": {405} if scope is None else SERVED if gate.public else {403},
            "own row": {405} if scope is None else SERVED,
            "their row": {404, None},
        }
        faults += [f"{method} {who}: {s}" for who, s in statuses.items() if s not in expected[who]]

    assert faults == []
