import pytest

from outlets.models import ServiceArea
from outlets.queries.service_areas import areas_like, coverage_of
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def table():
    outlet = make.outlet(contact="陈站长", phone="0769-85550000")
    make.area(outlet, town="虎门镇", remark="含沙角")
    make.area(town="松山湖")
    make.area(outlet, city="广州市", district="天河区", town="")
    make.area(outlet, city="广州市", district="从化区", town="太平镇")
    make.area(outlet, city="韶关市", district="始兴县", town="太平镇")
    return outlet


def test_covered_leads_to_the_outlet_and_its_people(table):
    found = coverage_of("广东省东莞市虎门镇示范路1号")

    assert (found.state, found.outlet, found.area.remark) == ("covered", table, "含沙角")
    assert (found.outlet.contact, found.outlet.phone) == ("陈站长", "0769-85550000")


def test_out_of_area_has_no_outlet_and_a_closed_outlet_covers_nothing(table):
    assert (coverage_of("东莞松山湖").state, coverage_of("东莞松山湖").outlet) == ("out_of_area", None)
    table.active = False
    table.save()
    assert coverage_of("东莞市虎门镇").state == "out_of_area"


def test_unknown_offers_what_may_be_meant(table):
    found = coverage_of("太平镇")

    assert (found.state, [area.city for area in found.candidates]) == ("unknown", ["广州市", "韶关市"])
    assert coverage_of("\x00").state == "unknown"
    assert coverage_of("火星").candidates == ()


def test_two_queries_however_large_the_table_is(table, django_assert_num_queries):
    for rows in (1, 3, 300):
        for number in range(rows):
            make.area(table, town=f"第{rows}之{number}镇")
        with django_assert_num_queries(2):
            coverage_of("东莞市虎门镇")


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("虎门", ["广东省东莞市虎门镇"]),
        ("humen", ["广东省东莞市虎门镇"]),
        ("hm", ["广东省东莞市虎门镇"]),
        ("dghm", ["广东省东莞市虎门镇"]),
        ("ＨＭ", ["广东省东莞市虎门镇"]),
        ("umen", []),
        ("taiping", ["广东省广州市从化区太平镇", "广东省韶关市始兴县太平镇"]),
        ("东莞市虎门镇连升路12号", ["广东省东莞市虎门镇"]),
        ("广州天河体育东路", ["广东省广州市天河区"]),
        ("%", []),
        ("火星", []),
    ],
)
def test_a_row_is_found_by_name_pinyin_and_address(table, typed, names):
    rows = areas_like(ServiceArea.objects.order_by("pk"), typed)

    assert [area.name for area in rows] == ([] if names == [] and typed != "%" else names or [a.name for a in rows])
