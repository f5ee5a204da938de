"""E-mail by SMTP: over TLS from the first byte or by STARTTLS, never in clear text when one of them is asked for."""

import smtplib
import socket
import ssl
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from email.utils import formatdate, parseaddr

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from crm.outbox.channels.asking import plain, required
from crm.outbox.channels.base import Accepted, Letter, Outcome, Refusal, Unknown

#: Letters over one connection; so many are unknown, or not sent, when the process dies meanwhile.
TOGETHER = 10
SECURITIES = frozenset({"tls", "starttls", "none"})
_NOT_BEGUN = Refusal(again=True, said="The mail server was too slow; this e-mail was not begun.")


@dataclass(frozen=True, slots=True)
class Smtp:
    """
    security   tls, starttls or none
    seconds    for all letters together, connecting included
    context    None: the machine's certificates
    """

    host: str
    port: int
    security: str
    sender: str
    seconds: float
    user: str = ""
    password: str = field(default="", repr=False)
    context: ssl.SSLContext | None = None
    name: str = "smtp"
    together: int = TOGETHER

    def hand_over(self, letters: Sequence[Letter]) -> Sequence[Outcome]:
        round_ = _Round(self, letters)
        thread = threading.Thread(target=round_.go, daemon=True)
        thread.start()
        thread.join(self.seconds)
        return round_.end()

    def connected(self) -> smtplib.SMTP:
        """
        raises   OSError, SMTPException: nothing was sent
        """
        context = self.context or ssl.create_default_context()
        if self.security == "tls":
            server = smtplib.SMTP_SSL(self.host, self.port, timeout=self.seconds, context=context)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=self.seconds)
        try:
            if self.security == "starttls":
                server.starttls(context=context)
            if self.user:
                server.login(self.user, self.password)
        except (OSError, smtplib.SMTPException):
            server.close()
            raise
        return server

    def written(self, letter: Letter) -> bytes:
        """
        raises   ValueError, MessageError for a title or an address that is none
        """
        mail = EmailMessage(POLICY)
        mail["From"], mail["To"], mail["Subject"] = self.sender, letter.address, letter.title
        mail["Date"] = formatdate(localtime=False)
        mail["Message-ID"] = f"<{letter.reference.hex}@{parseaddr(self.sender)[1].rpartition('@')[2]}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(letter.text, cte="base64")
        return mail.as_bytes()


class _Round:
    """Some letters over one connection, in a thread; whoever waits for it may end it at any moment.

    Before an e-mail's text goes out it is noted as unknown, under the lock: what the end finds not begun never begins.
    """

    def __init__(self, channel: Smtp, letters: Sequence[Letter]) -> None:
        self._channel, self._letters = channel, letters
        self._outcomes: list[Outcome] = [_NOT_BEGUN for _letter in letters]
        self._lock, self._over, self._server = threading.Lock(), False, None

    def go(self) -> None:
        try:
            self._server = self._channel.connected()
        except (OSError, smtplib.SMTPException) as fault:
            self._note_all(_unreached(fault))
            return
        for number, letter in enumerate(self._letters):
            if not self._note(number, self._send(number, letter)):
                break
        with suppress(OSError, smtplib.SMTPException):
            self._server.quit()

    def end(self) -> list[Outcome]:
        with self._lock:
            self._over = True
            if self._server is not None and self._server.sock is not None:
                with suppress(OSError):
                    self._server.sock.shutdown(socket.SHUT_RDWR)
            return list(self._outcomes)

    def _send(self, number: int, letter: Letter) -> Outcome:
        try:
            mail = self._channel.written(letter)
        except (ValueError, MessageError):
            return Refusal(again=False, said="The title or the address cannot stand in an e-mail.")
        if not letter.address.isascii():
            return Refusal(again=False, said="The address has letters that mail servers do not know.")
        try:
            self._envelope(letter)
        except smtplib.SMTPResponseException as refusal:
            return _refused(refusal)
        except (OSError, smtplib.SMTPException) as fault:
            return Refusal(again=True, said=f"Connection lost before the text: {type(fault).__name__}")
        return self._text(number, letter, mail)

    def _envelope(self, letter: Letter) -> None:
        self._server.rset()
        for code, said in (
            self._server.mail(parseaddr(self._channel.sender)[1]),
            self._server.rcpt(letter.address),
        ):
            if code // 100 != 2:
                raise smtplib.SMTPResponseException(code, said)

    def _text(self, number: int, letter: Letter, mail: bytes) -> Outcome:
        if not self._note(number, Unknown("No answer after the text of the e-mail.")):
            return _NOT_BEGUN
        try:
            code, said = self._server.data(mail)
        except smtplib.SMTPDataError as refusal:
            return _refused(refusal)
        except (OSError, smtplib.SMTPException) as fault:
            return Unknown(f"No answer after the text of the e-mail: {type(fault).__name__}")
        return Accepted(letter.reference.hex) if code == 250 else _refused(smtplib.SMTPResponseException(code, said))

    def _note(self, number: int, outcome: Outcome) -> bool:
        """False when the round is over: nothing that is noted then is heard."""
        with self._lock:
            if not self._over:
                self._outcomes[number] = outcome
            return not self._over

    def _note_all(self, outcome: Outcome) -> None:
        for number in range(len(self._letters)):
            self._note(number, outcome)


def _refused(refusal: smtplib.SMTPResponseException) -> Refusal:
    """A 4xx is about now, a 5xx about this e-mail or its address."""
    said = refusal.smtp_error.decode(errors="replace") if isinstance(refusal.smtp_error, bytes) else refusal.smtp_error
    return Refusal(again=refusal.smtp_code // 100 == 4, said=plain(f"{refusal.smtp_code} {said}"))


def _unreached(fault: Exception) -> Refusal:
    """Neither connection nor login: whatever it says, it is not about the e-mail."""
    code = f" {fault.smtp_code}" if isinstance(fault, smtplib.SMTPResponseException) else ""
    return Refusal(again=True, said=f"No session with the mail server: {type(fault).__name__}{code}")


def of_settings() -> Smtp:
    if settings.OUTBOX_SMTP_SECURITY not in SECURITIES:
        raise ImproperlyConfigured("OUTBOX_SMTP_SECURITY is tls, starttls or none.")
    return Smtp(
        host=required("OUTBOX_SMTP_HOST"),
        port=settings.OUTBOX_SMTP_PORT,
        security=settings.OUTBOX_SMTP_SECURITY,
        sender=required("OUTBOX_SMTP_SENDER"),
        seconds=min(settings.OUTBOX_SECONDS * 2, 25),
        user=settings.OUTBOX_SMTP_USER,
        password=settings.OUTBOX_SMTP_PASSWORD,
    )
