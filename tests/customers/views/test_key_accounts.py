from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from crm.accounts.roles import Role
from customers.models import AccountNeed, KeyAccount
from tests import make
from tests.customers.services.test_promises import shipments_of

pytestmark = pytest.mark.django_db


def entered(client, user):
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_manager_shares_from_the_customers_page_and_the_group_plans(client):
    customer, group = make.customer(), make.user(Role.CRG)
    manager = entered(client, make.user(Role.MANAGER, customer.outlet))
    share = reverse("customers:account_share", args=[customer.pk])

    assert share in manager.get(reverse("customers:customer", args=[customer.pk])).content.decode()
    manager.post(share, {"owner": group.pk, "review_months": 3, "objective": "零破损"})
    account = KeyAccount.objects.get()
    client = entered(client, group)
    client.post(reverse("customers:need_new", args=[account.pk]), {"need": "上门取件", "service": "每日两班"})
    client.post(reverse("customers:need_new", args=[account.pk]), {"need": "月度报表"})
    second = AccountNeed.objects.get(place=2)
    moved = client.post(
        reverse("customers:need_move", args=[second.pk]),
        {"way": "up"},
        headers={"HX-Request": "true", "HX-Target": "needs-list"},
    )

    page = moved.content.decode()
    assert page.index("月度报表") < page.index("上门取件")
    assert "<html" not in page
    assert account.get_absolute_url() in client.get(reverse("customers:customer", args=[customer.pk])).content.decode()


def test_the_work_page_counts_what_waits_and_its_figures_open_the_rows(client):
    today = timezone.localdate()
    account = make.key_account()
    other = make.key_account()
    shipments_of(account.customer, in_time=3, late=1)
    days = {"from_day": make.NOON.date(), "until": today + timedelta(days=30)}
    risky = make.service_promise(account, target=Decimal(90), **days)
    make.service_promise(account, target=Decimal(50), text="很低的承诺", **days)
    make.service_promise(other, **days)
    client = entered(client, account.owner)

    page = client.get(reverse("customers:account_work"))

    figures = {str(stat.label): (stat.figure, stat.url) for stat in page.context["stats"]}
    told = [figure for figure, _url in figures.values()]
    assert told == [1, 1, 1, 0, 0, 0]
    urls = [url for _figure, url in figures.values()][:3]
    rows = [client.get(url).context["table"].objects for url in urls]
    assert rows == [[account], [account.reviews.get()], [risky]]
    group = client.get(reverse("customers:account_work"), {"whose": "group"})
    assert [stat.figure for stat in group.context["stats"]][:2] == [2, 2]


def test_a_promises_figures_are_the_rows_behind_them(client):
    account = make.key_account()
    shipments_of(account.customer, in_time=3, late=1)
    promise = make.service_promise(account)
    client = entered(client, make.user(Role.MANAGER, account.outlet))

    page = client.get(promise.get_absolute_url()).context

    reading = page["reading"]
    assert (reading.tally.good, reading.tally.counted, page["failed"]) == (3, 4, 1)
    assert [len(client.get(url).context["table"].objects) for url in (reading.rows_url, reading.failed_url)] == [4, 1]
    assert client.get(reverse("shipments:measured", args=[account.customer_id, "word"])).status_code == 404


def test_lists_ask_as_much_for_three_rows_as_for_one(client, django_assert_max_num_queries):
    client = entered(client, make.user(Role.INSPECTOR))
    for name in ("key_accounts", "promises", "account_reviews", "account_expenses"):
        url, counts = reverse(f"customers:{name}"), []
        for _round in range(2):
            account = make.key_account()
            make.service_promise(account)
            make.account_expense(account)
            with django_assert_max_num_queries(40) as asked:
                assert client.get(url).status_code == 200
            counts.append(len(asked))
        assert counts[0] >= counts[1], name
