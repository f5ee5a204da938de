"""What the demo network knows of its senders: trades, people and their days, needs, words on messages, other networks.

Straight into the tables, set by set; who is known how well goes by the sender's number, so that every page has both;
whoever sends most is known best.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.db.models import Count
from django.utils import timezone

from crm.home.demo.names import person, phone
from customers.models import Competitor, CompetitorUse, Consent, Contact, Customer, CustomField, ImportantDate, Profile
from customers.rules.important_dates import next_on
from customers.services.contacts import returning, solar_day
from customers.services.searching import refresh

FIELD_PREFIX = "demo-"
TOGETHER = 1000
#: So many of an outlet, the largest, are known like the one of this number: by three persons, and in depth.
LARGEST, BEST = 6, 2
TRADES = (
    *("服饰", "制衣", "电子", "五金", "塑胶", "玩具", "灯饰", "家具", "陶瓷", "皮具"),
    *("鞋业", "茶叶", "海味", "印刷", "汽配", "模具", "化妆品", "内衣", "文具", "家电"),
)
FRAGILE = frozenset({"灯饰", "陶瓷", "茶叶", "家电", "化妆品"})
SIZES = ("小件", "中件", "大件")
NEEDS = {
    "storage_needs": ("旺季需临时仓 200 平方米", "成品需防潮存放", ""),
    "transit_needs": ("不可倒置，不可重压", "避免长时间日晒", ""),
    "transport_needs": ("每天 17:30 前上门取件", "周末也要取件", ""),
    "packaging_needs": ("外箱加护角，内衬气泡膜", "使用自有印刷纸箱", ""),
    "feedback_needs": ("每日发送未签收清单", "异常件一小时内电话告知", ""),
    "current_logistics": ("本网络为主，另有两家备用", "自有车送省内，外省走快递", "刚开始外发"),
    "bottlenecks": ("取件高峰排队", "偏远地区时效不稳", "破损率偏高"),
}
INTERESTS = ("喝工夫茶", "打羽毛球", "钓鱼", "看足球", "")
TABOOS = ("午休时间勿打电话", "不喝酒", "", "", "")
PARTS = (Contact.Part.DECIDER, Contact.Part.SHIPPING, Contact.Part.FINANCE)
POSITIONS = {Contact.Part.DECIDER: "总经理", Contact.Part.SHIPPING: "仓库主管", Contact.Part.FINANCE: "会计"}


@dataclass(slots=True)
class _Known:
    """What is written at the end, in one go a table."""

    rng: Random
    at: datetime
    networks: Sequence[Competitor]
    profiles: list[Profile] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    dates: list[ImportantDate] = field(default_factory=list)
    consents: list[Consent] = field(default_factory=list)
    uses: list[CompetitorUse] = field(default_factory=list)


def write_customer_files(*, seed: int, at: datetime) -> None:
    """writes   customers_customfield, …_customer, …_profile, …_contact, …_importantdate, …_consent, …_competitoruse"""
    _write_fields()
    networks = list(Competitor.objects.filter(ours=False, active=True).order_by("code"))
    known = _Known(Random(f"{seed} customer files"), at, networks)
    sent = Count("waybills")
    rows = list(Customer.objects.current().annotate(sent=sent).order_by("outlet__code", "code"))
    best = _largest(rows)
    for number, row in enumerate(rows):
        _know(known, row, BEST if row.pk in best else number)
    Customer.objects.bulk_update(rows, ["industry", "goods", "credit", "custom"], batch_size=TOGETHER)
    for model, made in (
        (Profile, known.profiles),
        (Contact, known.contacts),
        (ImportantDate, known.dates),
        (Consent, known.consents),
        (CompetitorUse, known.uses),
    ):
        model.objects.bulk_create(made, batch_size=TOGETHER)
    refresh([row.pk for row in rows])


def _largest(rows: Sequence[Any]) -> set[int]:
    """The largest of each outlet."""
    homes: dict[int, list[Any]] = {}
    for row in rows:
        homes.setdefault(row.outlet_id, []).append(row)
    largest = (sorted(ones, key=lambda one: (-one.sent, one.code))[:LARGEST] for ones in homes.values())
    return {row.pk for ones in largest for row in ones if row.sent}


def _write_fields() -> None:
    told = (
        (f"{FIELD_PREFIX}pallets", "每周托盘数", "Pallets a week", "number", []),
        (f"{FIELD_PREFIX}size", "货物大小", "Size of goods", "choice", list(SIZES)),
        (f"{FIELD_PREFIX}fragile", "易碎品", "Fragile", "yes_no", []),
    )
    CustomField.objects.bulk_create(
        CustomField(code=code, label=label, label_en=label_en, type=type_, choices=choices, order=place)
        for place, (code, label, label_en, type_, choices) in enumerate(told, start=1)
    )


def _know(known: _Known, row: Customer, number: int) -> None:
    """Every fifth by name and number alone, every third with its profile and what others carry for it."""
    rng = known.rng
    trade = next((each for each in TRADES if each in row.name), "日用品")
    row.industry, row.goods = trade, f"{trade}成品"
    if number % 5 == 4:
        return
    row.credit = rng.choices(["good", "fair", "poor", ""], [5, 3, 1, 3])[0]
    row.custom = {f"{FIELD_PREFIX}size": rng.choice(SIZES), f"{FIELD_PREFIX}fragile": trade in FRAGILE}
    if number % 3 == 0 or number == BEST:
        row.custom[f"{FIELD_PREFIX}pallets"] = rng.choice([1, 2, 2.5, 4, 8])
        known.profiles.append(_profile(known, row))
        _note_use(known, row)
    people = [_contact(known, row, part) for part in PARTS[: 1 + number % 3]]
    _note_days(known, row, people)
    _note_words(known, row)


def _profile(known: _Known, row: Customer) -> Profile:
    rng, today = known.rng, timezone.localdate(known.at)
    signed = today - timedelta(days=rng.randrange(20, 340)) if rng.random() < 0.6 else None
    return Profile(
        customer=row,
        outlet_id=row.outlet_id,
        registered_capital=rng.choice([500_000, 1_000_000, 5_000_000, None]),
        employees=rng.choice([6, 15, 40, 120]),
        plans=rng.choice(["计划开通直播带货", "明年增加一条生产线", ""]),
        potential=rng.choice(["旺季件量可翻倍", "退货件可一并承接", ""]),
        monthly_cost=rng.choice([3_000, 8_000, 20_000, None]),
        safety_agreement_on=signed,
        safety_agreement_until=signed + timedelta(days=365) if signed else None,
        **{name: rng.choice(words) for name, words in NEEDS.items()},
    )


def _contact(known: _Known, row: Customer, part: Contact.Part) -> Contact:
    made = Contact(
        customer=row,
        outlet_id=row.outlet_id,
        name=person(known.rng),
        part=part,
        position=POSITIONS[part],
        phone=phone(known.rng),
        main=part == PARTS[0],
        interests=known.rng.choice(INTERESTS),
        taboos=known.rng.choice(TABOOS),
    )
    known.contacts.append(made)
    return made


def _note_days(known: _Known, row: Customer, people: Sequence[Contact]) -> None:
    rng = known.rng
    _note_day(known, row, ImportantDate.Kind.FOUNDING, year=rng.randrange(1998, 2024))
    for contact in people[:2]:
        calendar = rng.choice(ImportantDate.Calendar.values)
        lunar = calendar == ImportantDate.Calendar.LUNAR
        _note_day(
            known,
            row,
            ImportantDate.Kind.BIRTHDAY,
            contact=contact,
            calendar=calendar,
            leap=lunar and rng.random() < 0.1,
        )


def _note_day(
    known: _Known,
    row: Customer,
    kind: ImportantDate.Kind,
    *,
    year: int | None = None,
    contact: Contact | None = None,
    calendar: str = ImportantDate.Calendar.SOLAR,
    leap: bool = False,
) -> None:
    made = ImportantDate(customer=row, outlet_id=row.outlet_id, kind=kind, year=year, contact=contact)
    made.calendar, made.leap_month = calendar, leap
    made.month, made.day = known.rng.randrange(1, 13), known.rng.randrange(1, 29)
    made.next_on = next_on(returning(made), _today(known), lunar=solar_day)
    known.dates.append(made)


def _note_words(known: _Known, row: Customer) -> None:
    """Most agree to messages; some do not, and some have taken their word back."""
    chance = known.rng.random()
    for given, days in ((True, 300), (False, 20)) if chance < 0.1 else ((chance < 0.75, 200),):
        known.consents.append(
            Consent(
                customer=row,
                outlet_id=row.outlet_id,
                channel=Consent.Channel.SMS,
                purpose=Consent.Purpose.PROMOTION,
                given=given,
                source=known.rng.choice(["counter", "phone", "paper"]),
                at=known.at - timedelta(days=days),
            )
        )


def _note_use(known: _Known, row: Customer) -> None:
    if known.networks:
        known.uses.append(
            CompetitorUse(
                customer=row,
                outlet_id=row.outlet_id,
                competitor=known.rng.choice(known.networks),
                share_percent=known.rng.choice([10, 20, 30, 50]),
                prices=known.rng.choice(["首重 7 元，续重 2 元", "月结九折", ""]),
                noted_on=_today(known) - timedelta(days=known.rng.randrange(5, 90)),
            )
        )


def _today(known: _Known) -> date:
    return timezone.localdate(known.at)
