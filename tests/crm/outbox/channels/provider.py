"""A provider of SMS on this machine: speaks the three protocols, checks their signatures, misbehaves by a plan."""

import hashlib
import hmac
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from crm.outbox.channels.signing import SIGNATURE, TIME, is_signed

KEY_ID, KEY = "test-id", "test-key"
#: What it may do with a message beside taking it and saying so.
MISDEEDS = ("silent", "hangs_up", "500", "garbage", "empty", "drips", "busy", "forbids", "refuses")
#: Those after which it has the message all the same.
TAKES = frozenset({"", "silent", "hangs_up", "500", "garbage", "empty", "drips"})


@dataclass
class Provider:
    """
    plan    number → misdeed; others are taken
    asked   how often by number; taken: how often by our reference
    """

    protocol: "Protocol"
    plan: dict[str, str] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    taken: Counter[str] = field(default_factory=Counter)
    letters: list[dict[str, Any]] = field(default_factory=list)
    port: int = 0

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"


@dataclass(frozen=True)
class Protocol:
    """signed: does the request prove who asks; read: number, reference and the rest; say: status and body for it."""

    signed: Callable[["_Handler", bytes], bool]
    read: Callable[["_Handler", bytes], dict[str, Any]]
    say: Callable[[str, dict[str, Any]], tuple[int, dict[str, Any]]]


class _Server(ThreadingHTTPServer):
    daemon_threads, block_on_close, request_queue_size = True, False, 64


@contextmanager
def running(protocol: Protocol) -> Iterator[Provider]:
    provider = Provider(protocol)
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"provider": provider}))
    provider.port = server.server_address[1]
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    provider: Provider
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        protocol, told = self.provider.protocol, self.provider.protocol.read(self, body)
        self.provider.asked[told["to"]] += 1
        misdeed = self.provider.plan.get(told["to"], "") if protocol.signed(self, body) else "unsigned"
        if misdeed in TAKES:
            self.provider.taken[told["reference"]] += 1
            self.provider.letters.append(told)
        if misdeed == "silent":
            time.sleep(2)
        elif misdeed == "hangs_up":
            self.close_connection = True
        elif misdeed == "drips":
            self._drip()
        else:
            self._answer(*self._said(misdeed, told))

    def _said(self, misdeed: str, told: dict[str, Any]) -> tuple[int, bytes]:
        match misdeed:
            case "500":
                return 500, b"<html>Internal Server Error"
            case "garbage":
                return 200, b"\x1f\x8b<html>"
            case "empty":
                return 200, b"{}"
        status, said = self.provider.protocol.say(misdeed, told)
        return status, json.dumps(said).encode()

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _drip(self) -> None:
        """A byte at a time, quicker than any timeout of a socket."""
        try:
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            for _tenth in range(20):
                self.wfile.write(b"X")
                time.sleep(0.1)
        except OSError:
            self.close_connection = True

    def log_message(self, *_told: object) -> None:
        pass


