from datetime import datetime
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from customers.models import Lead
from customers.rules.lead_states import MOVES, PATIENCE, State, may_become, next_step_at, stages_from

ZONE = ZoneInfo("Asia/Shanghai")


def test_the_states_are_those_of_the_table():
    assert [state.value for state in State] == Lead.State.values
    assert set(MOVES) == set(State) and set(PATIENCE) == set(State) - {"won", "lost"}


def test_a_lead_moves_forwards_and_a_lost_one_may_be_taken_up_again():
    moves = {(one, other) for one, other in product(State, State) if may_become(one, other)}

    assert moves == {
        *(("new", goal) for goal in ("contacted", "quoted", "won", "lost")),
        *(("contacted", goal) for goal in ("quoted", "won", "lost")),
        *(("quoted", goal) for goal in ("won", "lost")),
        ("lost", "contacted"),
    }
    assert stages_from("quoted") == ("quoted", "won")


@pytest.mark.parametrize(
    ("state", "at", "unreached", "due"),
    [
        ("new", (18, 9, 0), False, (18, 11, 0)),
        ("new", (18, 15, 59), False, (18, 17, 59)),
        ("new", (18, 16, 0), False, (19, 9, 0)),
        ("new", (18, 5, 0), False, (18, 9, 0)),
        ("new", (30, 20, 0), False, (31, 9, 0)),
        ("contacted", (18, 12, 0), False, (20, 12, 0)),
        ("contacted", (18, 12, 0), True, (19, 12, 0)),
        ("quoted", (18, 12, 0), False, (21, 12, 0)),
        ("won", (18, 12, 0), False, None),
        ("lost", (18, 12, 0), True, None),
    ],
)
def test_the_next_step_is_due_within_office_hours(state, at, unreached, due):
    day, hour, minute = at

    found = next_step_at(state, datetime(2026, 12, day, hour, minute, tzinfo=ZONE), unreached=unreached)

    assert found == (due and datetime(2026, 12, due[0], due[1], due[2], tzinfo=ZONE))
