from datetime import timedelta
from decimal import Decimal

from crm.shared.graphs import Band, Day, band_graph, day_graph
from tests import make


def test_day_graph_leaves_out_days_without_a_measure():
    graph = day_graph([Day("11-01", Decimal(96)), Day("11-02", None), Day("11-03", Decimal(100))])

    assert [point.day.label for point in graph.points] == ["11-01", "11-03"]
    assert [mark for mark, _ in graph.marks] == ["100%", "95%", "90%"]


def test_day_graph_marks_the_days_below_the_goal():
    graph = day_graph([Day("11-01", Decimal(94)), Day("11-02", Decimal(95))], goal=Decimal(95))

    assert [point.missed for point in graph.points] == [True, False]


def test_day_graph_of_nothing_is_empty():
    assert day_graph([]).points == ()


def test_band_graph_keeps_the_order_of_time():
    due = make.NOON
    band = Band("scanned", due + timedelta(minutes=7), due + timedelta(minutes=9))

    graph = band_graph(due_at=due, marks=(Band("device", due - timedelta(minutes=1)), band))

    before, after = graph.bands
    assert before.x < graph.due_x < after.x
    assert (before.late, after.late) == (False, True)
    assert after.x + after.width <= graph.width
    assert (before.anchor, after.anchor) == ("start", "end")
