"""Questions of a survey, and what may be answered to them.

Pure. At most ten questions; each has a code of its own, so that versions of a form can be counted together.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

MOST_QUESTIONS, MOST_CHOICES = 10, 8
LONGEST_TEXT, LONGEST_COMMENT, LONGEST_NAME = 200, 1000, 80
CODE = re.compile(r"[a-z][a-z0-9_]{0,29}")
LANGUAGES = ("zh", "en")


class Kind(StrEnum):
    STARS = "stars"
    NPS = "nps"
    PAIR = "pair"
    CHOICE = "choice"
    COMPETITOR = "competitor"
    TEXT = "text"


class Part(StrEnum):
    """The two sides of a pair: how much an attribute matters to the customer, and how well we do it."""

    IMPORTANCE = "importance"
    SATISFACTION = "satisfaction"


class Fault(StrEnum):
    """What is wrong with a form."""

    NO_QUESTION = "no_question"
    TOO_MANY = "too_many"
    CODE = "code"
    CODE_TWICE = "code_twice"
    TEXT = "text"
    CHOICES = "choices"
    NO_FIGURE = "no_figure"
    ONE_ONLY = "one_only"


class Unfit(StrEnum):
    """What is wrong with an answer."""

    MISSING = "missing"
    HALF = "half"
    NO_CHOICE = "no_choice"
    TOO_LONG = "too_long"


#: Kinds that are answered by a number: from, to.
SCALES = {Kind.STARS: (1, 5), Kind.NPS: (0, 10), Kind.PAIR: (1, 5)}
#: Kinds of which a form has one at most: their answers are counted in a column of their own.
ONCE = frozenset({Kind.STARS, Kind.NPS, Kind.COMPETITOR})
LOW_CSAT, LOW_NPS = 2, 4


@dataclass(frozen=True, slots=True)
class Choice:
    code: str
    text: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """text: by language, "zh" and "en"; choices: of a choice only."""

    code: str
    kind: Kind
    text: Mapping[str, str]
    required: bool = False
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """A customer's answers: by question code, and the figures that are counted.

    answers   number, text, a choice's code, or {"importance": 1–5, "satisfaction": 1–5}; without what was left out
    """

    answers: dict[str, Any]
    csat: int | None
    nps: int | None
    comment: str
    competitor: str

    @property
    def low(self) -> bool:
        """Somebody calls whoever says this."""
        return (self.csat is not None and self.csat <= LOW_CSAT) or (self.nps is not None and self.nps <= LOW_NPS)


class UnfitAnswers(ValueError):
    """faults: question code → what is wrong with the answer."""

    def __init__(self, faults: Mapping[str, Unfit]) -> None:
        super().__init__(", ".join(f"{code}: {fault}" for code, fault in faults.items()))
        self.faults = dict(faults)


def from_data(data: Sequence[Mapping[str, Any]]) -> tuple[Question, ...]:
    """As a survey's row keeps them."""
    return tuple(
        Question(
            code=str(each["code"]),
            kind=Kind(each["kind"]),
            text=dict(each["text"]),
            required=bool(each.get("required")),
            choices=tuple(Choice(str(one["code"]), dict(one["text"])) for one in each.get("choices", ())),
        )
        for each in data
    )


def to_data(questions: Sequence[Question]) -> list[dict[str, Any]]:
    return [
        {
            "code": each.code,
            "kind": str(each.kind),
            "text": dict(each.text),
            "required": each.required,
            **({"choices": [_choice_data(one) for one in each.choices]} if each.choices else {}),
        }
        for each in questions
    ]


def _choice_data(choice: Choice) -> dict[str, Any]:
    return {"code": choice.code, "text": dict(choice.text)}


