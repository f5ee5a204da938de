"""The smallest valid row of anything, and whatever a test wants to say about it.

    outlet = make.outlet(kind="same_day")
    clerk = make.user(Role.WAYBILL_CLERK, outlet)

Instants are fixed: `NOON` is a Wednesday noon of the network, no test asks the clock.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from itertools import count
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from crm.accounts.models import User
from crm.accounts.roles import OUTLET_ROLES, Role
from crm.exports.models import Export
from crm.imports.models import ImportFile
from crm.imports.registry import importer_of
from crm.imports.services.running import advance as advance_import
from crm.imports.services.staging import stage_file
from crm.outbox.models import Batch, Message, Suppression, Template
from customers.models import (
    AccountExpense,
    Callback,
    ChurnCase,
    Competitor,
    Contact,
    Customer,
    CustomerTier,
    CustomField,
    DuplicatePair,
    Invitation,
    KeyAccount,
    Lead,
    LeadEvent,
    LoyaltyTerms,
    PointEntry,
    Reward,
    ServiceLevel,
    ServicePromise,
    Survey,
    ThanksPolicy,
    TierOverride,
    TierThresholds,
)
from customers.rules.first_surveys import FIRST_SURVEYS
from customers.rules.tiers import SHIPPED
from customers.services.key_accounts import Plan, share
from customers.services.surveys import invite
from outlets.access import Access
from outlets.models import (
    CallScript,
    Document,
    DocumentVersion,
    Hub,
    Membership,
    Notice,
    NoticeVersion,
    Outlet,
    Region,
    ServiceArea,
    TrainingCourse,
    TrainingRecord,
)
from outlets.rules.call_script import Occasion
from outlets.rules.call_script_texts import FIRST_SCRIPTS
from outlets.services.editions import fingerprint
from outlets.services.service_areas import keep_areas
from shipments.models import (
    ArrivalToJudge,
    Call,
    Clock,
    DeliveryRun,
    LineHaulTrip,
    Picture,
    Piece,
    PieceArrival,
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
    FineNotice,
    LedgerEntry,
    ProblemReview,
    RadarHit,
    ReliefOrder,
    Replay,
    Score,
    Simulation,
    SpotCheck,
    SpotCheckItem,
    Statement,
    Violation,
)
from shipments.quality.services.appeals import Grounds, lodge
from shipments.quality.services.reviews import Finding, call_back, judge
from shipments.quality.services.simulating import advance, ask
from shipments.rules.edition import EDITION_1
from shipments.rules.price_table_1 import PRICE_TABLE_1
from shipments.rules.problem_reasons import REASONS
from shipments.services.calls import CallEnd, log_call
from shipments.services.quotations import Asked, quote
from shipments.services.scans import Scan, record_scans
from shipments.services.trips import NewTrip, register_trips

ZONE = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 11, 18, 12, 0, tzinfo=ZONE)

#: Who may scan anywhere.
EVERYTHING = Access(network=True, outlet_ids=frozenset(), roles=frozenset())

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


def session(person: User) -> str:
    """The key of a session in which this person is logged in."""
    store = SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.save()
    return store.session_key


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


def document(*outlets: Outlet, text: str = "Send no batteries.", **fields: Any) -> Document:
    """Rules in force for everybody at these outlets (none named: at all of them), in one version."""
    fields = {"kind": "rules", "title": f"Rules {next(_numbers)}", "everywhere": not outlets, **fields}
    made = Document.objects.create(**fields)
    made.outlets.set(outlets)
    return version(made, text=text)


def version(document_: Document, **fields: Any) -> Document:
    """The next version of a document, published at NOON."""
    number = document_.current.number + 1 if document_.current else 1
    fields = {"number": number, "text": "New.", "published_at": NOON, **fields}
    document_.current = DocumentVersion.objects.create(document=document_, **fields)
    document_.save(update_fields=["current"])
    return document_


def course(**fields: Any) -> TrainingCourse:
    number = next(_numbers)
    return TrainingCourse.objects.create(
        **{"code": f"K{number}", "name": f"课程{number}", "valid_months": 12, **fields}
    )


def training(person: User, course_: TrainingCourse | None = None, **fields: Any) -> TrainingRecord:
    """A passed class of NOON's day that holds for ever unless said otherwise."""
    fields = {"held_on": NOON.date(), "trainer": "周培训", "passed": True, "entered_at": NOON, **fields}
    return TrainingRecord.objects.create(person=person, course=course_ or course(), **fields)


