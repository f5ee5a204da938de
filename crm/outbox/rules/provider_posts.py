"""What providers bring: receipts of messages and replies to them, each provider in its own words. Pure.

What cannot be read is left out: whoever brought it would bring it again for ever.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
_ID = re.compile(r"[!-~]{1,80}")
#: Codes of receipts with which a provider's own list forbids the number.
FORBIDDING = frozenset({"MOBILE_IN_BLACK", "blacklisted"})


@dataclass(frozen=True, slots=True)
class Report:
    """
    id          the provider's, as it answered when it took the message
    reference   ours, of the attempt, where the provider gives it back
    at          when the phone got it, or did not
    """

    id: str
    delivered: bool
    code: str
    at: datetime
    reference: UUID | None = None

    @property
    def key(self) -> str:
        """The same report told twice is one; that it failed and that it arrived after all are two."""
        return f"{self.id} {'delivered' if self.delivered else 'failed'}"


@dataclass(frozen=True, slots=True)
class Answer:
    """key: what makes the reply one; address: as the provider writes the number."""

    key: str
    address: str
    text: str
    at: datetime


Row = Mapping[str, object]
Told = TypeVar("Told", Report, Answer)


def reports(provider: str, told: object) -> Iterator[Report]:
    """Of what a provider has brought, read from JSON."""
    yield from _each(_REPORTS[provider], told)


def answers(provider: str, told: object) -> Iterator[Answer]:
    yield from _each(_ANSWERS[provider], told)


def _each(read: Callable[[Row], Told], told: object) -> Iterator[Told]:
    for row in told if isinstance(told, list) else [told]:
        try:
            if isinstance(row, dict):
                yield read(row)
        except (KeyError, ValueError, OverflowError, OSError):
            continue


def _aliyun_report(row: Row) -> Report:
    return Report(
        id=_id(row["biz_id"]),
        delivered=row["success"] is True,
        code=_text(row.get("err_code"), 40),
        at=_local(row.get("report_time") or row["send_time"]),
        reference=_reference(row.get("out_id")),
    )


def _aliyun_answer(row: Row) -> Answer:
    known = row.get("sequence_id")
    at = _local(row["send_time"])
    return _answer(str(known) if known else "", row["phone_number"], row["content"], at)


def _tencent_report(row: Row) -> Report:
    return Report(
        id=_id(row["sid"]),
        delivered=row["report_status"] == "SUCCESS",
        code=_text(row.get("errmsg"), 40),
        at=_local(row["user_receive_time"]),
    )


def _tencent_answer(row: Row) -> Answer:
    return _answer("", row["mobile"], row["text"], _instant(row["time"]))


def _gateway_report(row: Row) -> Report:
    return Report(
        id=_id(row["id"]),
        delivered=row["delivered"] is True,
        code=_text(row.get("code"), 40),
        at=_instant(row["time"]),
        reference=_reference(row.get("reference")),
    )


def _gateway_answer(row: Row) -> Answer:
    return _answer(_id(row["id"]), row["from"], row["text"], _instant(row["time"]))


_REPORTS: dict[str, Callable[[Row], Report]] = {
    "aliyun": _aliyun_report,
    "tencent": _tencent_report,
    "gateway": _gateway_report,
}
_ANSWERS: dict[str, Callable[[Row], Answer]] = {
    "aliyun": _aliyun_answer,
    "tencent": _tencent_answer,
    "gateway": _gateway_answer,
}
PROVIDERS = frozenset(_REPORTS)


def _answer(key: str, address: object, text: object, at: datetime) -> Answer:
    number, said = _text(address, 40), _text(text, 500)
    made = hashlib.sha256(f"{number}\n{said}\n{at.isoformat()}".encode()).hexdigest()
    return Answer(key[:120] if _ID.fullmatch(key[:80]) else made, number, said, at)


def _text(value: object, longest: int) -> str:
    """Without what no database keeps: NUL, half a character."""
    text = str("" if value is None else value).replace("\x00", "")
    return text.encode(errors="replace").decode()[:longest]


def _id(value: object) -> str:
    """
    raises   ValueError for what no provider has given a message
    """
    if not _ID.fullmatch(text := str(value)):
        raise ValueError("no id")
    return text


def _reference(value: object) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None


def _local(value: object) -> datetime:
    """`2026-11-23 09:00:00` of the network's clock."""
    return datetime.strptime(str(value), "%Y-%m-%d %H:%M:%S").replace(tzinfo=ZONE)


def _instant(value: object) -> datetime:
    """Seconds since 1970."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("no time")
    return datetime.fromtimestamp(value, UTC)
