from datetime import date
from decimal import Decimal

from customers.rules.market_courses import Noted, courses


def test_courses_share_one_scale_of_days_and_of_values():
    first, last = Noted(date(2026, 1, 1), Decimal(10)), Noted(date(2026, 12, 31), Decimal(18))

    drawn = courses([("甲", [first, last]), ("乙", [Noted(date(2026, 7, 2), Decimal(20))])], width=720, height=220)

    assert [mark for mark, _y in drawn.marks] == ["20", "10", "0"]
    one, other = drawn.courses
    assert [(point.x, point.y) for point in one.points] == [(44.0, 104.0), (708.0, 30.4)]
    assert [point.y for point in other.points] == [12.0]
    assert one.ink != other.ink


def test_what_was_noted_on_one_day_or_never_is_drawn_without_a_line():
    assert courses([]) is None
    alone = courses([("甲", [Noted(date(2026, 1, 1), Decimal(0))])])
    assert (alone.courses[0].points[0].y, alone.days[0][0]) == (alone.floor, "2026-01-01")
