"""The dashboard's sums against plain Python, at every level."""

from datetime import timedelta
from decimal import Decimal
from random import Random

import pytest

from crm.home.queries import (
    FAIR_VOLUME,
    SUMMED,
    DutyFigures,
    Figures,
    as_of,
    figures_by_day,
    outlets_of,
    regions_of,
    worst_outlets,
)
from shipments.models import DayTouched
from shipments.quality.models import OutletDay
from tests import make

DAY = make.NOON.date()


def outlet_day(outlet, day=DAY, **figures):
    return OutletDay.objects.create(outlet=outlet, day=day, folded_at=make.NOON, **figures)


def numbers(figures: Figures) -> tuple:
    kinds = (figures.arrivals, figures.deliveries, figures.signs)
    counts = [getattr(kind, part) for kind in kinds for part in ("total", "done", "met", "open")]
    return (*counts, figures.problems, figures.fines, figures.fines_yuan)


def together(children) -> tuple:
    return tuple(map(sum, zip(*(numbers(child.figures) for child in children), strict=True)))


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(3))
def test_children_add_up_to_their_parent_at_every_level(seed):
    random = Random(seed)
    regions = [make.region() for _ in range(3)]
    for region in regions:
        for _ in range(random.randint(1, 4)):
            outlet = make.outlet(region=region)
            for back in range(3):
                figures = {name: random.randint(0, 50) for name in SUMMED}
                outlet_day(outlet, DAY - timedelta(days=back), **figures)
    rows = OutletDay.objects.all()
    today = rows.filter(day=DAY)

    network = figures_by_day(rows, first=DAY, last=DAY)[DAY]

    assert together(regions_of(today)) == numbers(network)
    for child in regions_of(today):
        own = today.filter(outlet__region__code=child.code)
        assert together(outlets_of(own)) == numbers(child.figures)
    plain = tuple(sum(getattr(row, name) for row in today) for name in SUMMED)
    assert numbers(network) == plain


def test_a_rate_counts_what_is_decided():
    figures = DutyFigures(total=100, done=90, met=81, open=4)

    assert (figures.decided, figures.missed, figures.never) == (96, 15, 6)
    assert figures.share.percent == Decimal("84.3")
    assert DutyFigures(total=3, open=3).share.percent is None


@pytest.mark.django_db
def test_only_a_fair_volume_is_ranked_and_the_worst_share_comes_first():
    tiny, good, bad, large = (make.outlet() for _ in range(4))
    outlet_day(tiny, arrivals=FAIR_VOLUME - 1, arrivals_done=FAIR_VOLUME - 1, arrivals_met=0)
    outlet_day(good, arrivals=100, arrivals_done=100, arrivals_met=100)
    outlet_day(bad, arrivals=40, arrivals_done=40, arrivals_met=30)
    outlet_day(large, arrivals=400, arrivals_done=400, arrivals_met=380, deliveries=200, deliveries_open=200)

    worst = worst_outlets(OutletDay.objects.filter(day=DAY))

    assert [child.code for child in worst] == [bad.code, large.code]
    assert [child.figures.missed for child in worst] == [10, 20]


@pytest.mark.django_db
def test_figures_are_as_old_as_the_last_fold_while_notes_wait():
    outlet = make.outlet()
    outlet_day(outlet)
    later = make.NOON + timedelta(minutes=3)
    assert as_of(later) == later

    DayTouched.objects.create(outlet=outlet, day=DAY)

    assert as_of(later) == make.NOON
