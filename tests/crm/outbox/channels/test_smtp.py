"""E-mail against a real mail server on this machine, over TLS as it should be and as it should not."""

import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from crm.outbox.channels.base import Accepted, Letter, Refusal, Unknown
from crm.outbox.channels.smtp import Smtp

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
TEXT = "尊敬的客户：\n\n.点开头的一行\n祝您节日快乐！"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> Path:
    """Of 127.0.0.1, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(1), now + timedelta(1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("mail") / "server.pem"
    plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(key.private_bytes(*plain) + made.public_bytes(serialization.Encoding.PEM))
    return file


@dataclass
class Post:
    """What the server does with an e-mail is said by its address."""

    mails: list[bytes] = field(default_factory=list)
    rcpt_refusals = {"nobody": "550 5.1.1 No such user 13800138000", "later": "451 4.7.1 Try again later"}

    async def handle_RCPT(self, _server: SMTP, _session: Any, envelope: Any, address: str, _options: list[str]) -> str:
        if said := self.rcpt_refusals.get(address.partition("@")[0]):
            return said
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Any, envelope: Any) -> str:
        match envelope.rcpt_tos[0].partition("@")[0]:
            case "spam":
                return "554 5.7.1 Refused as spam"
            case "gone":
                self.mails.append(envelope.content)
                server.transport.abort()
            case "silent":
                self.mails.append(envelope.content)
                time.sleep(1.2)
            case _:
                self.mails.append(envelope.content)
        return "250 OK queued"


@contextmanager
def server(certificate: Path, security: str, *, offers_tls: bool = True) -> Iterator[tuple[Controller, Post]]:
    """Takes e-mail only from `yike`, and his password only over TLS where that is asked for."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    post = Post()
    tls = {"ssl_context": context} if security == "tls" else {}
    tls |= {"tls_context": context} if security == "starttls" and offers_tls else {}
    controller = Controller(
        post,
        hostname="127.0.0.1",
        port=_free_port(),
        authenticator=_known,
        auth_required=True,
        auth_require_tls=security == "starttls" and offers_tls,
        **tls,
    )
    if security == "tls":
        controller._trigger_server = lambda: _knock(controller.port)
    controller.start()
    try:
        yield controller, post
    finally:
        controller.stop()


def _knock(port: int) -> None:
    """The server's own knock trusts no certificate but a known one, and it starts with the first knock."""
    trusting = ssl._create_unverified_context()
    with trusting.wrap_socket(socket.create_connection(("127.0.0.1", port))) as knocking:
        knocking.recv(100)


def _known(_server: Any, _session: Any, _envelope: Any, _mechanism: str, told: Any) -> AuthResult:
    known = isinstance(told, LoginPassword) and (told.login, told.password) == (b"yike", b"secret")
    return AuthResult(success=known, handled=False)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def channel(port: int, security: str, certificate: Path | None, **fields: Any) -> Smtp:
    trusted = ssl.create_default_context(cafile=certificate)
    given = {"user": "yike", "password": "secret", "seconds": 20.0, "context": trusted}
    return Smtp("localhost", port, security, "驿客速递 <service@yike.example>", **given | fields)


def letter(address: str = "wang@example.com", **fields: Any) -> Letter:
    return Letter(uuid4(), address, TEXT, **{"title": "节日问候"} | fields)


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_e_mails_of_every_fate_go_over_one_encrypted_connection(certificate, security):
    names = ["wang", "nobody", "later", "spam", "li", "gone", "after"]
    letters = [letter(f"{name}@example.com") for name in names]
    with server(certificate, security) as (controller, post):
        outcomes = channel(controller.port, security, certificate).hand_over(letters)

    assert outcomes == [
        Accepted(letters[0].reference.hex),
        Refusal(again=False, said="550 5.1.1 No such user …"),
        Refusal(again=True, said="451 4.7.1 Try again later"),
        Refusal(again=False, said="554 5.7.1 Refused as spam"),
        Accepted(letters[4].reference.hex),
        Unknown("No answer after the text of the e-mail: SMTPServerDisconnected"),
        Refusal(again=True, said="Connection lost before the text: SMTPServerDisconnected"),
    ]
    assert len(post.mails) == 3
    mail = message_from_bytes(post.mails[0], policy=policy.default)
    assert (mail["Subject"], mail["To"], mail["From"].addresses[0].display_name) == (
        "节日问候",
        "wang@example.com",
        "驿客速递",
    )
    assert mail["Message-ID"] == f"<{letters[0].reference.hex}@yike.example>"
    assert mail.get_content().split() == TEXT.split()


@pytest.mark.parametrize(
    ("served", "asked", "fields"),
    [
        ("starttls", "starttls", {"password": "wrong"}),
        ("starttls", "starttls", {"context": ssl.create_default_context()}),
        ("tls", "tls", {"context": ssl.create_default_context()}),
        ("none", "tls", {}),
        ("none", "starttls", {}),
    ],
)
def test_without_login_or_encryption_no_byte_of_an_e_mail_goes_out(certificate, served, asked, fields):
    with server(certificate, served, offers_tls=served != "none") as (controller, post):
        [outcome] = channel(controller.port, asked, certificate, **fields).hand_over([letter()])

    assert isinstance(outcome, Refusal) and outcome.again and outcome.said.startswith("No session")
    assert post.mails == []


def test_a_silent_mail_server_leaves_one_unknown_and_the_rest_not_begun(certificate):
    began = time.monotonic()
    with server(certificate, "starttls") as (controller, post):
        smtp = channel(controller.port, "starttls", certificate, seconds=0.8)
        outcomes = smtp.hand_over([letter("silent@example.com"), letter()])
        waited = time.monotonic() - began

    assert waited < 2
    assert isinstance(outcomes[0], Unknown) and len(post.mails) == 1
    assert isinstance(outcomes[1], Refusal) and outcomes[1].again


@pytest.mark.parametrize(
    "broken", [{"title": "a\nBcc: all@example.com"}, {"address": "a@b.c\nBcc: x@y.z"}, {"address": "王@example.com"}]
)
def test_what_cannot_stand_in_an_e_mail_is_given_up(certificate, broken):
    with server(certificate, "starttls") as (controller, post):
        outcomes = channel(controller.port, "starttls", certificate).hand_over([letter(**broken), letter()])

    assert isinstance(outcomes[0], Refusal) and not outcomes[0].again
    assert isinstance(outcomes[1], Accepted) and len(post.mails) == 1


def test_where_no_mail_server_listens_nothing_was_sent(certificate):
    [outcome] = channel(_free_port(), "tls", certificate).hand_over([letter()])

    assert outcome == Refusal(again=True, said="No session with the mail server: ConnectionRefusedError")
