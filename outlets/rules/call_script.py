"""What is said on the telephone: a script as a small tree of sentences, and its sentences with the facts filled in.

Pure. Headquarters' scripts are rows whose JSON comes through `Script.from_data`; source of the wording: 5.4.1.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self


class Occasion(StrEnum):
    """Why there is a call."""

    INBOUND = "inbound"
    DELIVERY = "delivery"
    DELAY = "delay"
    REFUSAL = "refusal"
    THANKS = "thanks"
    CALLBACK = "callback"


class Result(StrEnum):
    """How a call ended."""

    REACHED = "reached"
    NO_ANSWER = "no_answer"
    REFUSED = "refused"
    RESCHEDULE = "reschedule"
    WRONG_NUMBER = "wrong_number"


LANGUAGES = ("zh", "en")
#: What a sentence may name, and what is said where the fact is not known: always words, never a gap.
INSTEAD: dict[str, dict[str, str]] = {
    "outlet": {"zh": "快递网点", "en": "your local outlet"},
    "clerk": {"zh": "客服", "en": "customer service"},
    "receiver": {"zh": "收件人", "en": "the receiver"},
    "title": {"zh": "先生或女士", "en": "Mr or Ms"},
    "sender": {"zh": "寄件人", "en": "the sender"},
    "number": {"zh": "您的这票快件", "en": "your parcel"},
    "state": {"zh": "正在为您核实", "en": "we are looking into it"},
    "eta": {"zh": "尽快", "en": "as soon as we can"},
    "reason": {"zh": "我们的原因", "en": "a delay on our side"},
    "address": {"zh": "面单上的地址", "en": "the address on the label"},
    "cod": {"zh": "面单上的代收金额", "en": "the amount on the label"},
    "phone": {"zh": "网点电话", "en": "our outlet's number"},
}
VARIABLES = tuple(INSTEAD)
MOST_STEPS, MOST_ANSWERS, LONGEST = 30, 9, 300

_CODE = re.compile(r"[a-z][a-z0-9_]{0,19}")
_NAMED = re.compile(r"\{([^{}]*)\}")
_NOTHING = {"none", "null", "nan", "undefined", "n/a", "-", "—"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side may say, and the step that it leads to."""

    zh: str
    en: str
    to: str


@dataclass(frozen=True, slots=True)
class Step:
    """A sentence to say. Without answers the call ends here, usually with `result`."""

    code: str
    zh: str
    en: str
    answers: tuple[Answer, ...] = ()
    result: Result | None = None


@dataclass(frozen=True, slots=True)
class Script:
    """The first step is where the call begins; every step can be reached and leads to an end.

    raises   ValueError that names every fault by its path
    """

    steps: tuple[Step, ...]

    def __post_init__(self) -> None:
        if faults := [*_shape_faults(self), *_text_faults(self)] or list(_way_faults(self)):
            raise ValueError("; ".join(faults))

    @classmethod
    def from_data(cls, data: Any) -> Self:
        """Build from JSON data. raises   ValueError that names every fault by its path"""
        if not isinstance(data, Sequence) or isinstance(data, str | bytes):
            raise ValueError("steps: must be a list")
        faults: list[str] = []
        steps = tuple(_step(each, f"steps[{place}]", faults) for place, each in enumerate(data))
        if faults:
            raise ValueError("; ".join(faults))
        return cls(steps)

    def to_data(self) -> list[dict[str, Any]]:
        """JSON data that `from_data` builds the same script from."""
        return [
            {"code": step.code, "zh": step.zh, "en": step.en}
            | ({"answers": [{"zh": a.zh, "en": a.en, "to": a.to} for a in step.answers]} if step.answers else {})
            | ({"result": str(step.result)} if step.result else {})
            for step in self.steps
        ]


@dataclass(frozen=True, slots=True)
class Reply:
    """A button: the digit that presses it, what the other side says, and the step it leads to."""

    digit: int
    text: str
    to: str


@dataclass(frozen=True, slots=True)
class Spoken:
    """One step as it is said in this call."""

    code: str
    text: str
    replies: tuple[Reply, ...]
    result: str


def spoken(script: Script, facts: Mapping[str, object], *, language: str) -> list[Spoken]:
    """The script's steps with the facts filled in.

    language   "zh" or "en"
    """
    return [
        Spoken(
            code=step.code,
            text=sentence(getattr(step, language), facts, language=language),
            replies=tuple(
                Reply(digit, getattr(answer, language), answer.to) for digit, answer in enumerate(step.answers, 1)
            ),
            result=str(step.result or ""),
        )
        for step in script.steps
    ]


def sentence(text: str, facts: Mapping[str, object], *, language: str) -> str:
    """The text with its facts: no brace, no gap and no "None" is left, whatever is missing or strange in them.

    facts      by variable; absent, empty or meaningless ones are said in neutral words
    language   "zh" or "en"
    """
    said = {name: _fact(facts.get(name)) or INSTEAD[name][language] for name in VARIABLES}
    if not _fact(facts.get("receiver")):
        said["title"] = ""  # nobody is called "Mr or Ms the receiver"
    filled = _NAMED.sub(lambda found: said.get(found[1], ""), text)
    return _tidy(filled.replace("{", "").replace("}", ""))


