"""The list of customers: what is typed stands in no address, filters do, and a whole number opens its file."""

from urllib.parse import parse_qs, urlsplit

import pytest

from crm.accounts.roles import Role
from crm.audit.models import AuditEntry
from customers.models import Activity, CustomField
from customers.services.searching import refresh_missing
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client):
    outlet = make.outlet()
    person = make.user(Role.SERVICE_CLERK, outlet)
    client.force_login(person)
    person.outlet = outlet
    return person


def listed(page):
    return {customer.name for customer in page.context["table"].objects}


def test_a_name_is_sought_by_a_key_that_is_ones_own(client, clerk):
    make.customer(clerk.outlet, name="东海五金")
    make.customer(clerk.outlet, name="西山五金")
    refresh_missing()

    answer = client.post("/customers/search/", {"q": "东海", "tier": "", "csrfmiddlewaretoken": "x"})
    query = parse_qs(urlsplit(answer.url).query)

    assert query.keys() == {"q"} and "东海" not in answer.url
    page = client.get(answer.url)
    assert listed(page) == {"东海五金"}
    assert 'value="东海"' in page.text
    client.force_login(make.user(Role.SERVICE_CLERK, clerk.outlet))
    others = client.get(answer.url)
    assert others.context["forgotten"] and '东海"' not in others.text


def test_a_whole_number_of_one_file_opens_it_and_is_noted(client, clerk):
    mine = make.customer(clerk.outlet, phone="13800138000")
    make.customer(phone="13800138000")
    refresh_missing()

    opened = client.post("/customers/search/", {"q": "138 0013 8000"}, headers={"HX-Request": "true"})
    missed = client.post("/customers/search/", {"q": "13900139000"}, headers={"HX-Request": "true"})

    assert opened.headers["HX-Redirect"] == mine.get_absolute_url()
    assert AuditEntry.objects.get(action="customer.search_by_phone").detail == {"found": [mine.pk]}
    assert "139" not in missed.headers["HX-Location"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"tier": "A"}, {"a"}),
        ({"keeper": "me"}, {"a"}),
        ({"keeper": "nobody"}, {"b", "c"}),
        ({"shipped": "30"}, {"b"}),
        ({"shipped": "never"}, {"c"}),
        ({"custom_boxes": "大"}, {"b"}),
        ({"custom_boxes": "无此"}, set()),
        ({"custom_since": "2026-01-31"}, {"c"}),
        ({"custom_since": "soon"}, set()),
    ],
)
def test_filters(client, clerk, query, found):
    CustomField.objects.create(code="boxes", label="箱型", type="choice", choices=["大", "小"])
    CustomField.objects.create(code="since", label="始于", type="day")
    CustomField.objects.create(code="home", label="住址", type="text", personal=True)
    a = make.customer(clerk.outlet, name="a", keeper=clerk)
    b = make.customer(clerk.outlet, name="b", custom={"boxes": "大"})
    make.customer(clerk.outlet, name="c", custom={"since": "2026-01-31"})
    make.standing(a, "A")
    day = {"first_on": "2026-01-01", "parcels": 1, "yuan": 1, "outlet": clerk.outlet}
    Activity.objects.create(customer=a, last_on="2099-01-01", **day)
    Activity.objects.create(customer=b, last_on="2026-01-01", **day)

    page = client.get("/customers/", query)

    assert listed(page) == found
    assert "custom_home" not in page.text


def test_the_list_costs_the_same_for_many_rows(client, clerk, django_assert_max_num_queries):
    for _ in range(12):
        make.standing(make.customer(clerk.outlet, keeper=clerk))
    with django_assert_max_num_queries(10):
        client.get("/customers/")