def area(outlet_: Outlet | None = None, **levels: Any) -> ServiceArea:
    """A town of the service-range table, out of area unless an outlet is named; another one each time."""
    levels = {"province": "广东省", "city": "东莞市", "town": f"示例{next(_numbers)}镇", **levels}
    made = ServiceArea(outlet=outlet_, **levels)
    keep_areas([made], by=None, at=NOON)
    return made


def phone(person: User, **fields: Any) -> ScanDevice:
    """A phone this person scans with; its token is "yd_" and its id in hex."""
    number = uuid4()
    token = sha256(f"yd_{number.hex}".encode()).hexdigest()
    fields = {"name": "Android · 测试机", "registered_at": NOON - timedelta(days=30), **fields}
    fields = {"token_digest": token, "token_until": NOON + timedelta(days=3650), **fields}
    return ScanDevice.objects.create(pk=number, user=person, **fields)


def customer(outlet_: Outlet | None = None, **fields: Any) -> Customer:
    number = next(_numbers)
    fields = {"code": f"C{number}", "name": f"客户{number}", "created_at": NOON, **fields}
    return Customer.objects.create(outlet=outlet_ or outlet(), **fields)


def custom_field(code: str, type_: str = "text", **fields: Any) -> CustomField:
    return CustomField.objects.create(code=code, type=type_, **{"label": f"字段{next(_numbers)}", **fields})


def competitor(**fields: Any) -> Competitor:
    number = next(_numbers)
    return Competitor.objects.create(**{"code": f"net{number}", "name": f"同行{number}", **fields})


def contact(customer_: Customer | None = None, **fields: Any) -> Contact:
    owner = customer_ or customer()
    return Contact.objects.create(customer=owner, outlet=owner.outlet, **{"name": f"联系人{next(_numbers)}", **fields})


def lead(outlet_: Outlet | None = None, *, state: str = "new", **fields: Any) -> Lead:
    """One of NOON, due two hours later; `outlet_` None: in headquarters' queue."""
    closed = state in {"won", "lost"}
    number = next(_numbers)
    known = {
        **{"source": "web", "name": f"林{number}", "phone": f"154{number:08d}", "created_at": NOON, "state": state},
        **{"next_step_at": None if closed else NOON + timedelta(hours=2), "closed_at": NOON if closed else None},
        **{"lost_reason": "price" if state == "lost" else "", **fields},
    }
    made = Lead.objects.create(outlet=outlet_, **known)
    made.steps.create(outlet=outlet_, state="new", at=made.created_at)
    if state != "new":
        made.steps.create(outlet=outlet_, state=state, at=made.created_at)
    return made


def lead_event(outlet_: Outlet | None = None, **fields: Any) -> LeadEvent:
    return LeadEvent.objects.create(outlet=outlet_, **{"name": "服装展", "held_on": NOON.date(), **fields})


def standing(customer_: Customer, tier: str = "C", **fields: Any) -> CustomerTier:
    known = {"tier": tier, "computed": tier, "since": NOON.date(), **fields}
    return CustomerTier.objects.create(customer=customer_, outlet=customer_.outlet, **known)


def callback(customer_: Customer | None = None, **fields: Any) -> Callback:
    """An A customer's planned call, due on NOON's day."""
    customer_ = customer_ or customer()
    fields = {"tier": "A", "due_on": NOON.date(), "planned_at": NOON, **fields}
    return Callback.objects.create(customer=customer_, outlet=customer_.outlet, **fields)


