from collections import Counter

from shipments.quality.rules.sampling import sample


def test_the_same_seed_draws_the_same_rows_in_any_order():
    keys = list(range(1, 500))

    assert sample(keys, 20, seed=7) == sample(reversed(keys), 20, seed=7)
    assert sample(keys, 20, seed=7) != sample(keys, 20, seed=8)


def test_more_than_there_are_draws_all_of_them_once():
    assert sorted(sample([3, 1, 2, 3], 10, seed=1)) == [1, 2, 3]
    assert sample([], 10, seed=1) == []


def test_a_smaller_sample_is_the_beginning_of_a_larger_one():
    assert sample(range(100), 30, seed=5)[:10] == sample(range(100), 10, seed=5)


def test_every_row_is_drawn_about_as_often_as_any_other():
    drawn = Counter(key for seed in range(4000) for key in sample(range(20), 5, seed=seed))

    assert all(900 < count < 1100 for count in drawn.values())


def test_the_lots_stay_what_they_were():
    assert sample(range(1, 1001), 5, seed=20261122) == [572, 670, 293, 264, 766]
