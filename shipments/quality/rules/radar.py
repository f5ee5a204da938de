"""The false-scan radar (疑似虚假): patterns of scans that a person should look at. Nobody is ever fined by them.

Pure. `shipments.quality.sql.radar` finds the same in a network's day at once.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

#: A scan out for delivery, or of the delivery, so long before a signature belongs to it.
SCANNED_BEFORE = timedelta(days=14)
#: What withdraws a scan may bear a time so much earlier than the day itself.
WITHDRAWN_FROM = timedelta(days=1)
#: Of one courier, so many handed over within so short a time.
BULK, BULK_WITHIN = 10, timedelta(minutes=1)
#: Nothing else of the courier's within so long before or after, of at least so many scans that day.
APART, APART_OTHERS = timedelta(hours=3), 5
#: One account at two outlets within so short a time.
BETWEEN_PLACES = timedelta(minutes=20)
#: Waybills named with a hit.
NAMED = 20

HANDED_OVER = frozenset({"delivered", "signed"})
SENT_OUT = frozenset({"delivered", "out_for_delivery"})


@dataclass(frozen=True, slots=True)
class Seen:
    """One scan.

    master    whether the piece is its waybill's master
    worker    login, phone or operator; "" when nobody is told
    account   whether `worker` is somebody's own: a login, a phone, a staff number
    """

    event_id: UUID
    piece: str
    kind: str
    outlet: int
    at: datetime
    worker: str = ""
    account: bool = False
    master: bool = True
    corrects: UUID | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """One pattern.

    subject        a piece's number, or the worker; once a pattern, outlet and day
    at             the telling scan
    since, until   bulk: of the minute; apart: the courier's scans before and after; two places: at the other, here
    other          two places: the other outlet
    numbers        bulk: the first NAMED pieces
    """

    pattern: str
    outlet: int
    subject: str
    worker: str
    at: datetime
    count: int = 1
    since: datetime | None = None
    until: datetime | None = None
    other: int | None = None
    numbers: tuple[str, ...] = ()


def find(scans: Iterable[Seen], *, since: datetime, until: datetime) -> Iterator[Found]:
    """The patterns of the day from `since` to `until`.

    scans   of that day, and what came of their pieces SCANNED_BEFORE
    """
    known = list(scans)
    withdrawn = {scan.corrects for scan in known if scan.corrects and scan.at >= since - WITHDRAWN_FROM}
    standing = sorted(
        (scan for scan in known if scan.kind != "void" and scan.event_id not in withdrawn),
        key=lambda scan: (scan.at, scan.outlet, scan.event_id),
    )
    day = [scan for scan in standing if since <= scan.at < until]
    handed_over = list(_handed_over(day, standing))
    yield from _undelivered(day, standing)
    yield from _bulk(handed_over)
    yield from _apart(handed_over, day)
    yield from _two_places(day)


def _before(signed: Seen, standing: Iterable[Seen], kinds: frozenset[str]) -> bool:
    return any(
        (scan.piece, scan.outlet) == (signed.piece, signed.outlet)
        and scan.kind in kinds
        and signed.at - SCANNED_BEFORE <= scan.at <= signed.at
        for scan in standing
    )


def _firsts(day: Iterable[Seen], kinds: frozenset[str]) -> Iterable[Seen]:
    """Of each master at each outlet the first of these kinds; a delivery comes before a signature of that instant."""
    first: dict[tuple[str, int], Seen] = {}
    for scan in sorted(day, key=lambda scan: (scan.at, scan.kind, scan.event_id)):
        if scan.master and scan.kind in kinds:
            first.setdefault((scan.piece, scan.outlet), scan)
    return first.values()


def _undelivered(day: Sequence[Seen], standing: Sequence[Seen]) -> Iterator[Found]:
    for signed in _firsts(day, frozenset({"signed"})):
        if not _before(signed, standing, SENT_OUT):
            yield Found("undelivered", signed.outlet, signed.piece, signed.worker, signed.at)


def _handed_over(day: Sequence[Seen], standing: Sequence[Seen]) -> Iterator[Seen]:
    """Deliveries, and the signatures that stand for one."""
    for scan in _firsts(day, HANDED_OVER):
        if scan.kind == "delivered" or not _before(scan, standing, frozenset({"delivered"})):
            yield scan


def _by_worker(scans: Iterable[Seen]) -> Mapping[tuple[int, str], list[Seen]]:
    theirs: dict[tuple[int, str], list[Seen]] = defaultdict(list)
    for scan in scans:
        if scan.worker:
            theirs[scan.outlet, scan.worker].append(scan)
    return theirs


def _bulk(handed_over: Sequence[Seen]) -> Iterator[Found]:
    """The fullest minute of each worker, the first of several."""
    for (outlet, worker), own in _by_worker(handed_over).items():
        minutes = [[scan for scan in own if last.at - BULK_WITHIN <= scan.at <= last.at] for last in own]
        fullest = max(minutes, key=lambda minute: (len(minute), -max(scan.at for scan in minute).timestamp()))
        if len(fullest) >= BULK:
            times = [scan.at for scan in fullest]
            numbers = tuple(sorted(scan.piece for scan in fullest)[:NAMED])
            yield Found(
                "bulk", outlet, worker, worker, max(times), len(fullest), min(times), max(times), numbers=numbers
            )


def _apart(handed_over: Sequence[Seen], day: Sequence[Seen]) -> Iterator[Found]:
    theirs = _by_worker(day)
    for scan in handed_over:
        own = theirs.get((scan.outlet, scan.worker), [])
        others = [other for other in own if other.piece != scan.piece]
        if len(others) < APART_OTHERS or any(abs(other.at - scan.at) <= APART for other in others):
            continue
        before = max((other.at for other in own if other.at <= scan.at - APART), default=None)
        after = min((other.at for other in own if other.at >= scan.at + APART), default=None)
        yield Found("apart", scan.outlet, scan.piece, scan.worker, scan.at, len(others), before, after)


def _two_places(day: Sequence[Seen]) -> Iterator[Found]:
    """The first move of each account, and how many there were."""
    last: dict[str, Seen] = {}
    first: dict[str, tuple[Seen, Seen]] = {}
    moves: Counter[str] = Counter()
    for scan in (scan for scan in day if scan.account):
        there = last.get(scan.worker)
        last[scan.worker] = scan
        if there and there.outlet != scan.outlet and scan.at - there.at <= BETWEEN_PLACES:
            moves[scan.worker] += 1
            first.setdefault(scan.worker, (there, scan))
    for worker, (there, here) in first.items():
        yield Found(
            "two_places", here.outlet, worker, worker, here.at, moves[worker], there.at, here.at, other=there.outlet
        )
