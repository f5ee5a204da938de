"""The pure rules of messages at their edges."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.outbox.rules.first_templates import FIRST_TEMPLATES
from crm.outbox.rules.message_states import BY_MACHINE, SETTLED, TO_SETTLE
from crm.outbox.rules.segments import segments
from crm.outbox.rules.sending_caps import Cap, SentTo, cap
from crm.outbox.rules.texts import Unfit, fill, variables_of
from crm.outbox.rules.windows import Window, next_allowed, next_day
from tests import make


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 0),
        ("a", 1),
        ("谢" * 70, 1),
        ("谢" * 71, 2),
        ("谢" * 134, 2),
        ("谢" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
    ],
)
def test_segments_are_of_seventy_then_of_sixty_seven(text, parts):
    assert segments(text) == parts


@pytest.mark.parametrize(
    ("at", "allowed"),
    [
        (make.at(8, 29), make.at(8, 30)),
        (make.at(8, 30), make.at(8, 30)),
        (make.at(20, 29), make.at(20, 29)),
        (make.at(20, 30), make.at(8, 30, day=19)),
        (make.at(23, 59), make.at(8, 30, day=19)),
        (make.at(0, 0), make.at(8, 30)),
    ],
)
def test_a_window_opens_at_its_first_minute_and_is_closed_at_its_last(at, allowed):
    assert next_allowed(at, Window(time(8, 30), time(20, 30))) == allowed


def test_the_next_day_is_the_networks():
    assert next_day(make.at(23, 59), Window(time(8), time(21))) == make.at(8, day=19)


@pytest.mark.parametrize(
    ("sent", "purpose", "answer"),
    [
        (SentTo(today=1), "notice", Cap.FREE),
        (SentTo(today=2), "notice", Cap.FULL),
        (SentTo(today=0, promoted=1), "promotion", Cap.FULL),
        (SentTo(today=0, promoted=1), "notice", Cap.FREE),
        (SentTo(today=1, others=1), "notice", Cap.WAIT),
        (SentTo(today=2, others=1), "notice", Cap.FULL),
    ],
)
def test_a_cap_counts_what_may_have_arrived_and_waits_for_what_is_under_way(sent, purpose, answer):
    assert cap(sent, purpose, a_day=2) is answer


def test_texts_as_shipped_use_their_variables_and_none_besides():
    assert [each.code for each in FIRST_TEMPLATES if variables_of(each.text) != set(each.variables)] == []
    assert [each.code for each in FIRST_TEMPLATES if each.purpose == "promotion" and each.variables] == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("{a}", {}),
        ("{a}", {"a": " "}),
        ("{a}", {"a": "None"}),
        ("{a}", {"a": "{b}"}),
        ("{a}", {"a": "1", "b": "2"}),
        ("{a}{b}", {"a": "1"}),
        ("{a} {", {"a": "1"}),
        ("Dear None", {"a": "1"}),
    ],
)
def test_a_text_that_would_embarrass_does_not_go_out(text, values):
    with pytest.raises(Unfit):
        fill(text, ["a"], values)


@given(st.text(), st.text())
def test_whatever_a_customer_is_called_no_text_has_braces_or_none(name, number):
    try:
        text = fill("您好{name}，快件{number}", ["name", "number"], {"name": name, "number": number})
    except Unfit:
        return

    assert not set("{}") & set(text)
    assert "None" not in text
    assert name.strip() in text


def test_nothing_leads_from_unknown_to_pending_but_a_person():
    for state in ("unknown", "accepted", "dead"):
        assert "pending" not in BY_MACHINE[state]
    assert {"unknown", "dead"} == TO_SETTLE
    assert SETTLED["again"] == "pending"
