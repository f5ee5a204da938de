"""Leads of the demo: three months of them, from every way in, some of them customers by now.

Straight into the tables, set by set, as the services would have left them.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from django.db.models import Min
from django.utils import timezone

from crm.accounts.models import User
from crm.accounts.roles import Role
from crm.home.demo.names import door, firm, person, phone
from customers.models import Customer, Lead, LeadEvent, LeadStep, Source, SourceCost
from customers.rules.lead_states import State, next_step_at
from outlets.models import Membership, Outlet
from shipments.models import Waybill

LEADS_AN_OUTLET, QUEUED, OUTLETS = 30, 6, 8
BACK = timedelta(days=80)
#: Way in → how many of ten leads, and how many of a hundred become customers.
SOURCES = {
    Source.WEB: (3, 14),
    Source.CALL: (2, 26),
    Source.COUNTER: (2, 38),
    Source.EVENT: (2, 10),
    Source.REFERRAL: (1, 52),
}
#: Yuan a month and outlet; the counter costs nothing extra.
COSTS = {Source.WEB: 260, Source.CALL: 140, Source.EVENT: 480, Source.REFERRAL: 90}
NEEDS = ("每天十件发上海", "服装样品，求次日达", "月结，希望上门取件", "发货不稳定，先问价格", "瓷器怕摔，问包装", "")
FAIRS = ("服装节展位", "专业市场走访", "电商园区推介会")
REASONS = Lead.LostReason.values


def write_leads(*, seed: int, at: datetime) -> None:
    """writes   customers_lead, customers_leadstep, customers_leadevent, customers_sourcecost"""
    rng = Random(f"{seed} leads")
    outlets = _busiest()
    clerks = _clerks(outlets)
    events = _events(rng, outlets, at=at)
    leads: list[Lead] = []
    taken = set(Customer.objects.values_list("name", flat=True))
    for outlet in outlets:
        files = _shipping(outlet)
        clerk, ways = clerks.get(outlet.pk), events[outlet.pk]
        rows = [_lead(rng, outlet, clerk, ways, taken, at=at) for _each in range(LEADS_AN_OUTLET)]
        _decide(rng, rows, files, at=at)
        leads += rows
    leads += [_lead(rng, None, None, [], taken, at=at, days=2) for _each in range(QUEUED)]
    Lead.objects.bulk_create(leads)
    LeadStep.objects.bulk_create([step for lead in leads for step in _steps(rng, lead)])
    SourceCost.objects.bulk_create(_costs(rng, outlets, at=at))


def _lead(
    rng: Random,
    outlet: Outlet | None,
    clerk: User | None,
    events: Sequence[LeadEvent],
    taken: set[str],
    *,
    at: datetime,
    days: int = 0,
) -> Lead:
    span = timedelta(days=days) if days else BACK
    created_at = _in_the_day(at - span * (rng.random() ** 1.3 if not days else rng.random()), rng, at)
    source = rng.choices(list(SOURCES), weights=[weight for weight, _won in SOURCES.values()])[0]
    source = source if outlet else Source.WEB
    event = rng.choice(events) if source == Source.EVENT and events else None
    town = outlet.name.removesuffix("网点") if outlet else "外省"
    return Lead(
        outlet=outlet,
        source=Source.WEB if source == Source.EVENT and event is None else source,
        event=event,
        company=firm(rng, town, taken) if rng.random() < 0.7 else "",
        name=person(rng),
        phone=phone(rng),
        address=door(rng, outlet.address.partition("示范路")[0] if outlet else "湖南省长沙市岳麓区"),
        need=rng.choice(NEEDS),
        parcels_a_month=rng.choice((30, 60, 90, 150, 300, 600, None)),
        owner=clerk,
        consent_at=created_at if source == Source.WEB else None,
        created_at=created_at,
        state=State.NEW,
        next_step_at=next_step_at(State.NEW, timezone.localtime(created_at)),
    )


def _decide(rng: Random, leads: list[Lead], files: list[tuple[Customer, str, datetime]], *, at: datetime) -> None:
    """What became of each: the older it is, the likelier it is closed."""
    for lead in leads:
        age, chance = (at - lead.created_at).days, rng.randrange(100)
        fits = next((each for each in files if each[2] > lead.created_at), None)
        if age > 3 and fits and chance < SOURCES[Source(lead.source)][1] * 1.6:
            files.remove(fits)
            _win(lead, *fits)
        elif age > 10 and chance > 45:
            lead.state, lead.lost_reason, lead.next_step_at = State.LOST, rng.choice(REASONS), None
            lead.closed_at = min(lead.created_at + timedelta(days=rng.randrange(2, 9)), at)
        else:
            _keep_open(rng, lead, age=age, at=at)


def _win(lead: Lead, customer: Customer, number: str, shipped_at: datetime) -> None:
    lead.state, lead.closed_at, lead.next_step_at = State.WON, shipped_at, None
    lead.customer, lead.won_by = customer, number
    lead.company, lead.phone, lead.address = customer.name, customer.phone, customer.address


def _keep_open(rng: Random, lead: Lead, *, age: int, at: datetime) -> None:
    """Most next steps lie ahead; a few are overdue, so that the list has a top."""
    if age >= 1:
        lead.state = rng.choice((State.CONTACTED, State.CONTACTED, State.QUOTED))
        ahead = timedelta(hours=rng.randrange(-20, 90))
        lead.next_step_at = next_step_at(lead.state, timezone.localtime(at + ahead), unreached=True)


def _steps(rng: Random, lead: Lead) -> list[LeadStep]:
    """The way to where it stands now, evenly in time."""
    way = {
        State.NEW: [],
        State.CONTACTED: [State.CONTACTED],
        State.QUOTED: [State.CONTACTED, State.QUOTED],
        State.WON: [State.CONTACTED, State.QUOTED, State.WON],
        State.LOST: [State.CONTACTED, State.LOST] if rng.random() < 0.7 else [State.LOST],
    }[State(lead.state)]
    end = lead.closed_at or lead.created_at + timedelta(hours=20)
    span = (end - lead.created_at) / max(1, len(way))
    steps = [LeadStep(lead=lead, outlet=lead.outlet, state=State.NEW, at=lead.created_at, by=lead.owner)]
    for place, state in enumerate(way, start=1):
        note = lead.won_by if state == State.WON else ""
        by = None if state == State.WON else lead.owner
        moment = lead.created_at + span * place
        steps.append(LeadStep(lead=lead, outlet=lead.outlet, state=state, note=note, at=moment, by=by))
    return steps


def _events(rng: Random, outlets: Sequence[Outlet], *, at: datetime) -> dict[int, list[LeadEvent]]:
    found: dict[int, list[LeadEvent]] = {}
    for outlet in outlets:
        town = outlet.name.removesuffix("网点")
        held_on = (at - timedelta(days=rng.randrange(15, 75))).date()
        event = LeadEvent(name=f"{town}{rng.choice(FAIRS)}", outlet=outlet, held_on=held_on, place=town)
        found[outlet.pk] = [event]
    LeadEvent.objects.bulk_create([event for events in found.values() for event in events])
    return found


def _costs(rng: Random, outlets: Sequence[Outlet], *, at: datetime) -> list[SourceCost]:
    months = sorted({_month(at - timedelta(days=days)) for days in (0, 31, 62)})
    return [
        SourceCost(source=source, outlet=outlet, month=month, yuan=Decimal(round(yuan * rng.uniform(0.7, 1.3), 2)))
        for outlet in outlets
        for month in months
        for source, yuan in COSTS.items()
    ]


def _shipping(outlet: Outlet) -> list[tuple[Customer, str, datetime]]:
    """Files of the outlet with their first waybill: a lead that is older may have become one of them."""
    firsts = Waybill.objects.filter(customer__outlet=outlet).values("customer").annotate(Min("entered_at"))
    first_at = {row["customer"]: row["entered_at__min"] for row in firsts}
    waybills = Waybill.objects.filter(customer__in=first_at, entered_at__in=set(first_at.values()))
    rows = waybills.select_related("customer").order_by("customer", "number")
    return [
        (each.customer, each.number, each.entered_at) for each in rows if first_at[each.customer_id] == each.entered_at
    ]


def _busiest() -> list[Outlet]:
    """Where the logins work first, then by code."""
    posts = Membership.objects.filter(outlet__isnull=False).exclude(user__password__startswith="!")
    of_logins = set(posts.values_list("outlet", flat=True))
    outlets = Outlet.objects.filter(active=True).order_by("code")[:60]
    return sorted(outlets, key=lambda outlet: (outlet.pk not in of_logins, outlet.code))[:OUTLETS]


def _clerks(outlets: Sequence[Outlet]) -> dict[int, User]:
    posts = Membership.objects.filter(outlet__in=outlets, role__in=(Role.SERVICE_CLERK, Role.MANAGER))
    rows = posts.select_related("user").order_by("-role", "-user__password", "pk")
    found: dict[int, User] = {}
    for post in rows:
        found.setdefault(post.outlet_id, post.user)
    return found


def _in_the_day(moment: datetime, rng: Random, at: datetime) -> datetime:
    local = timezone.localtime(moment).replace(hour=rng.randrange(9, 18), minute=rng.randrange(60))
    return min(local, at - timedelta(minutes=rng.randrange(5, 90)))


def _month(moment: datetime) -> date:
    return timezone.localdate(moment).replace(day=1)
