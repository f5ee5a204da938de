"""When a scan on a phone happened, by two clocks that may both be wrong, and how far that can be trusted.

Pure. A phone's steady clock counts from an anchor: our time as our last answer told it. Where that count was broken by
a restart, the wall clock is corrected by what it was off at the upload. Between the anchor and the upload the scan
lies for certain, since a steady clock never runs fast: that is the band of whatever cannot be trusted.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from shipments.rules.evidence import FUTURE_TOLERANCE, TRUSTED_WITHIN
from shipments.rules.live_scan import AGREE_WITHIN, JUMPED_BEYOND, Placed

#: Uploaded within this time, a scan was made online.
ONLINE_WITHIN = timedelta(seconds=10)
#: By how much a steady clock may run fast or slow.
DRIFT = 100e-6
#: The least that a wall clock is off after a restart.
RESTART_ERROR = timedelta(seconds=60)
#: The page asks for our time just before it registers, and on a bad line that takes its time.
REGISTERED_WITHIN = timedelta(minutes=10)
NOTHING = timedelta(0)


class Why(StrEnum):
    """What decided the grade."""

    ONLINE = "online"
    ANCHORED = "anchored"
    RESTARTED = "restarted"
    JUMPED = "jumped"
    GAP = "gap"
    FUTURE = "future"
    OLD_ANCHOR = "old_anchor"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True, slots=True)
class Reading:
    """Both clocks of a phone, read at once.

    mono      counted since the page was opened; comparable within one `session` only
    """

    wall: datetime
    mono: timedelta
    session: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """Our time as an answer told it, and what the phone's clocks said half-way of that round trip."""

    server_at: datetime
    reading: Reading
    round_trip: timedelta


@dataclass(frozen=True, slots=True)
class Counted:
    """`last` number that came from this device, and its scan's clocks, if any came."""

    last: int = 0
    reading: Reading | None = None


@dataclass(frozen=True, slots=True)
class Upload:
    """
    sent         the phone's clocks at this attempt, read when it left
    anchor       the newest anchor the phone had then
    floor        when the device was registered: nothing was scanned with it before
    """

    received_at: datetime
    sent: Reading
    anchor: Anchor | None
    floor: datetime

    def allows(self, anchor: Anchor) -> bool:
        """Whether we can have told this phone that time: hardly before it was registered, nor after this upload."""
        return self.floor - REGISTERED_WITHIN <= anchor.server_at <= self.received_at + FUTURE_TOLERANCE


@dataclass(frozen=True, slots=True)
class _Band:
    low: datetime
    high: datetime

    def around(self, at: datetime) -> Placed:
        at = min(max(at, self.low), self.high)
        return Placed(at, _milliseconds(max(self.high - at, at - self.low)), "D")


def phone_placed(
    scan: Reading, number: int, *, anchor: Anchor | None, upload: Upload, before: Counted
) -> tuple[Placed, Why]:
    """The scan's place in time with its band and grade, and what decided the grade.

    number    the device's own count of its scans: one more than the last, or something is missing
    anchor    the newest anchor the phone had at the scan, of whatever session
    source    the network's rules of evidence: A online, B offline with an anchor, C over a restart, D not to be trusted
    """
    steady = _anchor_of(scan.session, anchor, upload.anchor)
    told = steady or anchor
    if told and not upload.allows(told):
        placed, _why = _by_wall(scan, None, upload)
        return _band(scan, None, upload).around(placed.occurred_at), Why.IMPOSSIBLE
    band = _band(scan, told, upload)
    placed, why = _by_anchor(scan, steady, upload) if steady else _by_wall(scan, anchor, upload)
    doubt = _doubt(scan, number, placed, anchor=told, upload=upload, before=before)
    if doubt is None and not band.low - _slack(placed) <= placed.occurred_at <= band.high + _slack(placed):
        doubt = Why.IMPOSSIBLE
    if doubt in {Why.JUMPED, Why.FUTURE, Why.IMPOSSIBLE}:
        return band.around(placed.occurred_at), doubt
    placed = replace(placed, occurred_at=min(max(placed.occurred_at, upload.floor), upload.received_at))
    return (replace(placed, grade="D"), doubt) if doubt else (placed, why)


def _anchor_of(session: str, *anchors: Anchor | None) -> Anchor | None:
    """The first anchor whose steady count reaches the scan: one before it, else one that came after."""
    return next((each for each in anchors if each and each.reading.session == session), None)


def _by_anchor(scan: Reading, anchor: Anchor, upload: Upload) -> tuple[Placed, Why]:
    elapsed = scan.mono - anchor.reading.mono
    at = anchor.server_at + elapsed
    apart = _apart(scan, anchor.reading)
    error = anchor.round_trip / 2 + abs(elapsed) * DRIFT + (apart if apart > AGREE_WITHIN else NOTHING)
    online = upload.received_at - at < ONLINE_WITHIN
    return Placed(at, _milliseconds(error), "A" if online else "B"), Why.ONLINE if online else Why.ANCHORED


def _by_wall(scan: Reading, anchor: Anchor | None, upload: Upload) -> tuple[Placed, Why]:
    skew = upload.received_at - upload.sent.wall
    changed = abs(skew - (anchor.server_at - anchor.reading.wall)) if anchor else NOTHING
    return Placed(scan.wall + skew, _milliseconds(max(RESTART_ERROR, changed)), "C"), Why.RESTARTED


def _doubt(
    scan: Reading, number: int, placed: Placed, *, anchor: Anchor | None, upload: Upload, before: Counted
) -> Why | None:
    """Why no machine may fine by this scan."""
    steady = anchor is not None and anchor.reading.session == scan.session
    others = (anchor.reading,) if anchor and steady else (upload.sent, before.reading)
    if any(_apart(scan, other) > JUMPED_BEYOND for other in others if other and other.session == scan.session):
        return Why.JUMPED
    if placed.occurred_at - upload.received_at > FUTURE_TOLERANCE:
        return Why.FUTURE
    if anchor and abs(placed.occurred_at - anchor.server_at) > TRUSTED_WITHIN:
        return Why.OLD_ANCHOR
    return Why.GAP if number != before.last + 1 else None


def _band(scan: Reading, anchor: Anchor | None, upload: Upload) -> _Band:
    """Between what and what the scan lies, whatever the wall clock says."""
    low, high = upload.floor, upload.received_at
    if upload.sent.session == scan.session:
        high -= _passed(upload.sent.mono - scan.mono)
    if anchor and anchor.reading.session != scan.session:
        low = max(low, anchor.server_at - anchor.round_trip)
    elif anchor and anchor.reading.mono <= scan.mono:
        low = max(low, anchor.server_at - anchor.round_trip + _passed(scan.mono - anchor.reading.mono))
    elif anchor:
        high = min(high, anchor.server_at + anchor.round_trip - _passed(anchor.reading.mono - scan.mono))
    high = max(high, upload.floor)
    return _Band(min(low, high), high)


def _passed(passed: timedelta) -> timedelta:
    """At least so much time went by: a steady clock stands still while the phone sleeps, but never runs ahead."""
    return max(passed - passed * DRIFT, NOTHING)


def _apart(one: Reading, other: Reading) -> timedelta:
    return abs((one.wall - other.wall) - (one.mono - other.mono))


def _slack(placed: Placed) -> timedelta:
    return timedelta(milliseconds=placed.error_ms) + AGREE_WITHIN


def _milliseconds(span: timedelta) -> int:
    return -int(-span // timedelta(milliseconds=1))