def churn_case(customer_: Customer | None = None, **fields: Any) -> ChurnCase:
    """An A customer lost after 31 silent days, found at NOON."""
    customer_ = customer_ or customer()
    inputs = {"last_on": "2026-10-18", "silent_days": 31, "gap_days": 6.0, "parcels": 90}
    inputs |= {"last_parcels": 2, "weeks_parcels": 130, "expected": 40.0}
    fields = {"tier": "A", "kind": "lost", "rule": "lost_silent", "value_yuan": 900, **fields}
    fields = {"inputs": inputs, "opened_at": NOON, **fields}
    return ChurnCase.objects.create(customer=customer_, outlet=customer_.outlet, **fields)


def duplicate(one: Customer, other: Customer, **fields: Any) -> DuplicatePair:
    """Two files that look alike by their telephones."""
    first, second = sorted((one, other), key=lambda each: each.pk)
    found = {"score": 60, "reasons": ["phone"], "found_at": NOON, **fields}
    return DuplicatePair.objects.create(outlet=one.outlet, first=first, second=second, **found)


def survey(kind: str = "delivery", **fields: Any) -> Survey:
    """The form as shipped, also after a test that has emptied the tables; `fields` change it."""
    first = next(first for first in FIRST_SURVEYS if first.kind == kind)
    shipped = {"title": first.title, "questions": first.to_data(), "published_at": NOON}
    row = Survey.objects.get_or_create(kind=kind, version=1, defaults=shipped)[0]
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    return row


def invitation(customer_: Customer | None = None, *, invited_at: datetime = NOON, kind: str = "delivery") -> Invitation:
    """A customer asked about a delivery; its token is `token_of(key)`."""
    survey(kind)
    invited = invite(customer_ or customer(), kind, key=f"{kind}:{next(_numbers)}", at=invited_at)
    assert invited is not None
    return invited.invitation


def message(outlet_: Outlet | None = None, **fields: Any) -> Message:
    """A notice that waits since NOON."""
    number = next(_numbers)
    text = Template.objects.get_or_create(
        code="test", channel="sms", version=1, defaults={"purpose": "notice", "text": "x", "written_at": NOON}
    )[0]
    known = {
        **{
            "key": f"test:{number}",
            "channel": "sms",
            "purpose": "notice",
            "subject": "",
            "address": f"154{number:08d}",
        },
        **{"due_at": NOON, "expires_at": NOON + timedelta(days=1), "created_at": NOON, "template": text, **fields},
    }
    return Message.objects.create(outlet=outlet_ or outlet(), **known)


def batch(**fields: Any) -> Batch:
    number = next(_numbers)
    return Batch.objects.create(**{"name": f"Batch {number}", "key": f"test:{number}", "opened_at": NOON, **fields})


def template_draft(**fields: Any) -> Template:
    """A greeting that nobody has proposed yet, written by somebody."""
    known = {"code": f"feast-{next(_numbers)}", "channel": "sms", "purpose": "promotion", "written_at": NOON}
    known |= {"text": "【驿客】节日快乐！拒收请回复R", "written_by": None if "written_by" in fields else user()}
    return Template.objects.create(**{**known, **fields})


def suppression(address: str, **fields: Any) -> Suppression:
    return Suppression.objects.create(
        **{"channel": "sms", "address": address, "source": "staff", "since": NOON, **fields}
    )


def trip(outlet_: Outlet | None = None, **fields: Any) -> LineHaulTrip:
    """An early truck planned for 06:00 of NOON's day, with its clock; nothing is reported yet."""
    edition()
    fields = {"trip_no": f"T{next(_numbers)}", "shift": "early", "planned_at": at(6), **fields}
    return register_trips([NewTrip(outlet=outlet_ or outlet(), **fields)], by=None, at=NOON)[0]


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


