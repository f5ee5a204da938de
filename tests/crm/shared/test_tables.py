from dataclasses import dataclass
from datetime import date

import pytest

from crm.shared.tables import Column, Table
from tests import make


@dataclass
class Thing:
    name: str = "张三"
    parent: "Thing | None" = None

    def shout(self):
        return self.name.upper()


@pytest.mark.parametrize(
    ("accessor", "value"),
    [("name", "张三"), ("parent.name", "甲"), ("parent.parent.name", None), ("shout", "张三"), ("nothing", None)],
)
def test_accessor_walks_and_calls(accessor, value):
    assert Column("", accessor).value(Thing(parent=Thing("甲"))) == value


def test_show_has_the_last_touch_but_not_on_nothing():
    column = Column("", "parent.name", show=len)

    assert [column.value(Thing()), column.value(Thing(parent=Thing("甲")))] == [None, 1]


def test_times_and_days_draw_themselves():
    column = Column("", "name")

    drawn = [column.template(value) for value in (make.NOON, date(2026, 11, 18), "x", None)]

    assert drawn == ["parts/_time.html", "parts/_day.html", "", ""]


def test_heading_asks_for_the_other_way():
    class Things(Table):
        columns = (Column("Name", "name", sort="name"), Column("Shout", "shout"))

    seen = [(h.sort_query, h.sorted) for sort in ("", "name", "-name") for h in Things([], sort=sort).headings()[:1]]

    assert seen == [("name", "none"), ("-name", "ascending"), ("name", "descending")]
