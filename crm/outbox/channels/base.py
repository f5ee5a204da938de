"""What a way out to customers is: letters are handed to it, and for each it says what became of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import Protocol
from uuid import UUID

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Letter:
    """
    reference   our own, of this attempt: a provider that keeps it can be asked by it
    title       of an e-mail
    text        filled in, as it is read
    code        of the template at the provider, with `values` for its variables
    """

    reference: UUID
    address: str
    text: str
    title: str = ""
    code: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    purpose: str = "notice"


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider has it. id: as its receipts will call it."""

    id: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """The provider certainly has not taken it.

    again      it may be handed over again, not before `after` where the provider says so
    said       by the provider
    suppress   the provider's own list forbids this address
    """

    again: bool
    said: str
    after: timedelta | None = None
    suppress: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody knows whether the provider has taken it: never handed over again by a machine."""

    said: str


Outcome = Accepted | Refusal | Unknown


class Channel(Protocol):
    """
    name       of the provider, kept with each attempt; at most 12 letters
    together   as many letters as it is handed at once; if the process dies meanwhile, all of them are unknown
    """

    name: str
    together: int

    def hand_over(self, letters: Sequence[Letter]) -> Sequence[Outcome]:
        """One outcome a letter, in their order. Ends within 30 seconds; what it raises makes all of them unknown."""
        ...


_offered: dict[tuple[str, str], Callable[[], Channel]] = {}


def offer(channel: str, name: str, make: Callable[[], Channel]) -> None:
    """Called once per provider from `OutboxConfig.ready()`. channel: sms or email; name: as settings choose it."""
    _offered[channel, name] = make


@cache
def _made(channel: str, name: str) -> Channel:
    return _offered[channel, name]()


_keeping_inside: list[Callable[[], bool]] = []


def keep_inside(asked: Callable[[], bool]) -> None:
    """While this says yes, nothing leaves the machine, whatever the settings choose: the people are made up."""
    _keeping_inside.append(asked)


def chosen(channel: str) -> Channel:
    """The provider that OUTBOX_SMS or OUTBOX_EMAIL of the settings names for this channel."""
    name = getattr(settings, f"OUTBOX_{channel.upper()}", "embedded")
    inside = name != "embedded" and any(asked() for asked in _keeping_inside)
    return _made(channel, "embedded" if inside else name)