def call(waybill_: Waybill, outlet_: Outlet | None = None, *, result: str = "no_answer", **fields: Any) -> Call:
    """A call to the receiver at NOON that nobody answered, so that it waits to be made again."""
    at, by, outlet_ = fields.pop("at", NOON), fields.pop("by", None), outlet_ or waybill_.destination
    end = CallEnd(**{"party": "receiver", "direction": "out", "result": result, **fields})
    return log_call(waybill_, end, outlet=outlet_, by=by or user(Role.SERVICE_CLERK, outlet_), at=at)


def call_script(occasion: str = "delivery") -> CallScript:
    """The first version as shipped, also after a test that has emptied the tables."""
    steps = FIRST_SCRIPTS[Occasion(occasion)].to_data()
    fields = {"steps": steps, "published_at": NOON}
    return CallScript.objects.get_or_create(occasion=occasion, version=1, defaults=fields)[0]


def picture(waybill_: Waybill, **fields: Any) -> Picture:
    """The row of a sign picture that came at NOON; a file has it only when `keep_picture` keeps one."""
    sha = f"{next(_numbers):064x}"
    fields = {"kind": "sign", "file": f"pictures/{sha}.jpg", "original_sha256": sha, "created_at": NOON, **fields}
    fields = {"outlet": waybill_.destination, "width": 400, "height": 300, "bytes": 9000, **fields}
    return Picture.objects.create(waybill=waybill_, **fields)


def event_id() -> UUID:
    """An event id that no other row of this run has."""
    return UUID(int=next(_numbers))


def edition() -> RuleEdition:
    """Edition 1 of the rule book, also after a test that has emptied the tables."""
    fields = {"starts_on": EDITION_1.starts_on, "data": EDITION_1.to_data(), "published_at": NOON}
    return RuleEdition.objects.get_or_create(number=1, defaults=fields)[0]


def tiers_as_shipped() -> None:
    """The first thresholds, service levels and rhythms of thanks, also after a test that has emptied the tables."""
    fields = {
        "starts_on": "2020-01-01",
        "data": {"number": 1, "starts_on": "2020-01-01", **SHIPPED.to_data()},
        "published_at": NOON,
    }
    TierThresholds.objects.get_or_create(number=1, defaults=fields)
    for tier in "ABC":
        promised = {"response_minutes": 60, "solution_hours": 24, "thanks": "sms", "greeting": "sms"}
        ServiceLevel.objects.get_or_create(tier=tier, defaults=promised)
        ThanksPolicy.objects.get_or_create(tier=tier, defaults={"every_days": 30})


def loyalty() -> None:
    """What tiers earn, as shipped, also after a test that has emptied the tables."""
    for tier, points in {"A": "1.50", "B": "1.20", "C": "1.00"}.items():
        LoyaltyTerms.objects.get_or_create(tier=tier, defaults={"points_a_yuan": Decimal(points)})


def reward(**fields: Any) -> Reward:
    return Reward.objects.create(**{"name": f"礼品{next(_numbers)}", "points": 100, **fields})


def points(customer_: Customer, number: int, **fields: Any) -> PointEntry:
    """Points earned at NOON, which hold until the end of the year after."""
    fields = {"kind": "earned", "expires_on": date(2027, 11, 30), "at": NOON, **fields}
    fields.setdefault("key", f"earned:{next(_numbers)}")
    return PointEntry.objects.create(customer=customer_, outlet=customer_.outlet, points=number, **fields)


def prices() -> PriceTable:
    """Price table 1, also after a test that has emptied the tables."""
    fields = {"starts_on": PRICE_TABLE_1.starts_on, "data": PRICE_TABLE_1.to_data(), "published_at": NOON}
    return PriceTable.objects.get_or_create(number=1, defaults=fields)[0]


def prices_from(data: dict[str, Any], *, number: int) -> PriceTable:
    """One more price table, in force since the first one was."""
    fields = {"starts_on": PRICE_TABLE_1.starts_on, "data": data | {"number": number}, "published_at": NOON}
    return PriceTable.objects.create(number=number, **fields)


