"""What providers have in common: letters handed over side by side within a time, and codes read by a table."""

import re
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from crm.outbox.channels.base import Letter, Outcome, Refusal, Unknown

#: As many letters are on their way at once; so many are unknown when the process dies meanwhile.
SIDE_BY_SIDE = 8
NO_CODE = "The template has no code at the provider."
_NUMBER = re.compile(r"\+?\d{7,}")


@dataclass(frozen=True, slots=True)
class Meaning:
    """Of a code with which a provider says that it has certainly not taken a message: as in `Refusal`."""

    again: bool = False
    after: timedelta | None = None
    suppress: bool = False


#: The message or the address will never do; the provider's list forbids the address.
FOR_GOOD = Meaning()
FORBIDDEN = Meaning(suppress=True)
#: Too much at once; a limit of the day; what a person has to mend: the account, the key, the signature.
SOON = Meaning(again=True)
TOMORROW = Meaning(again=True, after=timedelta(days=1))
WHEN_MENDED = Meaning(again=True, after=timedelta(hours=1))
#: For codes that leave it open.
UNCLEAR = None


def outcome(code: str, said: str, meaning: Meaning | None) -> Outcome:
    text = plain(f"{code}: {said}" if said else code)
    if meaning is UNCLEAR:
        return Unknown(text)
    return Refusal(meaning.again, text, after=meaning.after, suppress=meaning.suppress)


def meaning_of(code: str, table: Mapping[str, Meaning | None]) -> Meaning | None:
    """Of the code itself, else of the longest beginning `Family.` that the table knows, else unclear."""
    if code in table:
        return table[code]
    families = [name for name in table if name.endswith(".") and code.startswith(name)]
    return table[max(families, key=len)] if families else UNCLEAR


def plain(said: str) -> str:
    """As it may be kept beside a message: one line, no numbers of telephones."""
    return _NUMBER.sub("…", " ".join(said.split()))[:300]


def each_within(seconds: float, send: Callable[[Letter], Outcome], letters: Sequence[Letter]) -> list[Outcome]:
    """Every letter in a thread of its own. What has not ended by then is unknown, and ends unheard.

    A server that sends one byte a second keeps no timeout of a socket waiting, and nobody here either.
    """
    heard: list[Outcome] = [Unknown(f"No answer within {seconds:g} seconds.") for _letter in letters]
    threads = [threading.Thread(target=_hear, args=(heard, each, send), daemon=True) for each in enumerate(letters)]
    ends = time.monotonic() + seconds
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, ends - time.monotonic()))
    return list(heard)


def _hear(heard: list[Outcome], place: tuple[int, Letter], send: Callable[[Letter], Outcome]) -> None:
    number, letter = place
    heard[number] = send(letter)


def required(name: str) -> str:
    """
    raises   ImproperlyConfigured for a setting that this provider cannot do without
    """
    if not (value := getattr(settings, name)):
        raise ImproperlyConfigured(f"{name} is not set.")
    return value