def _sha256(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def _authorization(handler: _Handler) -> dict[str, str]:
    parts = handler.headers.get("Authorization", "").partition(" ")[2].replace(" ", "").split(",")
    return dict(part.partition("=")[::2] for part in parts)


def _headers_signed(handler: _Handler, names: str) -> str:
    return "".join(f"{name}:{handler.headers[name].strip()}\n" for name in names.split(";"))


def _aliyun_signed(handler: _Handler, body: bytes) -> bool:
    """ACS3-HMAC-SHA256."""
    told = _authorization(handler)
    pairs = sorted(parse_qsl(urlsplit(handler.path).query, keep_blank_values=True))
    query = "&".join(f"{quote(name, safe='~')}={quote(value, safe='~')}" for name, value in pairs)
    names = told["SignedHeaders"]
    request = "\n".join(["POST", "/", query, _headers_signed(handler, names), names, _sha256(body)])
    expected = _hmac(KEY.encode(), f"ACS3-HMAC-SHA256\n{_sha256(request.encode())}").hex()
    return told["Credential"] == KEY_ID and hmac.compare_digest(told["Signature"], expected)


def _aliyun_read(handler: _Handler, _body: bytes) -> dict[str, Any]:
    told = dict(parse_qsl(urlsplit(handler.path).query))
    return {"to": told["PhoneNumbers"], "reference": told["OutId"], **told}


def _aliyun_say(misdeed: str, told: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    codes = {"busy": "isv.BUSINESS_LIMIT_CONTROL", "forbids": "isv.CUSTOMER_REFUSED", "refuses": "isv.NEW_RULE"}
    if misdeed == "unsigned":
        return 400, {"Code": "SignatureDoesNotMatch", "Message": "wrong", "RequestId": "r"}
    if misdeed:
        return 200, {"Code": codes[misdeed], "Message": f"No to {told['to']}.", "RequestId": "r"}
    return 200, {"Code": "OK", "Message": "OK", "RequestId": "r", "BizId": f"biz-{told['reference']}"}


def _tencent_signed(handler: _Handler, body: bytes) -> bool:
    """TC3-HMAC-SHA256."""
    told, moment = _authorization(handler), handler.headers["X-TC-Timestamp"]
    day = time.strftime("%Y-%m-%d", time.gmtime(int(moment)))
    names = told["SignedHeaders"]
    request = "\n".join(["POST", "/", "", _headers_signed(handler, names).lower(), names, _sha256(body)])
    text = f"TC3-HMAC-SHA256\n{moment}\n{day}/sms/tc3_request\n{_sha256(request.encode())}"
    key = _hmac(_hmac(_hmac(f"TC3{KEY}".encode(), day), "sms"), "tc3_request")
    ours = told["Credential"] == f"{KEY_ID}/{day}/sms/tc3_request"
    return ours and hmac.compare_digest(told["Signature"], _hmac(key, text).hex())


def _tencent_read(_handler: _Handler, body: bytes) -> dict[str, Any]:
    told = json.loads(body)
    return {"to": told["PhoneNumberSet"][0].removeprefix("+86"), "reference": told["SessionContext"], **told}


def _tencent_say(misdeed: str, told: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    codes = {
        "busy": "LimitExceeded.DeliveryFrequencyLimit",
        "forbids": "FailedOperation.PhoneNumberInBlacklist",
        "refuses": "InvalidParameterValue.NewRule",
    }
    if misdeed == "unsigned":
        return 200, {"Response": {"Error": {"Code": "AuthFailure.SignatureFailure", "Message": "no"}, "RequestId": "r"}}
    status = {"Code": codes.get(misdeed, "Ok"), "Message": f"for {told['to']}", "SessionContext": told["reference"]}
    if not misdeed:
        status["SerialNo"] = f"2645:{told['reference']}"
    return 200, {"Response": {"SendStatusSet": [status], "RequestId": "r"}}


def _gateway_signed(handler: _Handler, body: bytes) -> bool:
    told = {"time": handler.headers[TIME], "given": handler.headers[SIGNATURE]}
    return is_signed(KEY, path=handler.path, body=body, now=time.time(), **told)


def _gateway_say(misdeed: str, told: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    known = {"busy": (429, "rate_limited"), "forbids": (422, "blacklisted"), "unsigned": (401, "bad_signature")}
    if misdeed == "refuses":
        return 422, {"message": f"What a letter to {told['to']}!"}
    if misdeed:
        return known[misdeed][0], {"code": known[misdeed][1]}
    return 200, {"id": f"g-{told['reference']}"}


ALIYUN = Protocol(_aliyun_signed, _aliyun_read, _aliyun_say)
TENCENT = Protocol(_tencent_signed, _tencent_read, _tencent_say)
GATEWAY = Protocol(_gateway_signed, lambda _handler, body: json.loads(body), _gateway_say)