def quotation(origin: Outlet | None = None, **fields: Any) -> Quotation:
    """One kilogram for the next day, to another outlet, given at NOON."""
    prices()
    fields = {"product": "next_day", "weight_kg": Decimal("1"), **fields}
    if "destination" not in fields:
        fields["destination"] = outlet()
    return quote(Asked(origin=origin or outlet(), **fields), access=EVERYTHING, source="test", at=NOON)


def clock(outlet_: Outlet | None = None, **fields: Any) -> Clock:
    """The frozen deadlines of early goods received at 08:00 of NOON's day under edition 1, without a trip."""
    received_at = fields.pop("received_at", at(8) + timedelta(seconds=next(_numbers)))
    return Clock.objects.create(
        outlet=outlet_ or outlet(),
        **{**_CLOCK, "edition": edition(), "received_at": received_at, **fields},
    )


def arrival(clock_: Clock, piece: Piece | None = None, *, to_judge: bool = False, **fields: Any) -> PieceArrival:
    """The duty to scan one piece's arrival, undone."""
    piece = piece or waybill(destination=clock_.outlet).pieces.get()
    duty = PieceArrival.objects.create(clock=clock_, outlet=clock_.outlet, trip=clock_.trip, piece=piece, **fields)
    if to_judge:
        ArrivalToJudge.objects.create(arrival=duty)
    return duty


def run(clock_: Clock, waybill_: Waybill | None = None, **fields: Any) -> DeliveryRun:
    """The duty to deliver one waybill, undone."""
    fields = {"delivers": True, "waybill": waybill_ or waybill(destination=clock_.outlet), **fields}
    return DeliveryRun.objects.create(clock=clock_, outlet=clock_.outlet, trip=clock_.trip, **fields)


def problem(waybill_: Waybill, outlet_: Outlet | None = None, **fields: Any) -> ProblemRecord:
    """A proper record of the whole waybill, registered at NOON and to be asked after a day later."""
    fields = {"category": "delivery", "contact": "王女士", "phone": "0755-26000000", **fields}
    fields = {"matter": "两次致电收件人王女士无人接听，约14:00再次上门", "occurred_at": NOON, **fields}
    fields = {"registered_at": NOON, "grade": "A", "remark": "valid", "timeliness": "met", **fields}
    fields.setdefault("follow_up_at", None if "closed_at" in fields else fields["registered_at"] + timedelta(days=1))
    piece = waybill_.pieces.get(kind="master")
    return ProblemRecord.objects.create(
        event_id=event_id(), waybill=waybill_, piece=piece, outlet=outlet_ or waybill_.destination, **fields
    )


def problem_reason(code: str = "no_answer") -> ProblemReason:
    """A reason as shipped, also after a test that has emptied the tables."""
    shipped = next(one for one in REASONS if one.code == code)
    names = ("category", "party", "zh", "en", "template_zh", "template_en")
    fields = {name: str(getattr(shipped, name)) for name in names}
    return ProblemReason.objects.get_or_create(code=code, defaults=fields)[0]


def fine(duty: PieceArrival | DeliveryRun, *, yuan: str | None = "1.00", state: str = "posted", **fields: Any) -> Fine:
    """A violation of that duty and its fine; a run's is a delay unless said otherwise."""
    if isinstance(duty, PieceArrival):
        about = {"arrival": duty, "piece": duty.piece, "waybill": duty.piece.waybill}
        about |= {"rule": "AS1", "charge": "arrival"}
        due_at = duty.clock.arrival_due_at
    else:
        about = {"run": duty, "waybill": duty.waybill, "rule": "DL1", "charge": "delay"}
        due_at = duty.clock.delivery_due_at
    about |= {"outlet": duty.outlet, "edition": duty.clock.edition, "day": duty.clock.day, "due_at": due_at}
    about |= {"found_at": NOON, "evidence": {}, **fields}
    return Fine.objects.create(
        violation=Violation.objects.create(**about),
        outlet=duty.outlet,
        yuan=None if yuan is None else Decimal(yuan),
        state=state,
        posted_at=NOON,
    )


