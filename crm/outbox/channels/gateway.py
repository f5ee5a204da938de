"""SMS by a gateway of one's own: plain HTTP, signed. What it has to speak stands in docs/operators.md."""

import json
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from crm.outbox.channels.asking import (
    FOR_GOOD,
    FORBIDDEN,
    SIDE_BY_SIDE,
    SOON,
    TOMORROW,
    UNCLEAR,
    WHEN_MENDED,
    Meaning,
    each_within,
    outcome,
    required,
)
from crm.outbox.channels.base import Accepted, Letter, Outcome, Refusal, Unknown
from crm.outbox.channels.signing import SIGNATURE, TIME, signature

#: What it may say in `code`; with any of them it promises that it has not taken the message.
CODES: dict[str, Meaning] = {
    "not_taken": SOON,
    "rate_limited": SOON,
    "day_limit": TOMORROW,
    "unpaid": WHEN_MENDED,
    "bad_signature": WHEN_MENDED,
    "blacklisted": FORBIDDEN,
    "invalid_number": FOR_GOOD,
    "refused_text": FOR_GOOD,
}
#: Where it says none of them: a 4xx is about what was asked, a 5xx may have come after the message was taken.
STATUSES: dict[int, Meaning | None] = {401: WHEN_MENDED, 403: WHEN_MENDED, 404: WHEN_MENDED, 405: WHEN_MENDED}
STATUSES |= {408: UNCLEAR, 429: SOON}
MOST_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Gateway:
    url: str
    key: str
    seconds: float
    name: str = "gateway"
    together: int = SIDE_BY_SIDE

    def hand_over(self, letters: Sequence[Letter]) -> Sequence[Outcome]:
        return each_within(self.seconds, self._send, letters)

    def _send(self, letter: Letter) -> Outcome:
        connection = self._connection()
        with closing(connection):
            try:
                connection.connect()
            except OSError as fault:
                return Refusal(again=True, said=f"No connection: {type(fault).__name__}")
            try:
                path, body = self._path(), _body(letter)
                connection.request("POST", path, body, self._headers(letter, path, body))
                answer = connection.getresponse()
                said = answer.read(MOST_BYTES)
            except (OSError, HTTPException) as fault:
                return Unknown(f"No answer: {type(fault).__name__}")
        return _outcome(answer.status, answer.headers.get("Retry-After", ""), _told(said))

    def _connection(self) -> HTTPConnection:
        address = urlsplit(self.url)
        kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
        return kind(address.hostname, address.port, timeout=self.seconds)

    def _path(self) -> str:
        address = urlsplit(self.url)
        return f"{address.path or '/'}?{address.query}" if address.query else address.path or "/"

    def _headers(self, letter: Letter, path: str, body: bytes) -> dict[str, str]:
        now = int(time.time())
        return {
            "Content-Type": "application/json; charset=utf-8",
            "Idempotency-Key": str(letter.reference),
            TIME: str(now),
            SIGNATURE: signature(self.key, time=now, path=path, body=body),
        }


def _body(letter: Letter) -> bytes:
    said = {
        "reference": str(letter.reference),
        "to": letter.address,
        "text": letter.text,
        "purpose": letter.purpose,
        "template": letter.code,
        "values": dict(letter.values),
    }
    return json.dumps(said, ensure_ascii=False).encode()


def _told(said: bytes) -> dict[str, object]:
    try:
        told = json.loads(said)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _outcome(status: int, retry_after: str, told: dict[str, object]) -> Outcome:
    code, text = str(told.get("code", "")), str(told.get("message", ""))
    if code in CODES:
        return _patient(outcome(code, text, CODES[code]), retry_after)
    if 200 <= status < 300:
        taken = told.get("id")
        return Accepted(taken) if isinstance(taken, str) and taken else Unknown(f"{status} without an id.")
    meaning = STATUSES.get(status, UNCLEAR if status >= 500 else FOR_GOOD if status >= 400 else WHEN_MENDED)
    return _patient(outcome(f"{status} {code}".strip(), text, meaning), retry_after)


def _patient(said: Outcome, retry_after: str) -> Outcome:
    """As patient as the gateway asks us to be, at most a day."""
    if isinstance(said, Refusal) and said.again and retry_after.isascii() and retry_after.isdigit():
        asked = timedelta(seconds=min(int(retry_after[:6]), 86400))
        return Refusal(again=True, said=said.said, after=max(asked, said.after or timedelta(0)))
    return said


def of_settings() -> Gateway:
    url = required("OUTBOX_GATEWAY_URL")
    if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
        raise ImproperlyConfigured("OUTBOX_GATEWAY_URL is an address like https://sms.example/send.")
    return Gateway(url, required("OUTBOX_GATEWAY_KEY"), settings.OUTBOX_SECONDS)
