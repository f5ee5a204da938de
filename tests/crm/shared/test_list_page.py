"""ListPage over a real model: scope, filters, order, pages, and what each costs."""

import pytest
from django.test import RequestFactory

from crm.accounts.roles import Role
from crm.shared.filters import PageFilters, ScopedChoiceFilter, SearchFilter
from crm.shared.tables import Column, Table
from crm.shared.views import ListPage, capped_count
from outlets.models import Membership, Outlet
from tests import make

pytestmark = pytest.mark.django_db


class OutletSearch(PageFilters):
    q = SearchFilter(fields=("code", "name"))

    class Meta:
        model = Outlet
        fields = ()


class OutletTable(Table[Outlet]):
    columns = (
        Column("Code", "code", link=True, cell="parts/_code.html", sort="code"),
        Column("Region", "region.name"),
    )


class OutletPage(ListPage):
    queryset = Outlet.objects.select_related("region")
    filterset_class = OutletSearch
    table_class = OutletTable
    title = "Outlets"
    ordering = ("code", "id")
    page_size = 3


def shown(user, **query):
    request = RequestFactory().get("/", query)
    request.user = user
    return OutletPage().get_context(request)


def codes(context):
    return [row.code for row in context["table"].objects]


def inspector():
    return make.user(Role.INSPECTOR)


def test_outlet_sees_its_own_rows_only():
    mine, _theirs = make.outlet(code="A1"), make.outlet(code="A2")

    assert codes(shown(make.user(Role.MANAGER, mine))) == ["A1"]


def test_headquarters_see_all_rows():
    make.outlet(code="A1")
    make.outlet(code="A2")

    assert codes(shown(inspector())) == ["A1", "A2"]


def test_search_ignores_the_blanks_of_a_printed_number():
    make.outlet(code="75501234")
    make.outlet(code="75509999")

    assert codes(shown(inspector(), q="7550 1234 ")) == ["75501234"]


def test_pressed_heading_orders_the_rows():
    for code in ("A1", "A2"):
        make.outlet(code=code)

    assert codes(shown(inspector(), sort="-code")) == ["A2", "A1"]
    assert codes(shown(inspector(), sort="-phone")) == ["A1", "A2"]


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_one_query_however_many_rows(rows, django_assert_num_queries):
    user = inspector()
    for number in range(rows):
        make.outlet(code=f"A{number}")
    shown(user)

    with django_assert_num_queries(1):
        context = shown(user)
        context["table"].rows()


def test_list_of_several_pages_costs_one_more_for_the_count(django_assert_num_queries):
    user = inspector()
    for number in range(4):
        make.outlet(code=f"A{number}")
    shown(user)

    with django_assert_num_queries(2):
        context = shown(user)

    assert str(context["count"]) == "4"
    assert codes(shown(user, cursor=context["page"].next)) == ["A3"]


def test_count_goes_no_further_than_its_cap():
    for number in range(4):
        make.outlet(code=f"A{number}")

    assert [str(capped_count(Outlet.objects.all(), cap=cap)) for cap in (3, 4)] == ["3+", "4"]


def test_choices_of_a_filter_are_the_askers():
    class ByOutlet(PageFilters):
        outlet = ScopedChoiceFilter(queryset=Outlet.objects.all())

        class Meta:
            model = Membership
            fields = ()

    mine, theirs = make.outlet(), make.outlet()
    request = RequestFactory().get("/", {"outlet": theirs.pk})
    request.user = make.user(Role.MANAGER, mine)

    filters = ByOutlet(request.GET, queryset=Membership.objects.all(), request=request)

    assert list(filters.form.fields["outlet"].queryset) == [mine]
    assert not filters.is_valid()


def test_chips_say_what_is_filtered_and_how_to_undo_it():
    request = RequestFactory().get("/", {"q": "A1", "sort": "code", "cursor": "x"})
    request.user = inspector()
    filters = OutletSearch(request.GET, queryset=Outlet.objects.all(), request=request)

    [chip] = filters.chips()

    assert (chip.text, chip.query) == ("A1", "sort=code")
