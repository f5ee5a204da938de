"""The public form of a survey, built from its questions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from customers.models.surveys import in_language
from customers.rules.survey_forms import (
    LONGEST_COMMENT,
    LONGEST_NAME,
    SCALES,
    Kind,
    Part,
    Question,
    Told,
    Unfit,
    UnfitAnswers,
    told,
)

#: So many questions take about a minute.
SHORT = 5
UNFITS = {
    Unfit.MISSING: _("Please answer this one."),
    Unfit.HALF: _("Please answer both."),
    Unfit.NO_CHOICE: _("Please choose one of these."),
    Unfit.TOO_LONG: _("This is too long."),
}
PARTS = {Part.IMPORTANCE: _("How important is it to you?"), Part.SATISFACTION: _("How content are you with us?")}


@dataclass(frozen=True, slots=True)
class Mark:
    """One point of a scale, as a radio button."""

    value: int
    checked: bool


@dataclass(frozen=True, slots=True)
class Scale:
    """name: of the field; label: of a pair's part, else empty."""

    name: str
    label: Any
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the page draws it: scales, or choices, or a text."""

    question: Question
    words: str
    scales: tuple[Scale, ...]
    choices: tuple[tuple[str, str, bool], ...]
    value: str
    error: Any

    @property
    def name(self) -> str:
        return self.question.code

    @property
    def longest(self) -> int:
        return LONGEST_COMMENT if self.question.kind is Kind.TEXT else LONGEST_NAME


class AnswerForm:
    """What a customer sees and sends. Not a Django form: its fields are rows of the database.

    given   what was sent, or what was answered before
    """

    def __init__(self, questions: Sequence[Question], given: Mapping[str, Any] | None = None) -> None:
        self.questions, self.given = questions, dict(given or {})
        self.faults: dict[str, Unfit] = {}

    @classmethod
    def sent(cls, questions: Sequence[Question], post: Mapping[str, str]) -> "AnswerForm":
        given: dict[str, Any] = {}
        for each in questions:
            if each.kind is Kind.PAIR:
                given[each.code] = {str(part): post.get(f"{each.code}.{part}") for part in Part}
            else:
                given[each.code] = post.get(each.code)
        return cls(questions, given)

    @property
    def short(self) -> bool:
        return len(self.questions) <= SHORT

    def preselect(self, stars: str) -> None:
        """Stars named in the link, where nothing is answered yet: shown as chosen, and kept only when sent."""
        question = next((each for each in self.questions if each.kind is Kind.STARS), None)
        if question and stars in {"1", "2", "3", "4", "5"}:
            self.given.setdefault(question.code, int(stars))

    def is_valid(self) -> bool:
        try:
            self.told: Told = told(self.questions, self.given)
        except UnfitAnswers as unfit:
            self.faults = unfit.faults
        return not self.faults

    def asked(self) -> Iterator[Asked]:
        for each in self.questions:
            value, fault = self.given.get(each.code), self.faults.get(each.code)
            yield Asked(
                question=each,
                words=in_language(dict(each.text)),
                scales=tuple(_scales(each, value)),
                choices=tuple((one.code, in_language(dict(one.text)), one.code == value) for one in each.choices),
                value=value if isinstance(value, str) else "",
                error=UNFITS[fault] if fault else "",
            )


def _scales(question: Question, value: Any) -> Iterator[Scale]:
    if question.kind is Kind.PAIR:
        parts = value if isinstance(value, Mapping) else {}
        for part in Part:
            yield Scale(f"{question.code}.{part}", PARTS[part], _marks(question.kind, parts.get(part)))
    elif question.kind in SCALES:
        yield Scale(question.code, "", _marks(question.kind, value))


def _marks(kind: Kind, value: Any) -> tuple[Mark, ...]:
    first, last = SCALES[kind]
    return tuple(Mark(each, str(value) == str(each)) for each in range(first, last + 1))
