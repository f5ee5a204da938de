from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from crm.accounts.roles import Role
from crm.audit.models import LOOKED, AuditEntry
from crm.exports.models import Export
from crm.exports.queries import fetched_since
from customers.models import Customer
from customers.rules.looks import LEAST, ROWS
from tests import make

pytestmark = pytest.mark.django_db


def acts(person, action, count, *, days_ago=0, **detail):
    at = timezone.now().replace(hour=4) - timedelta(days=days_ago + 1)
    rows = [AuditEntry(at=at, actor=person, action=action, subject="customers.customer:7", detail=detail)] * count
    AuditEntry.objects.bulk_create(
        [AuditEntry(at=r.at, actor=person, action=action, subject=r.subject, detail=detail) for r in rows]
    )


def test_who_suddenly_looks_at_many_is_shown_to_the_own_manager_and_headquarters(client, django_assert_max_num_queries):
    outlet = make.outlet()
    sudden, steady, exporter = (make.user(Role.SERVICE_CLERK, outlet) for _ in range(3))
    acts(sudden, "customer.unmask", 4, days_ago=3)
    acts(sudden, "customer.unmask", 12, reason="check")
    acts(sudden, "waybill.unmask", 5)
    for days_ago in range(5):
        acts(steady, "waybill.unmask", 20, days_ago=days_ago)
    acts(exporter, "export.fetch", 1, rows=800)
    acts(make.user(Role.SERVICE_CLERK), "customer.unmask_refused", 1)
    url = reverse("customers:looks")

    client.force_login(make.user(Role.MANAGER, outlet))
    with django_assert_max_num_queries(12):
        shown = client.get(url).context["table"].objects

    assert {(row.person, row.looked.looks, row.looked.usual, row.looked.rows) for row in shown} >= {
        (sudden, 17, 4, 0),
        (exporter, 0, 0, 800),
    }
    assert [row for row in shown if row.person == steady and row.looked.usual] == []
    assert len(client.get(shown[0].get_absolute_url()).context["table"].objects) >= 1
    client.force_login(make.user(Role.MANAGER))
    assert client.get(url).context["table"].objects == []
    assert client.get(shown[0].get_absolute_url()).status_code == 404
    client.force_login(make.user(Role.CRG))
    assert len(client.get(url).context["table"].objects) == len(shown) + 1


def test_what_the_real_doors_note_is_counted_once_with_whoever_took_it_along(client):
    outlet, at = make.outlet(), timezone.now()
    manager, clerk, approver = (
        *(make.user(Role.MANAGER, outlet), make.user(Role.SERVICE_CLERK, outlet)),
        make.user(Role.CRG),
    )
    files = [Customer(outlet=outlet, code=f"E{number}", name="客户", created_at=at) for number in range(ROWS + 1)]
    Customer.objects.bulk_create(files)
    client.force_login(clerk)
    for file in files[: LEAST - 1]:
        assert client.post(reverse("customers:unmask", args=[file.pk]), {"reason": "call"}).status_code == 200
    lead = make.lead(outlet)
    assert client.post(reverse("customers:lead_unmask", args=[lead.pk]), {"reason": "call"}).status_code == 200
    client.force_login(manager)
    client.post(reverse("exports:new", args=["customers"]), {"format": "csv", "reason": "年会", "list": ""})
    export = Export.objects.get()
    client.force_login(approver)
    client.post(reverse("exports:decide", args=[export.pk]), {"approved": "on"})
    client.force_login(manager)
    client.post(reverse("exports:file", args=[export.pk]))

    client.force_login(make.user(Role.EXECUTIVE))
    shown = client.get(reverse("customers:looks")).context["table"].objects

    assert {(row.person, row.looked.looks, row.looked.rows) for row in shown} == {
        (clerk, LEAST, 0),
        (manager, 0, ROWS + 1),
    }
    assert fetched_since(at) == {manager.pk: (1, ROWS + 1)}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        asked = AuditEntry.objects.filter(LOOKED, actor__in=[1, 2], at__gte=at).values("pk", "actor", "at").order_by()
        assert "audit_looked" in asked.explain()