_CLOCK = {
    "inputs": {
        "outlet_kind": "same_day",
        "shift": "early",
        "handled_as": "early",
        "planned_at": None,
        "line_haul_arrived_at": None,
        "unloaded_at": at(8).isoformat(),
        "received_at": at(8).isoformat(),
        "estimated": False,
    },
    "shift": "early",
    "estimated": False,
    "started": True,
    "day": NOON.date(),
    "arrival_due_at": at(9),
    "arrival_rule": "AS1",
    "delivery_due_at": at(11, 30),
    "delivery_rule": "DL1",
    "delivery_review": False,
    "sign_due_at": at(14),
    "sign_rule": "SE1",
    "problem_dues": {
        "delivery": {
            "due_at": at(14).isoformat(),
            "rule": "PR5",
            "occurred_by": at(11, 30).isoformat(),
            "review": False,
        },
        "transfer": {"due_at": at(10).isoformat(), "rule": "PR2", "occurred_by": None, "review": False},
    },
    "arrivals_close_at": at(2, day=19),
    "runs_close_at": at(2, day=19),
}

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


def scan(piece: Piece, kind: str = "arrival", **fields: Any) -> Scan:
    """One scan of this piece, recorded: at its destination and at NOON unless said otherwise; `outlet` by code."""
    fields = {"event_id": event_id(), "occurred_at": NOON, "outlet": piece.destination.code, **fields}
    received_at = fields.pop("received_at", fields["occurred_at"])
    made = Scan(kind=kind, piece=piece.number, **fields)
    receipt = record_scans([made], source="test", access=EVERYTHING, at=received_at)
    assert not receipt.rejected, receipt.rejected
    return made


def announced(fine_: Fine, *, reply_by: datetime = NOON + timedelta(hours=72), **fields: Any) -> Fine:
    """The same fine, booked and told to its outlet at NOON; a reply is due three days later."""
    day = {"outlet": fine_.outlet, "announced_on": NOON.date(), "reply_by": reply_by}
    day["category"] = "arrival" if fine_.violation.charge == "arrival" else "sign"
    told = FineNotice.objects.filter(**day).first()
    if told is None:
        notice = Notice.objects.create(kind="fines", must_read=True, reply_by=reply_by, published_at=NOON)
        told = FineNotice.objects.create(notice=notice, **day)
    if fine_.yuan is not None and not fine_.entries.exists():
        LedgerEntry.objects.create(fine=fine_, outlet=fine_.outlet, kind="fine", yuan=fine_.yuan, at=fine_.posted_at)
    for name, value in {"notice": told, "state": "announced", **fields}.items():
        setattr(fine_, name, value)
    fine_.save()
    return fine_


def appeal(fine_: Fine | None = None, *, files: Sequence[Any] = (), **fields: Any) -> Appeal:
    """Lodged by the outlet's manager an hour after NOON, against an announced fine of 100 yuan unless one is named."""
    fine_ = fine_ or announced(fine(run(clock()), yuan="100.00"))
    fields = {"at": NOON + timedelta(hours=1), **fields}
    fields.setdefault("by", user(Role.MANAGER, fine_.outlet))
    return lodge(fine_, Grounds("线车晚到，有照片为证", files), **fields)


def published(book, draft, day, *, at=NOON):
    """A draft in force from `day`: one person proposes it, another publishes it."""
    proposed = book.propose(draft, day, by=user(), at=at)
    return book.publish(draft, seen=fingerprint(proposed), by=user(), at=at)


def simulation(**fields: Any) -> Simulation:
    """Edition 1 tried on NOON's day, and counted."""
    fields = {"edition": edition(), "since": NOON.date(), "until": NOON.date(), **fields}
    asked = ask(fields["edition"], fields["since"], fields["until"], by=user(), at=NOON + timedelta(days=9))
    advance(asked.pk, at=NOON)
    asked.refresh_from_db()
    return asked


