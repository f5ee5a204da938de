import pytest

from customers.rules.survey_figures import Attribute, Corner, Sums, attributes, net_promoters, quadrant, share
from customers.rules.survey_sampling import needed, stratified


@pytest.mark.parametrize(
    ("good", "n", "value", "low", "high", "enough"),
    [
        (0, 0, None, None, None, False),
        (0, 5, 0.0, 0.0, 43.4, False),
        (5, 5, 100.0, 56.6, 100.0, False),
        (8, 10, 80.0, 49.0, 94.3, True),
        (800, 1000, 80.0, 77.4, 82.4, True),
    ],
)
def test_a_share_says_how_sure_it_is(good, n, value, low, high, enough):
    found = share(good, n)

    assert (found.value, found.low, found.high, found.enough) == (value, low, high, enough)


@pytest.mark.parametrize(
    ("promoters", "detractors", "n", "value", "low", "high"),
    [
        (0, 0, 0, None, None, None),
        (50, 20, 100, 30.0, 14.1, 44.7),
        (10, 0, 10, 100.0, 52.1, 100.0),
        (1, 0, 1, 100.0, -73.4, 100.0),
        (0, 0, 3, 0.0, -55.4, 55.4),
    ],
)
def test_the_net_promoter_score(promoters, detractors, n, value, low, high):
    found = net_promoters(promoters, detractors, n)

    assert (found.value, found.low, found.high) == (value, low, high)


def test_what_matters_more_and_is_done_worse_comes_first():
    found = [
        Attribute("price", 20, 4.5, 3.0, 0, 0),
        Attribute("care", 20, 4.6, 4.6, 0, 0),
        Attribute("manner", 20, 2.0, 4.4, 0, 0),
        Attribute("tracking", 20, 2.5, 3.2, 0, 0),
    ]

    drawn = quadrant(found)

    assert (drawn.importance, drawn.satisfaction) == (3.4, 3.8)
    assert [(one.attribute.code, one.corner) for one in drawn.placed] == [
        ("price", Corner.ACT),
        ("care", Corner.KEEP),
        ("tracking", Corner.LATER),
        ("manner", Corner.ENOUGH),
    ]
    assert quadrant([]) is None


def test_means_with_half_their_intervals():
    # importance 4, 5, 3; satisfaction 2, 2, 2
    found = attributes({"price": Sums(3, 12, 50, 6, 12), "care": Sums(0, 0, 0, 0, 0)})

    assert found == [Attribute("price", 3, 4.0, 2.0, 1.13, 0.0)]


def test_a_sample_can_be_drawn_again_and_takes_each_once():
    people = {"A": range(50), "lost": [7001, 7002]}

    one, again, other = (stratified(people, {"A": 10, "lost": 5}, seed=seed) for seed in (1, 1, 2))

    assert one == again
    assert one != other
    assert (len(set(one["A"])), sorted(one["lost"])) == (10, [7001, 7002])
    assert needed({"A": 1, "B": 0, "C": 2}) == ["B", "lost"]
