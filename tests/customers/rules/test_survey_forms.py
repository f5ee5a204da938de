import pytest

from customers.rules.first_surveys import FIRST_SURVEYS
from customers.rules.survey_forms import (
    Choice,
    Fault,
    Kind,
    Question,
    Unfit,
    UnfitAnswers,
    faults_of,
    from_data,
    to_data,
    told,
)

TEXT = {"zh": "问", "en": "Ask"}


def asked(code, kind, **more):
    return Question(code, kind, TEXT, **more)


STARS = asked("stars", Kind.STARS, required=True)
NPS = asked("nps", Kind.NPS)
PAIR = asked("price", Kind.PAIR)
CHOICE = asked("why", Kind.CHOICE, choices=(Choice("a", TEXT), Choice("b", TEXT)))
FORM = (STARS, NPS, PAIR, CHOICE, asked("rival", Kind.COMPETITOR), asked("comment", Kind.TEXT))


def test_the_forms_as_shipped_are_whole_and_have_ten_questions_at_most():
    assert [(first.kind, faults_of(first.questions), len(first.questions) <= 10) for first in FIRST_SURVEYS] == [
        ("delivery", [], True),
        ("complaint", [], True),
        ("periodic", [], True),
    ]
    assert all(from_data(to_data(first.questions)) == first.questions for first in FIRST_SURVEYS)


@pytest.mark.parametrize(
    ("questions", "faults"),
    [
        ((), [(None, Fault.NO_QUESTION)]),
        ((STARS, *[asked(f"q{n}", Kind.TEXT) for n in range(10)]), [(None, Fault.TOO_MANY)]),
        ((asked("1st", Kind.STARS),), [(0, Fault.CODE)]),
        ((STARS, asked("stars", Kind.TEXT)), [(1, Fault.CODE_TWICE)]),
        ((STARS, asked("more", Kind.STARS)), [(1, Fault.ONE_ONLY)]),
        ((Question("stars", Kind.STARS, {"zh": "问", "en": " "}),), [(0, Fault.TEXT)]),
        ((STARS, asked("why", Kind.CHOICE, choices=(Choice("a", TEXT),))), [(1, Fault.CHOICES)]),
        ((asked("comment", Kind.TEXT),), [(None, Fault.NO_FIGURE)]),
    ],
)
def test_what_keeps_a_form_from_being_published(questions, faults):
    assert faults_of(questions) == faults


@pytest.mark.parametrize(
    ("given", "kept", "low"),
    [
        ({"stars": "2", "nonsense": "1"}, {"stars": 2}, True),
        ({"stars": 3, "nps": "4"}, {"stars": 3, "nps": 4}, True),
        ({"stars": 3, "nps": 5}, {"stars": 3, "nps": 5}, False),
        (
            {"stars": 5, "price": {"importance": "4", "satisfaction": "1"}, "why": "b", "rival": " 别家 "},
            {"stars": 5, "price": {"importance": 4, "satisfaction": 1}, "why": "b", "rival": "别家"},
            False,
        ),
    ],
)
def test_answers_are_read(given, kept, low):
    read = told(FORM, given)

    assert (read.answers, read.low) == (kept, low)


@pytest.mark.parametrize(
    ("given", "faults"),
    [
        ({}, {"stars": Unfit.MISSING}),
        ({"stars": "0"}, {"stars": Unfit.NO_CHOICE}),
        ({"stars": "２"}, {"stars": Unfit.NO_CHOICE}),
        ({"stars": "5", "nps": "11"}, {"nps": Unfit.NO_CHOICE}),
        ({"stars": "5", "price": {"importance": "4"}}, {"price": Unfit.HALF}),
        ({"stars": "5", "price": "4", "why": "c"}, {"why": Unfit.NO_CHOICE}),
        ({"stars": "5", "comment": "x" * 1001}, {"comment": Unfit.TOO_LONG}),
        ({"stars": "5", "rival": "x" * 81}, {"rival": Unfit.TOO_LONG}),
    ],
)
def test_what_nobody_may_answer(given, faults):
    with pytest.raises(UnfitAnswers) as unfit:
        told(FORM, given)

    assert unfit.value.faults == faults
