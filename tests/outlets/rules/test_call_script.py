import re
from itertools import product
from random import Random

import pytest

from outlets.rules.call_script import INSTEAD, LANGUAGES, VARIABLES, Answer, Occasion, Result, Script, Step, sentence
from outlets.rules.call_script_texts import FIRST_SCRIPTS

END = Step("end", "再见。", "Goodbye.", result=Result.REACHED)
STRANGE = (
    *(None, "", " ", "\u3000", "\n\t", "{", "}", "{}", "{eta}", "{{phone}}", "None", "null", "—", "\u200b", "\x00"),
    *(0, 12.5, "张", "王小明", "欧阳修", "  两边有空  ", "a\nb", "深圳 科技园", "<b>粗</b>", "𠮷", "{% import %}"),
)


def texts():
    for script in FIRST_SCRIPTS.values():
        for step in script.steps:
            yield from ((language, getattr(step, language)) for language in LANGUAGES)


def test_there_is_a_script_for_every_occasion():
    assert set(FIRST_SCRIPTS) == set(Occasion)
    assert {name for _language, text in texts() for name in re.findall(r"\{(\w+)\}", text)} <= set(VARIABLES)
    assert set(VARIABLES) == set(INSTEAD)


def gaps(said):
    return re.findall(r"[{}]|\s{2}|^\s|\s$|None|null|\(\s*\)|（\s*）|\s[,.;:!?，。；：！？、]", said)


def test_no_facts_leave_a_gap_or_a_brace():
    """1,000 made-up sets of facts, the first of them empty, in every sentence of every script."""
    rng = Random(5)
    sets = [{}] + [{name: rng.choice(STRANGE) for name in VARIABLES if rng.random() < 0.7} for _ in range(999)]
    sentences = list(texts())

    wrong = [
        (text, facts, said)
        for facts, (language, text) in product(sets, sentences)
        if gaps(said := sentence(text, facts, language=language)) or len(said) < 4
    ]

    assert wrong == []


@pytest.mark.parametrize(
    ("language", "facts", "said"),
    [
        ("zh", {"receiver": "张", "title": ""}, "您好，请问您是张先生或女士吗？"),
        ("zh", {"receiver": "张", "title": "女士"}, "您好，请问您是张女士吗？"),
        ("zh", {"receiver": "None", "title": "女士"}, "您好，请问您是收件人吗？"),
        ("en", {"receiver": "Zhang"}, "Hello, am I speaking to Mr or Ms Zhang?"),
        ("en", {}, "Hello, am I speaking to the receiver?"),
    ],
)
def test_facts_are_said_or_gone_round(language, facts, said):
    text = getattr(FIRST_SCRIPTS[Occasion.DELIVERY].steps[0], language)

    assert sentence(text, facts, language=language) == said


def test_data_makes_the_same_script_again():
    for script in FIRST_SCRIPTS.values():
        assert Script.from_data(script.to_data()) == script


def branching(*answers, **fields):
    return {"code": "start", "zh": "您好", "en": "Hello", "answers": list(answers), **fields}


TO_END = {"zh": "是", "en": "Yes", "to": "end"}
END_DATA = {"code": "end", "zh": "再见", "en": "Goodbye", "result": "reached"}


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        ({}, "steps: must be a list"),
        ("greet", "steps: must be a list"),
        ([], "steps: from 1 to 30"),
        ([1], "steps[0]: must be an object"),
        ([branching(TO_END)], "steps[0].answers[0].to: there is no step 'end'"),
        ([branching({**TO_END, "to": "start"}), END_DATA], "steps[1]: no answer leads to end"),
        ([branching({**TO_END, "to": "start"})], "steps[0]: the call never ends after start"),
        ([branching(TO_END, result="reached"), END_DATA], "steps[0].result: only a step without answers"),
        ([branching(TO_END, zh="{phne}您好"), END_DATA], "steps[0].zh: there is no variable {phne}"),
        ([branching(TO_END, en="Hello {number"), END_DATA], "steps[0].en: a brace without its other half"),
        ([branching(TO_END, zh="{number}"), END_DATA], "steps[0].zh: must say something"),
        ([branching(TO_END, zh="您" * 301), END_DATA], "steps[0].zh: longer than 300"),
        ([branching(TO_END, zh=7), END_DATA], "steps[0].zh: must be a text"),
        ([branching(TO_END, code="A B"), END_DATA], "steps[0].code: small letters"),
        ([branching(TO_END), END_DATA, END_DATA], "steps[2].code: end twice"),
        ([branching(TO_END, result="won"), END_DATA], "steps[0].result: 'won' is no result"),
        ([branching(TO_END, colour="red"), END_DATA], "steps[0].colour: unknown"),
        ([branching(*[TO_END] * 10), END_DATA], "steps[0].answers: 9 at most"),
        ([branching("x"), END_DATA], "steps[0].answers[0]: must be an object"),
    ],
)
def test_faulty_scripts_are_refused_by_path(data, fault):
    with pytest.raises(ValueError) as refused:
        Script.from_data(data)

    assert fault in str(refused.value)


def test_a_script_may_come_back_to_a_question():
    ask = Step("ask", "还有吗？", "Anything else?", (Answer("有", "Yes", "ask"), Answer("没有", "No", "end")))

    assert Script((ask, END)).steps == (ask, END)
