"""Threads: parts merged by key, every line once, whatever shares an instant."""

from datetime import timedelta

import pytest

from crm.shared import timelines
from crm.shared.timelines import Below, Line, Part, hang, newest, thread
from customers.models import Touch
from tests import make

INSTANTS = [make.NOON - timedelta(minutes=n) for n in (0, 0, 0, 1, 1, 2, 5)]


@pytest.fixture
def page(monkeypatch):
    monkeypatch.setattr(timelines, "_hung", type(timelines._hung)(list))
    return "test.page"


def of_list(lines):
    def part(subject, user, below: Below | None, limit: int):
        kept = [line for line in lines if below is None or (line.at, line.pk) < (below.at, below.pk)]
        return sorted(kept, key=lambda line: (line.at, line.pk), reverse=True)[:limit]

    return part


@pytest.mark.parametrize("size", [1, 2, 3, 20])
def test_every_line_stands_once_and_in_order(page, size):
    for rank, name in enumerate("abc"):
        hang(page, Part(name, name, of_list([Line(at, n, name) for n, at in enumerate(INSTANTS)]), order=rank))

    read, cursor = [], ""
    while True:
        found = thread(page, None, None, cursor=cursor, size=size)
        read += [(line.at, line.title, line.pk) for line in found.lines]
        cursor = found.next
        if not cursor:
            break

    assert len(read) == len(set(read)) == 3 * len(INSTANTS)
    assert [line[0] for line in read] == sorted((line[0] for line in read), reverse=True)


def test_one_part_alone_and_a_broken_cursor(page):
    for name in "ab":
        hang(page, Part(name, name, of_list([Line(make.NOON, 1, name)])))

    assert [line.title for line in thread(page, None, None, names=["b"], cursor="x").lines] == ["b"]


@pytest.mark.django_db
def test_newest_rows_below_a_mark():
    customer = make.customer()
    by = make.user()
    touches = [
        Touch.objects.create(customer=customer, outlet=customer.outlet, kind="note", text=str(n), at=at, by=by)
        for n, at in enumerate(INSTANTS)
    ]

    rows = newest(customer.touches.all(), "at", Below(make.NOON, touches[2].pk), 3)

    assert [row.text for row in rows] == ["1", "0", "4"]
