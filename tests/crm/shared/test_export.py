import csv
from decimal import Decimal

import pytest
from django.test import RequestFactory

from crm.accounts.roles import Role
from crm.shared.export import csv_of, safe
from crm.shared.figures import Badge, Share
from crm.shared.tables import Column, Table
from crm.shared.views import ListPage
from outlets.models import Outlet
from tests import make


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+8619912345678", "'+8619912345678"),
        ("-2+3", "'-2+3"),
        ("-2.50", "-2.50"),
        ("770012345678", "\t770012345678"),
        ("张**", "张**"),
        ("", ""),
    ],
)
def test_no_cell_is_a_formula_and_no_waybill_is_rounded(text, cell):
    assert safe(text) == cell


def test_every_kind_of_value_has_its_text():
    class Values(Table):
        columns = (Column("Value", "value"), Column("Mark", "", cell="parts/_badge.html"))

    class Mark:
        kind, word, icon = "met", "on time", "circle-check"

        def __init__(self, value):
            self.value = value

    values = [make.NOON, make.NOON.date(), Decimal("1.00"), None, Badge("met", "Met"), Share(1, 3)]
    answer = csv_of(Values(Mark(value) for value in values), filename="values", at=make.NOON)

    lines = list(csv.reader(answer.content.decode("utf-8-sig").splitlines()))
    assert lines[0] == ["Value", "Mark"]
    assert [line[0] for line in lines[1:]] == ["2026-11-18 12:00:00", "2026-11-18", "1.00", "", "Met", "33.3%"]
    assert {line[1] for line in lines[1:]} == {"on time"}


@pytest.mark.django_db
def test_export_has_the_same_scope_as_the_page():
    class Outlets(Table):
        columns = (Column("Code", "code", link=True),)

    class Page(ListPage):
        queryset, table_class, ordering = Outlet.objects.all(), Outlets, ("code", "id")

    mine, _theirs = make.outlet(code="A1"), make.outlet(code="A2")
    request = RequestFactory().get("/", {"export": "csv"})
    request.user, request.resolver_match = make.user(Role.MANAGER, mine), None

    answer = Page.as_view()(request)

    assert answer.content.decode("utf-8-sig").split() == ["Code", "A1"]