def faults_of(questions: Sequence[Question]) -> list[tuple[int | None, Fault]]:
    """What keeps a form from being published: the place of the question (from 0; None: the whole form) and why."""
    faults: list[tuple[int | None, Fault]] = []
    if not questions:
        return [(None, Fault.NO_QUESTION)]
    if len(questions) > MOST_QUESTIONS:
        faults.append((None, Fault.TOO_MANY))
    codes: set[str] = set()
    kinds: set[Kind] = set()
    for place, each in enumerate(questions):
        faults += [(place, fault) for fault in _faults_of_one(each)]
        if each.code in codes:
            faults.append((place, Fault.CODE_TWICE))
        if each.kind in ONCE and each.kind in kinds:
            faults.append((place, Fault.ONE_ONLY))
        codes.add(each.code)
        kinds.add(each.kind)
    if kinds.isdisjoint({Kind.STARS, Kind.NPS}):
        faults.append((None, Fault.NO_FIGURE))
    return faults


def _faults_of_one(question: Question) -> list[Fault]:
    faults = []
    if not CODE.fullmatch(question.code):
        faults.append(Fault.CODE)
    if not all(_said(question.text, language) for language in LANGUAGES):
        faults.append(Fault.TEXT)
    if question.kind is Kind.CHOICE and not _choosable(question.choices):
        faults.append(Fault.CHOICES)
    return faults


def _said(text: Mapping[str, str], language: str) -> bool:
    return 0 < len(text.get(language, "").strip()) <= LONGEST_TEXT


def _choosable(choices: Sequence[Choice]) -> bool:
    different = len({choice.code for choice in choices}) == len(choices)
    said = all(_said(choice.text, language) for choice in choices for language in LANGUAGES)
    return 2 <= len(choices) <= MOST_CHOICES and different and said


def told(questions: Sequence[Question], given: Mapping[str, Any]) -> Told:
    """Read what was sent: only what was asked, and only what may be answered.

    given    question code → value; of a pair {"importance": …, "satisfaction": …}; numbers as numbers or digits
    raises   UnfitAnswers
    """
    answers: dict[str, Any] = {}
    faults: dict[str, Unfit] = {}
    for question in questions:
        value = _read(question, given.get(question.code))
        if isinstance(value, Unfit):
            faults[question.code] = value
        elif value is not None:
            answers[question.code] = value
        elif question.required:
            faults[question.code] = Unfit.MISSING
    if not answers and not faults:
        faults[questions[0].code] = Unfit.MISSING
    if faults:
        raise UnfitAnswers(faults)

    def first(kind: Kind) -> Any:
        return next((answers[each.code] for each in questions if each.kind is kind and each.code in answers), None)

    return Told(answers, first(Kind.STARS), first(Kind.NPS), first(Kind.TEXT) or "", first(Kind.COMPETITOR) or "")


def _read(question: Question, value: Any) -> Any:
    """The value as it is kept, None when nothing was said, or an Unfit."""
    if question.kind is Kind.PAIR:
        return _read_pair(value if isinstance(value, Mapping) else {})
    if question.kind in SCALES:
        return _read_number(value, *SCALES[question.kind])
    text = value.strip() if isinstance(value, str) else ""
    if not text:
        return None
    if question.kind is Kind.CHOICE:
        return text if text in {choice.code for choice in question.choices} else Unfit.NO_CHOICE
    longest = LONGEST_COMMENT if question.kind is Kind.TEXT else LONGEST_NAME
    return text if len(text) <= longest else Unfit.TOO_LONG


def _read_pair(value: Mapping[str, Any]) -> Any:
    read = {str(part): _read_number(value.get(part), *SCALES[Kind.PAIR]) for part in Part}
    if Unfit.NO_CHOICE in read.values():
        return Unfit.NO_CHOICE
    if all(each is None for each in read.values()):
        return None
    return Unfit.HALF if None in read.values() else read


def _read_number(value: Any, first: int, last: int) -> Any:
    if value is None or value == "":
        return None
    text = str(value)
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 2 else None
    return number if number is not None and first <= number <= last else Unfit.NO_CHOICE