def relief(outlet_: Outlet | None = None, *, approved: bool | None = None, **fields: Any) -> ReliefOrder:
    """An order for NOON's day; decided by somebody else unless `approved` is None. It has waived nothing."""
    given = {"outlet": outlet_, "since": NOON.date(), "until": NOON.date(), "reason": "台风封路", "proposed_at": NOON}
    if approved is not None:
        given |= {"approved": approved, "decided_at": NOON, "decided_by": user(Role.APPEALS_SUPERVISOR)}
    return ReliefOrder.objects.create(proposed_by=user(Role.INSPECTOR), **given | fields)


def statement(outlet_: Outlet | None = None, **fields: Any) -> Statement:
    """The statement of October 2026, without entries."""
    given = {"month": date(2026, 10, 1), "opening_yuan": 0, "closing_yuan": 0, "entries_count": 0, "closed_at": NOON}
    return Statement.objects.create(outlet=outlet_ or outlet(), **given | fields)


def review(problem_: ProblemRecord, **fields: Any) -> ProblemReview:
    """A problem record in the review queue, for its wording and unclaimed unless said otherwise."""
    fields = {"why": "remark", "asked_at": problem_.registered_at, **fields}
    return ProblemReview.objects.create(problem=problem_, outlet=problem_.outlet, **fields)


def proved_false(problem_: ProblemRecord, *, at: datetime, by: User | None = None) -> ProblemReview:
    """An inspector calls the receiver back, hears that it is not so, and judges it."""
    by, found = by or user(Role.INSPECTOR), review(problem_, asked_at=at)
    call_back(found, result="reached", by=by, at=at)
    return judge(found, Finding("false", "收件人称无人联系"), by=by, at=at)


def radar_hit(outlet_: Outlet | None = None, **fields: Any) -> RadarHit:
    """A waybill of NOON's day signed without a scan out for delivery."""
    facts = {"worker": "C1", "at": NOON.isoformat(), "count": 1}
    given = {"pattern": "undelivered", "day": NOON.date(), "subject": f"773{next(_numbers):09d}", "found_at": NOON}
    return RadarHit.objects.create(outlet=outlet_ or outlet(), **given | {"facts": facts} | fields)


def spot_item(waybill_: Waybill, **fields: Any) -> SpotCheckItem:
    """The one waybill of a spot check, handed to an inspector."""
    by = fields.setdefault("inspector", user(Role.INSPECTOR))
    check = {"subject": "waybill", "title": "抽查", "seed": 1, "population": 1, "size": 1, "drawn_by": by}
    fields.setdefault("check_of", SpotCheck.objects.create(drawn_at=NOON, **check))
    return SpotCheckItem.objects.create(place=1, waybill=waybill_, outlet=waybill_.destination, **fields)


def notice(*outlets: Outlet, text: str = "Lock the van.", at: datetime = NOON, **fields: Any) -> Notice:
    """Something that everybody at these outlets (none named: at all of them) must read, published at NOON."""
    fields = {"title": f"Notice {next(_numbers)}", "must_read": True, "everywhere": not outlets, **fields}
    made = Notice.objects.create(published_at=at, **fields)
    made.outlets.set(outlets)
    made.current = NoticeVersion.objects.create(notice=made, number=1, text=text, published_at=at)
    made.save(update_fields=["current"])
    return made


def replay(*outlets: Outlet, **fields: Any) -> Replay:
    """A judged history of 100 deliveries at each of these outlets, 90 of them in time, with one refused row."""
    counts = {"arrivals": 100, "arrivals_met": 100, "deliveries": 100, "deliveries_met": 90, "signs": 0, "signs_met": 0}
    figures = {**counts, "problems": 2, "fines": 10, "yuan": "1000.00"}
    told = {
        "title": "某网络九月派送",
        "assumption": "时段按班次折算",
        "since": "2024-09-01",
        "until": "2024-09-30",
        "network": figures,
        "outlets": [{"code": each.code, "name": each.name, **figures} for each in outlets],
        "fines": [{"rule": "DL1", "count": 10, "yuan": "1000.00"}],
        "without_rate": 0,
    }
    given = {"name": "history.csv", "digest": f"{next(_numbers):064d}", "lines": 101, "taken": 100, "judgement": told}
    given |= {"refused": [[7, "=day: 'x' is no date"]], "outlets": [each.code for each in outlets]}
    return Replay.objects.create(**given | {"started_at": NOON, "ended_at": NOON} | fields)


