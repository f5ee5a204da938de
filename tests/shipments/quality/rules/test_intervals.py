import pytest

from shipments.quality.rules.intervals import Standing, wilson


@pytest.mark.parametrize(
    ("found", "of", "low", "high"),
    # Computed elsewhere (R, prop.test without correction).
    [(1, 10, 0.01788, 0.40415), (0, 10, 0.0, 0.27753), (10, 10, 0.72247, 1.0), (50, 100, 0.40383, 0.59617)],
)
def test_the_interval_is_wilson_s(found, of, low, high):
    interval = wilson(found, of)

    assert (interval.low, interval.high) == pytest.approx((low, high), abs=1e-4)
    assert interval.share == found / of


def test_an_empty_sample_says_nothing():
    assert wilson(0, 0) is None
    with pytest.raises(ValueError, match="3 of 2"):
        wilson(3, 2)


def test_one_of_two_shames_nobody_and_forty_of_fifty_does():
    assert wilson(1, 2).against(0.1) is Standing.UNSURE
    assert wilson(40, 50).against(0.1) is Standing.WORSE
    assert wilson(0, 200).against(0.1) is Standing.BETTER
