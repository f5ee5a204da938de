"""The table of a fine's life, state by state."""

import pytest

from shipments.quality.models import Fine
from shipments.quality.rules.fine_states import MOVES, FineState, Step, after, before

LEADS = {
    "posted": {"announce", "void", "waive"},
    "announced": {"reply", "appeal", "settle", "void", "waive"},
    "replied": {"reply", "appeal", "settle", "void", "waive"},
    "appealed": {"sustain", "reduce", "overturn", "void", "waive"},
    "sustained": {"appeal", "void", "waive"},
    "reduced": {"appeal", "void", "waive"},
    "settled": {"appeal", "void", "waive"},
    "waived": {"void"},
    "overturned": {"void"},
    "void": set(),
}


def test_every_state_of_the_model_is_in_the_table():
    assert {str(state) for state in FineState} == set(Fine.State.values) == LEADS.keys()
    assert MOVES.keys() == set(Step)


@pytest.mark.parametrize("state", FineState)
def test_a_state_allows_just_these_steps(state):
    assert {str(step) for step in Step if after(state, step)} == LEADS[state]
    assert {str(step) for step in Step if state in before(step)} == LEADS[state]


def test_a_step_leads_to_its_own_state():
    assert after("announced", Step.APPEAL) is FineState.APPEALED
    assert after("appealed", Step.REDUCE) is FineState.REDUCED
    assert after("void", Step.WAIVE) is None
