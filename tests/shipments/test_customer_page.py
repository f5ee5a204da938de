"""What shipments and quality tell on a customer's page, to whom; and what ten thousand waybills cost."""

import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from crm.accounts.roles import Role
from shipments.models import Piece, Waybill
from tests import make

pytestmark = pytest.mark.django_db
ENGLISH = {"Accept-Language": "en"}


def test_last_piece_trouble_and_fines_with_their_sources(client):
    outlet = make.outlet()
    customer = make.customer(outlet)
    at = timezone.now()
    waybill = make.waybill(origin=outlet, customer=customer, entered_at=at - timedelta(hours=2))
    make.waybill(origin=outlet, customer=customer, entered_at=at - timedelta(days=2))
    problem = make.problem(waybill)
    call = make.call(waybill, outlet)
    foreign = make.waybill(customer=customer, entered_at=at)
    client.force_login(make.user(Role.MANAGER, outlet))

    page = client.get(customer.get_absolute_url(), headers=ENGLISH)
    urls = {line.url for line in page.context["thread"].lines}

    assert {waybill.get_absolute_url(), problem.get_record_url(), call.get_absolute_url()} <= urls
    assert foreign.get_absolute_url() not in urls and foreign.number not in page.text
    assert "Last piece" in page.text and "Open trouble" in page.text


def test_a_fine_on_a_shipment_stands_on_its_customers_page(client):
    clock = make.clock()
    fine = make.fine(make.run(clock))
    waybill = fine.violation.waybill
    customer = make.customer(clock.outlet)
    Waybill.objects.filter(pk=waybill.pk).update(customer=customer)
    client.force_login(make.user(Role.INSPECTOR))

    lines = client.get(customer.get_absolute_url(), {"part": "fines"}).context["thread"].lines

    assert [line.url for line in lines] == [fine.get_absolute_url()]


def test_ten_thousand_waybills_do_not_slow_the_page(client, django_assert_max_num_queries):
    outlet = make.outlet()
    customer = make.customer(outlet)
    first = make.waybill(origin=outlet, destination=outlet, customer=customer)
    copies = []
    for n in range(10_000):
        copy = Waybill.objects.none().model(**{f.attname: getattr(first, f.attname) for f in Waybill._meta.fields})
        copy.pk, copy.number, copy.entered_at = None, f"TEN{n:06d}", make.NOON - timedelta(minutes=n)
        copies.append(copy)
    Waybill.objects.bulk_create(copies, batch_size=2000)
    Piece.objects.bulk_create(
        [Piece(number=w.number, kind="master", waybill=w, destination=outlet) for w in copies], batch_size=2000
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE shipments_waybill, shipments_piece")
    client.force_login(make.user(Role.MANAGER, outlet))
    client.get(customer.get_absolute_url())

    start = time.process_time()
    with django_assert_max_num_queries(45):
        page = client.get(customer.get_absolute_url())

    assert len(page.context["thread"].lines) == 30
    assert time.process_time() - start < 0.5
