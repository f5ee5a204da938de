from datetime import date
from decimal import Decimal

import pytest

from crm.accounts.roles import Role
from crm.imports.queries import Tally, tally_of
from customers.models import Competitor, MarketObservation
from customers.queries.market import comparison, history
from customers.services.market import Seen, observe
from tests import make
from tests.outlets.test_imports import imported, refusals

pytestmark = pytest.mark.django_db
FILE = """快递公司,区域,指标,数值,日期,来源
jia,R9,首重价格,9.50,2026-11-01,官网报价页
甲速达,九区,市场份额,31,2026-11-01,协会季报
乙通,R9,首重价格,9,2026-11-01,官网报价页
jia,R8,首重价格,9,2026-11-01,官网报价页
jia,R9,市场份额,131,2026-11-01,协会季报
jia,R9,首重价格,9,2031-11-01,官网报价页
"""


def network(code="jia", name="甲速达", **fields):
    return Competitor.objects.create(code=code, name=name, **fields)


def note(competitor, region, kind, value, day, *, outlet=None, source="官网报价页"):
    seen = Seen(competitor, region, kind, Decimal(value), day, source)
    return observe(seen, outlet=outlet, by=make.user(Role.CRG), at=make.NOON)


def test_a_region_compares_the_newest_figure_of_each_network_ours_first():
    region, ours, jia, yi = make.region(), network("us", "本网", ours=True), network(), network("yi", "乙通")
    note(jia, region, "first_kg_yuan", "8", date(2026, 3, 1))
    note(jia, region, "first_kg_yuan", "9.5", date(2026, 11, 1))
    note(yi, region, "first_kg_yuan", "12", date(2026, 1, 1))
    note(ours, region, "first_kg_yuan", "10", date(2026, 11, 1))
    note(yi, make.region(), "first_kg_yuan", "20", date(2026, 11, 1))

    rows = MarketObservation.objects.all()
    first = comparison(rows, region, at=make.NOON)[0]

    told = [(bar.network, bar.value, bar.stale, bar.width) for bar in first.bars if not bar.computed]
    assert told[-2:] == [(yi, 12, True, Decimal(100)), (jia, Decimal("9.5"), False, Decimal("79.2"))]
    assert first.bars[0].ours
    lines = history(rows, region, "first_kg_yuan").courses
    assert [(line.name, len(line.points)) for line in lines] == [("本网", 1), ("乙通", 1), ("甲速达", 2)]


def test_outlets_see_what_they_noted_and_headquarters_all():
    mine, theirs, jia = make.outlet(), make.outlet(), network()
    note(jia, mine.region, "share_percent", "30", date(2026, 11, 1), outlet=mine)
    note(jia, mine.region, "share_percent", "31", date(2026, 11, 2), outlet=theirs)
    note(jia, mine.region, "share_percent", "32", date(2026, 11, 3))

    seen = MarketObservation.objects.visible_to(make.user(Role.MANAGER, mine))

    assert [each.value for each in seen] == [30]
    assert MarketObservation.objects.visible_to(make.user(Role.CRG)).count() == 3


def test_observations_come_from_a_file_once():
    make.region(code="R9", name="九区")
    network()

    file = imported("market", FILE, by=make.user(Role.CRG))

    assert set(MarketObservation.objects.values_list("kind", "value")) == {
        ("first_kg_yuan", Decimal("9.50")),
        ("share_percent", Decimal(31)),
    }
    assert refusals(file) == [
        (4, "competitor", "unknown_competitor"),
        (5, "region", "unknown_region"),
        (6, "value", "seen_range"),
        (7, "observed_on", "seen_ahead"),
    ]
    assert tally_of(imported("market", FILE, by=make.user(Role.CRG))) == Tally(unchanged=2, refused=4)