def variables_in(text: str) -> Iterator[str]:
    yield from _NAMED.findall(text)


def _fact(value: object) -> str:
    """One line of visible text; empty when there is none."""
    text = "" if value is None else unicodedata.normalize("NFC", str(value))
    text = "".join(" " if ch.isspace() else ch for ch in text if ch.isspace() or ch.isprintable())
    text = " ".join(text.replace("{", " ").replace("}", " ").split())
    return "" if text.lower() in _NOTHING or not any(map(str.isalnum, text)) else text


def _tidy(text: str) -> str:
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r"\s+([,.;:!?，。；：！？、）)])", r"\1", text)
    return re.sub(r"([（(])\s+", r"\1", text)


def _step(data: Any, path: str, faults: list[str]) -> Step:
    known = {"code", "zh", "en", "answers", "result"}
    if not isinstance(data, Mapping):
        faults.append(f"{path}: must be an object")
        return Step("", "", "")
    faults += [f"{path}.{name}: unknown" for name in data if name not in known]
    answers = data.get("answers") or []
    if not isinstance(answers, Sequence) or isinstance(answers, str):
        faults.append(f"{path}.answers: must be a list")
        answers = []
    result = data.get("result") or None
    if result is not None and result not in list(Result):
        faults.append(f"{path}.result: {result!r} is no result")
        result = None
    return Step(
        *(_text(data, name, path, faults) for name in ("code", "zh", "en")),
        answers=tuple(_answer(each, f"{path}.answers[{place}]", faults) for place, each in enumerate(answers)),
        result=Result(result) if result else None,
    )


def _answer(data: Any, path: str, faults: list[str]) -> Answer:
    if not isinstance(data, Mapping):
        faults.append(f"{path}: must be an object")
        return Answer("", "", "")
    faults += [f"{path}.{name}: unknown" for name in data if name not in {"zh", "en", "to"}]
    return Answer(*(_text(data, name, path, faults) for name in ("zh", "en", "to")))


def _text(data: Mapping[str, Any], name: str, path: str, faults: list[str]) -> str:
    value = data.get(name, "")
    if isinstance(value, str):
        return value.strip()
    faults.append(f"{path}.{name}: must be a text")
    return ""


def _shape_faults(script: Script) -> Iterator[str]:
    codes = [step.code for step in script.steps]
    if not 1 <= len(codes) <= MOST_STEPS:
        yield f"steps: from 1 to {MOST_STEPS} of them"
    for place, step in enumerate(script.steps):
        if not _CODE.fullmatch(step.code):
            yield f"steps[{place}].code: small letters, digits and _ only"
        if codes.index(step.code) < place:
            yield f"steps[{place}].code: {step.code} twice"
        if len(step.answers) > MOST_ANSWERS:
            yield f"steps[{place}].answers: {MOST_ANSWERS} at most"
        if step.answers and step.result:
            yield f"steps[{place}].result: only a step without answers ends the call"
        for number, answer in enumerate(step.answers):
            if answer.to not in codes:
                yield f"steps[{place}].answers[{number}].to: there is no step {answer.to!r}"


def _text_faults(script: Script) -> Iterator[str]:
    for place, step in enumerate(script.steps):
        texts = [(f"steps[{place}].{name}", getattr(step, name)) for name in LANGUAGES]
        for number, answer in enumerate(step.answers):
            texts += [(f"steps[{place}].answers[{number}].{name}", getattr(answer, name)) for name in LANGUAGES]
        for path, text in texts:
            yield from (f"{path}: {fault}" for fault in _faults_of(text))


def _faults_of(text: str) -> Iterator[str]:
    if not any(map(str.isalnum, _NAMED.sub("", text))):
        yield "must say something"
    if len(text) > LONGEST:
        yield f"longer than {LONGEST} characters"
    for name in variables_in(text):
        if name not in VARIABLES:
            yield f"there is no variable {{{name}}}"
    rest = _NAMED.sub("", text)
    if "{" in rest or "}" in rest:
        yield "a brace without its other half"


def _way_faults(script: Script) -> Iterator[str]:
    """Steps that nobody comes to, and steps from which the call never ends."""
    ways = {step.code: {answer.to for answer in step.answers} for step in script.steps}
    reached, todo = set(), [script.steps[0].code]
    while todo:
        code = todo.pop()
        if code not in reached:
            reached.add(code)
            todo += ways[code]
    ending = {code for code, onward in ways.items() if not onward}
    while grown := {code for code, onward in ways.items() if code not in ending and onward & ending}:
        ending |= grown
    for place, step in enumerate(script.steps):
        if step.code not in reached:
            yield f"steps[{place}]: no answer leads to {step.code}"
        if step.code not in ending:
            yield f"steps[{place}]: the call never ends after {step.code}"
