"""Addresses against a small service-range table: what is named, what is only part of a road, what nobody can tell."""

import pytest

from outlets.rules.coverage import Area, State, find, plain, stem

ROWS = [
    ("广东省", "东莞市", "", "虎门镇", True),
    ("广东省", "东莞市", "", "长安镇", True),
    ("广东省", "东莞市", "", "松山湖", False),
    ("广东省", "广州市", "天河区", "五山街道", True),
    ("广东省", "广州市", "天河区", "天河南街道", True),
    ("广东省", "广州市", "天河区", "", True),
    ("广东省", "广州市", "从化区", "太平镇", True),
    ("广东省", "韶关市", "始兴县", "太平镇", True),
    ("广东省", "韶关市", "始兴县", "", False),
    ("广东省", "中山市", "", "石岐街道", True),
    ("广东省", "中山市", "", "", False),
    ("广东省", "深圳市", "龙岗区", "龙城街道", True),
    ("湖南省", "长沙市", "", "", False),
]
AREAS = [Area(key, *row) for key, row in enumerate(ROWS)]


@pytest.mark.parametrize(
    ("address", "state", "row"),
    [
        ("广东省东莞市虎门镇示范路1号", "covered", 0),
        ("东莞虎门 连升路", "covered", 0),
        ("虎门镇", "covered", 0),
        ("广 东 省 东莞市，虎门镇", "covered", 0),
        ("东莞市长安镇虎门大道5号", "covered", 1),
        ("东莞市松山湖科技路", "out_of_area", 2),
        ("广州市天河区五山路381号", "covered", 5),
        ("广州市天河区五山街道五山路", "covered", 3),
        ("广州天河天河南一路", "covered", 5),
        ("广州市天河区龙城路", "covered", 5),
        ("广州市从化区太平镇", "covered", 6),
        ("韶关市始兴县太平镇", "covered", 7),
        ("广东省韶关市始兴县澄江镇", "out_of_area", 8),
        ("广州市越秀区中山五路", "unknown", None),
        ("太平镇中心街", "unknown", None),
        ("中山市石岐中山路", "covered", 9),
        ("中山市板芙镇", "out_of_area", 10),
        ("中山路5号", "unknown", None),
        ("长沙市岳麓区", "out_of_area", 12),
        ("", "unknown", None),
        ("\x00" * 50, "unknown", None),
        ("虎门镇" * 4000, "covered", 0),
        ("ｄｏｎｇｇｕａｎ", "unknown", None),
    ],
)
def test_an_address_finds_its_row(address, state, row):
    found = find(address, AREAS)

    assert (found.state, found.area and found.area.key) == (State(state), row)


def test_what_is_undecided_is_offered():
    assert [area.city for area in find("太平镇", AREAS).candidates] == ["广州市", "韶关市"]
    assert [area.town for area in find("东莞市示范路", AREAS).candidates] == ["虎门镇", "长安镇", "松山湖"]


@pytest.mark.parametrize(
    ("name", "cut"),
    [("东莞市", "东莞"), ("五山街道", "五山"), ("城区", "城区"), ("广西壮族自治区", "广西"), ("莞城", "莞城")],
)
def test_stem_keeps_two_characters(name, cut):
    assert stem(name) == cut


def test_plain_is_narrow_and_short():
    assert plain("广州，　天河 １２号") == "广州天河12号"
    assert len(plain("长" * 10_000)) == 400