def score(outlet_: Outlet | None = None, **fields: Any) -> Score:
    """October 2026 of an outlet: 80 of 100 points, by deliveries alone."""
    line = {"code": "delivery", "count": 954, "of": 1000, "value": "95.40", "weight": 30, "points": "24.00"}
    line |= {"target": "98.0", "floor": "85.0", "weak": False}
    given = {"month": date(2026, 10, 1), "volume": 1000, "points": Decimal("80.00"), "grade": "B", "lines": [line]}
    given |= {"edition": edition(), "computed_at": NOON}
    return Score.objects.create(outlet=outlet_ or outlet(), **given | fields)


def override(customer_: Customer | None = None, **fields: Any) -> TierOverride:
    """Tier A asked for and not decided yet."""
    customer_ = customer_ or customer()
    fields = {"tier": "A", "reason": "新合同", "expires_on": NOON.date() + timedelta(days=90), **fields}
    fields = {"asked_at": NOON, "asked_by": fields.pop("asked_by", None) or user(), **fields}
    return TierOverride.objects.create(customer=customer_, outlet=customer_.outlet, **fields)


def key_account(customer_: Customer | None = None, *, owner: User | None = None, **fields: Any) -> KeyAccount:
    """Shared a hundred days before NOON by the outlet's manager, with its first review planned."""
    customer_ = customer_ or customer()
    owner = owner or user(Role.CRG)
    manager = fields.pop("by", None) or user(Role.MANAGER, customer_.outlet)
    return share(customer_, Plan(owner, **fields), by=manager, at=NOON - timedelta(days=100))


def service_promise(account: KeyAccount | None = None, **fields: Any) -> ServicePromise:
    """97 % delivered in time over the last ninety days, until NOON's day."""
    account = account or key_account()
    fields = {"text": "派送准时率不低于97%", "measure": "delivered_in_time", "target": Decimal(97), **fields}
    fields = {"from_day": NOON.date() - timedelta(days=90), "until": NOON.date(), "owner": account.owner, **fields}
    if fields["measure"] == "word":
        fields["target"] = None
    return ServicePromise.objects.create(account=account, outlet=account.outlet, **fields)


def account_expense(account: KeyAccount | None = None, **fields: Any) -> AccountExpense:
    """A gift of 300 yuan, asked for by who cares for the account."""
    account = account or key_account()
    fields = {"kind": "gift", "title": "中秋礼盒", "budget_yuan": Decimal(300), "planned_on": NOON.date(), **fields}
    fields = {"asked_by": account.owner, "asked_at": NOON, **fields}
    return AccountExpense.objects.create(account=account, outlet=account.outlet, **fields)


def customer_import(outlet_: Outlet | None = None) -> ImportFile:
    """A file of customers that the outlet brought; its only row is refused, so that committing it writes nothing."""
    by = user(Role.MANAGER, outlet_ or outlet())
    content = "客户名称,电话\n无号,1.38E+10\n".encode()
    file = stage_file(content, "customers.csv", importer=importer_of("customers"), by=by, at=NOON)
    return advance_import(file.pk, at=NOON)


def waiting_export(outlet_: Outlet | None = None) -> Export:
    """A list of customers that the outlet's manager wants in full, which nobody has approved yet."""
    by = user(Role.MANAGER, outlet_ or outlet())
    facts = {"kind": "customers", "reason": "年会", "language": "zh-hans", "state": "waiting", "rows": 1}
    return Export.objects.create(**facts, whole=True, asked_at=NOON, asked_by=by)
