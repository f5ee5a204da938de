"""Who is told that somebody wants no more messages: those who know whose number or address it is.

Told in the transaction that stops them, so that both are true or neither.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Refusal:
    """
    channel   sms or email; address: as customers have it
    purpose   empty: everything that is not asked for
    source    of Suppression.Source; proof: the reply, the page
    """

    channel: str
    address: str
    purpose: str
    source: str
    proof: str


Listener = Callable[[Refusal, datetime], None]

_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Called from the `AppConfig.ready()` of an app that keeps consents."""
    _listeners.append(listener)


def tell(refusal: Refusal, at: datetime) -> None:
    for listener in _listeners:
        listener(refusal, at)
