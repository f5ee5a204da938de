"""What keeps a text from being proposed. Pure.

source   rules L20 and L22: who writes, and how to refuse; L24: no variables in promotions
"""

from collections.abc import Iterator
from enum import StrEnum

from crm.outbox.rules.first_templates import FIRST_TEMPLATES, REFUSAL
from crm.outbox.rules.texts import variables_of

LONGEST = 1000


class Fault(StrEnum):
    EMPTY = "empty"
    PURPOSE = "purpose"
    VARIABLES = "variables"
    BRACES = "braces"
    UNSIGNED = "unsigned"
    NO_REFUSAL = "no_refusal"
    NO_TITLE = "no_title"


#: What each use fills in; a code that is not here has no variables.
VARIABLES = {each.code: each.variables for each in FIRST_TEMPLATES}
PURPOSES = {each.code: each.purpose for each in FIRST_TEMPLATES}


def allowed(code: str) -> tuple[str, ...]:
    """The variables that a text of this code may use, all of which are filled in when it is posted."""
    return VARIABLES.get(code, ())


def faults(code: str, channel: str, purpose: str, *, title: str, text: str) -> Iterator[Fault]:
    """channel: sms or email; purpose: notice or promotion."""
    if not text.strip():
        yield Fault.EMPTY
    if PURPOSES.get(code, purpose) != purpose:
        yield Fault.PURPOSE
    used = variables_of(title) | variables_of(text)
    if used - set(allowed(code)):
        yield Fault.VARIABLES
    if any("{" in left or "}" in left for left in _without(used, title, text)):
        yield Fault.BRACES
    yield from _faults_of_channel(channel, purpose, title, text)


def _faults_of_channel(channel: str, purpose: str, title: str, text: str) -> Iterator[Fault]:
    if channel == "email":
        if not title.strip():
            yield Fault.NO_TITLE
        return
    if not (text.startswith("【") and 1 < text.find("】") <= 20):
        yield Fault.UNSIGNED
    if purpose == "promotion" and REFUSAL not in text:
        yield Fault.NO_REFUSAL


def _without(variables: frozenset[str], *texts: str) -> Iterator[str]:
    for text in texts:
        for name in variables:
            text = text.replace("{" + name + "}", "")
        yield text
