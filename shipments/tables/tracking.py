"""Shipments as whoever answers the telephone needs them: where it is, what is due next, what is open."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Replace, Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.shared.figures import Badge
from crm.shared.tables import Column, Table
from customers.models import Customer
from outlets.access import access_of
from shipments.models import DeliveryRun, Negotiation, Piece, ProblemRecord, ScanKind, Waybill
from shipments.models.calls import ENDED
from shipments.models.negotiations import fulfilled_at
from shipments.rules.negotiations import promise_state
from shipments.rules.tracking import Sought
from shipments.tables.negotiations import PROMISE_BADGES
from shipments.tables.states import piece_badge
from shipments.tables.waybills import master_of

#: By telephone or name: so many of the newest.
LISTED = 50
#: Whoever asks by name asks about something recent.
NAMED_BACK = timedelta(days=30)
#: What is older is nobody's abnormal shipment any more.
ABNORMAL_BACK, ABNORMAL_BACK_NETWORK = timedelta(days=15), timedelta(days=3)
ABNORMAL = ("overdue", "problem", "quiet24", "quiet48", "missorted", "returned")
QUIET = {"quiet24": timedelta(hours=24), "quiet48": timedelta(hours=48)}


def with_story(rows: QuerySet[Waybill]) -> QuerySet[Waybill]:
    """Everything that a line shows, in a fixed number of queries."""
    runs = DeliveryRun.objects.filter(dropped=False, delivers=True).select_related("clock").order_by("pk")
    problems = ProblemRecord.objects.open().order_by("-registered_at")
    newest = Negotiation.objects.filter(waybill=OuterRef("pk")).order_by("-made_at", "-id")
    return (
        rows.select_related("origin", "destination")
        .annotate(fulfilled_at=fulfilled_at("pk"), promised_at=Subquery(newest.values("promised_at")[:1]))
        .prefetch_related(
            "pieces__state_outlet",
            Prefetch("runs", runs, to_attr="deliveries"),
            Prefetch("problems", problems, to_attr="open_problems"),
        )
    )


@dataclass(frozen=True, slots=True)
class Found:
    """What became of a question.

    rows      each shipment once, in the order asked
    unknown   what was asked for and is not there, or not for this person to see
    more      True: there are more than LISTED by telephone or name
    """

    rows: tuple[Waybill, ...]
    unknown: tuple[str, ...]
    more: bool = False


def found_for(sought: Sought, *, user: object, at: datetime) -> Found:
    """
    user   whose scope holds; HQ sees all
    """
    mine = Waybill.objects.visible_to(user)
    ids, unknown = _by_number(sought.numbers, mine)
    found, more = list(ids.values()), False
    asked = [(phone, mine.of_phone(phone)) for phone in (*sought.phones, *sought.tails)]
    asked += [(name, mine.filter(_named(name, user=user, at=at))) for name in sought.names]
    by_code = _customers_by_code([*unknown, *sought.names], user)
    asked += [(code, mine.filter(customer__in=customers)) for code, customers in by_code.items()]
    for words, rows in asked:
        keys = list(rows.order_by("-id").values_list("pk", flat=True)[: LISTED + 1])
        more |= len(keys) > LISTED
        found += keys[:LISTED]
        if words in unknown and keys:
            unknown.remove(words)
        elif not keys and words not in unknown:
            unknown.append(words)
    unknown = [words for words in unknown if words not in sought.phones or words not in ids]
    by_key = with_story(Waybill.objects.filter(pk__in=found)).in_bulk()
    return Found(tuple(by_key[key] for key in dict.fromkeys(found)), (*unknown, *sought.unclear), more)


def _by_number(numbers: Sequence[str], mine: QuerySet[Waybill]) -> tuple[dict[str, int], list[str]]:
    """Waybills by their own number or by that of a piece; the numbers that are neither."""
    if not numbers:
        return {}, []
    keys = dict(mine.filter(number__in=numbers).values_list("number", "pk"))
    rest = [number for number in numbers if number not in keys]
    pieces = Piece.objects.filter(number__in=rest).values_list("number", "waybill") if rest else ()
    of_pieces = dict(pieces)
    seen = set(mine.filter(pk__in=of_pieces.values()).values_list("pk", flat=True)) if of_pieces else set()
    keys |= {number: key for number, key in of_pieces.items() if key in seen}
    return {number: keys[number] for number in numbers if number in keys}, [n for n in numbers if n not in keys]


def _customers_by_code(words: Sequence[str], user: object) -> dict[str, list[int]]:
    """Customers on file whose code somebody wrote, dashes or not; a code that looks like a number is sought as both."""
    codes = {word.upper().replace("-", ""): word for word in words}
    found: dict[str, list[int]] = {}
    if codes:
        customers = (
            Customer.objects.visible_to(user).annotate(big=Replace(Upper("code"), Value("-"))).filter(big__in=codes)
        )
        for pk, big in customers.values_list("pk", "big"):
            found.setdefault(codes[big], []).append(pk)
    return found


def _named(name: str, *, user: object, at: datetime) -> Q:
    """Of a customer on file; at an outlet also a receiver or sender of the last days, whose rows are few enough."""
    customers = Customer.objects.visible_to(user).filter(name__icontains=name)
    condition = Q(customer__in=customers.values("pk"))
    if not access_of(user).network:
        recent = Q(entered_at__gte=at - NAMED_BACK)
        condition |= recent & (Q(receiver_name__startswith=name) | Q(sender_name__startswith=name))
    return condition


def abnormal(rows: QuerySet[Waybill], kind: str, *, at: datetime, back: timedelta) -> QuerySet[Waybill]:
    """Waybills of the last days that need somebody's eye. Uses waybill_by_entry, clock_by_outlet_day, run_by_clock.

    kind   one of ABNORMAL
    """
    rows = rows.filter(entered_at__gte=at - back)
    masters = Piece.objects.filter(kind=Piece.Kind.MASTER)
    running = Exists(masters.filter(waybill=OuterRef("pk")).exclude(state__in=ENDED))
    runs = DeliveryRun.objects.filter(dropped=False, clock__day__gte=timezone.localdate(at) - back)
    problems = ProblemRecord.objects.filter(withdrawn=False, registered_at__gte=at - back)
    if kind in QUIET:
        since = at - QUIET[kind]
        still = Q(state_at__lt=since) | Q(state_at=None, waybill__entered_at__lt=since)
        return rows.filter(Exists(masters.filter(still, waybill=OuterRef("pk")).exclude(state__in=ENDED)))
    late = runs.filter(delivers=True, delivered_at=None, signed_at=None, clock__delivery_due_at__lt=at)
    strayed = runs.filter(delivers=False).exclude(outlet=F("waybill__origin")).exclude(outlet=F("waybill__destination"))
    transfers = problems.filter(category=ProblemRecord.Category.TRANSFER)
    return {
        "overdue": rows.filter(running, pk__in=late.filter(clock__started=True).values("waybill")),
        "problem": rows.filter(running, pk__in=problems.open().values("waybill")),
        "missorted": rows.filter(running, pk__in=strayed.values("waybill").union(transfers.values("waybill"))),
        "returned": rows.filter(Exists(masters.filter(waybill=OuterRef("pk"), state=ScanKind.RETURNED))),
    }[kind]


def next_due(waybill: Any) -> datetime | None:
    """Of the runs that were fetched along: the first delivery or sign entry still to do."""
    dues = [
        run.clock.delivery_due_at if run.delivered_at is None and run.signed_at is None else run.clock.sign_due_at
        for run in waybill.deliveries
        if run.signed_at is None and run.lifted_at is None
    ]
    return min(dues, default=None)


def open_problem(waybill: Any) -> str:
    """In words; empty once it is closed or the shipment has come to its end."""
    master = master_of(waybill)
    if not waybill.open_problems or (master and master.state in ENDED):
        return ""
    return str(waybill.open_problems[0].get_category_display())


def _state(waybill: Waybill) -> Badge:
    return piece_badge(master_of(waybill))


def _promise(waybill: Any) -> Badge | None:
    if waybill.promised_at is None:
        return None
    state = promise_state(waybill.promised_at, waybill.fulfilled_at, at=timezone.now())
    return PROMISE_BADGES[state]


class TrackTable(Table[Waybill]):
    columns = (
        Column(_("Waybill"), "number", link=True, cell="parts/_code.html"),
        Column(_("State"), "", show=_state, cell="parts/_badge.html"),
        Column(_("Due next"), "", show=next_due, cell="parts/_deadline.html"),
        Column(_("Last scan"), "", show=master_of, cell="shipments/_last_scan.html"),
        Column(_("Open problem"), "", show=open_problem),
        Column(_("Promised for"), "", show=_promise, cell="shipments/_promised.html"),
        Column(_("To"), "destination.name"),
        Column(_("Receiver"), "receiver_name", cell="shipments/_receiver.html"),
        Column("", "", cell="shipments/_track_acts.html"),
    )


def by_state(rows: Iterable[Waybill]) -> dict[str, int]:
    """How many of the rows are in which state, for a paste of many numbers."""
    counts: dict[str, int] = defaultdict(int)
    for row in rows:
        counts[str(_state(row).word)] += 1
    return dict(counts)
