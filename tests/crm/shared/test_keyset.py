import pytest

from crm.shared.keyset import page_of
from outlets.models import Outlet
from tests import make

ORDER = ("name", "id")
pytestmark = pytest.mark.django_db


def seven():
    """Seven outlets of which three share a name: the second key has to tell them apart."""
    return [make.outlet(name=name) for name in ("甲", "乙", "乙", "乙", "丙", "丁", "戊")]


def ids(rows):
    return [row.pk for row in rows]


@pytest.mark.parametrize("order", [ORDER, ("-name", "-id"), ("-name", "id")])
def test_pages_forth_and_back_show_each_row_once(order):
    seven()
    everything = ids(Outlet.objects.order_by(*order))

    pages = [page_of(Outlet.objects.all(), order, size=2)]
    while pages[-1].next:
        pages.append(page_of(Outlet.objects.all(), order, size=2, cursor=pages[-1].next))
    back = [pages[-1]]
    while back[-1].previous:
        back.append(page_of(Outlet.objects.all(), order, size=2, cursor=back[-1].previous))

    assert [pk for page in pages for pk in ids(page.rows)] == everything
    assert [ids(page.rows) for page in reversed(back)] == [ids(page.rows) for page in pages]


def test_rows_that_come_between_move_nothing():
    first, *_ = seven()
    page = page_of(Outlet.objects.all(), ORDER, size=3)
    first.delete()

    after = page_of(Outlet.objects.all(), ORDER, size=3, cursor=page.next)

    assert not set(ids(after.rows)) & set(ids(page.rows))


@pytest.mark.parametrize("cursor", ["", "x", "e30:x:y", "\x00", "1" * 5000])
def test_broken_cursor_gives_the_first_page(cursor):
    seven()

    page = page_of(Outlet.objects.all(), ORDER, size=3, cursor=cursor)

    assert (ids(page.rows), page.previous) == (ids(Outlet.objects.order_by(*ORDER)[:3]), "")


def test_cursor_of_another_ordering_gives_the_first_page():
    seven()
    foreign = page_of(Outlet.objects.all(), ("id",), size=3).next

    page = page_of(Outlet.objects.all(), ORDER, size=3, cursor=foreign)

    assert ids(page.rows) == ids(Outlet.objects.order_by(*ORDER)[:3])


def test_page_is_one_query_without_offset(django_assert_num_queries):
    seven()
    cursor = page_of(Outlet.objects.all(), ORDER, size=3).next

    with django_assert_num_queries(1) as asked:
        page_of(Outlet.objects.all(), ORDER, size=3, cursor=cursor)

    assert "OFFSET" not in asked.captured_queries[0]["sql"]
