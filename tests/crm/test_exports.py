"""Lists taken along: masked at once, much or whole by another's word, fetched once, read again without a change."""

import csv
import io
import re
from datetime import timedelta
from html import unescape
from io import BytesIO

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from crm.accounts.roles import Role
from crm.audit.models import AuditEntry
from crm.exports import views
from crm.exports.models import Export
from crm.exports.queries import fetched_since
from crm.exports.registry import exporter_of
from crm.exports.services import exporting
from crm.imports.queries import Tally, tally_of
from crm.imports.services.running import advance, start_commit
from crm.imports.services.staging import stage_file
from customers.exports import EXPORTS
from customers.imports.customers import CUSTOMERS
from customers.models import Contact, Customer, CustomField
from customers.services.searching import refresh
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager():
    person = make.user(Role.MANAGER)
    outlet = person.memberships.get().outlet
    CustomField.objects.create(code="grade", label="等级", type="choice", choices=["金", "银"])
    CustomField.objects.create(code="vip", label="贵宾", type="yes_no", personal=True)
    facts = {"outlet": outlet, "phone": "13800000001", "address": "虎门镇连升路18号3栋501室", "created_at": make.NOON}
    one = Customer.objects.create(code="C1", name='=HYPERLINK("x")', custom={"grade": "金", "vip": True}, **facts)
    Customer.objects.create(code="123456789012", name="李四", kind="person", credit="good", **facts)
    Contact.objects.create(customer=one, outlet=outlet, name="陈晓", phone="13900000002", main=True, part="decider")
    return person


def asked(client, person, **wish) -> Export:
    client.force_login(person)
    url = reverse("exports:new", args=[wish.pop("kind", "customers")])
    response = client.post(url, {"format": "xlsx", "reason": "年会", **wish})
    assert response.status_code == 302, response.context["form"].errors
    return Export.objects.latest("id")


def page(export: Export, name: str = "export") -> str:
    return reverse(f"exports:{name}", args=[export.pk])


def read_again(content: bytes, by) -> Tally:
    file = advance(stage_file(content, "x", importer=CUSTOMERS, by=by, at=make.NOON).pk, at=make.NOON)
    start_commit(file, whole=False, by=by, at=make.NOON)
    return tally_of(advance(file.pk, at=make.NOON))


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_what_is_masked_comes_at_once_and_is_read_again_without_a_change(client, manager, form, language):
    export = asked(client, manager, format=form)
    Export.objects.filter(pk=export.pk).update(state="ordered", content=None, language=language)
    exporting.write(export.pk, at=timezone.now())

    content = client.post(page(export, "file")).content

    assert b"13800000001" not in content
    assert read_again(content, manager) == Tally(unchanged=2)


def test_a_file_is_fetched_once_by_its_asker_within_its_time(client, manager):
    export = asked(client, manager, format="csv")
    Export.objects.filter(pk=export.pk).update(link_until=timezone.now() - timedelta(minutes=1))
    assert client.post(page(export, "file")).status_code == 302

    client.post(page(export, "link"))
    lines = client.post(page(export, "file")).content.decode("utf-8-sig").splitlines()
    assert (len(lines), "'=HYPERLINK" in lines[2], "\t123456789012" in lines[1]) == (3, True, True)
    assert client.post(page(export, "file")).status_code == 302
    assert client.post(page(export, "link")).status_code == 302
    assert Export.objects.get().content is None
    assert fetched_since(make.NOON - timedelta(days=9)) == {manager.pk: (1, 2)}
    assert set(AuditEntry.objects.values_list("action", flat=True)) >= {"export.ask", "export.fetch"}
    client.force_login(make.user(Role.MANAGER))
    assert client.get(page(export)).status_code == 404


def test_whole_telephones_and_many_rows_wait_for_another_person(client, manager, monkeypatch):
    export = asked(client, manager, whole="on")
    assert (export.state, client.post(page(export, "decide"), {"approved": "on"}).status_code) == ("waiting", 302)
    assert Export.objects.get().state == "waiting"

    approver = make.user(Role.CRG)
    client.force_login(approver)
    client.post(page(export, "decide"), {"approved": "on"})
    assert client.post(page(export, "file")).status_code == 302
    client.force_login(manager)
    content = client.post(page(export, "file")).content
    book = load_workbook(BytesIO(content))
    cells = {cell.value: cell.data_type for row in book.worksheets[0] for cell in row if cell.value}
    assert {cells["13800000001"], cells['=HYPERLINK("x")']} == {"s"}
    mark = dict(book.worksheets[1].values)
    assert manager.username in next(value for value in mark.values() if "·" in str(value))
    assert str(approver) in mark.values()
    assert read_again(content, manager) == Tally(unchanged=2)
    monkeypatch.setattr(exporting, "UNASKED_ROWS", 1)
    assert asked(client, manager).state == "waiting"


def test_what_nobody_fetches_is_forgotten(client, manager):
    asked(client, manager)

    assert exporting.forget_old(timezone.now() + timedelta(days=2)) == 1
    assert Export.objects.get().content is None


LISTS = [each.kind for each in EXPORTS if each.kind != "customers"]


def link_on(client, url: str, **query: str) -> str:
    """Where "Export" leads on a list; empty: it is not offered."""
    shown = client.get(url, query).content.decode()
    found = re.search(r'href="([^"]*/exports/new/[^"]*)"', shown)
    return unescape(found[1]) if found else ""


def taken(client, link: str) -> list[list[str]]:
    """What the link of a list leads to, asked for, written and fetched."""
    page_ = client.get(link)
    wish = {"format": "csv", "reason": "会议", "list": page_.context["query"]}
    assert client.post(link.partition("?")[0], wish).status_code == 302
    text = client.post(page(Export.objects.latest("id"), "file")).content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_customers_go_along_as_the_list_is_filtered_searched_and_ordered(client, manager):
    outlet = manager.memberships.get().outlet
    refresh([make.customer(outlet, code=f"E{number}", name=f"华强电子{number}").pk for number in range(3)])
    client.force_login(manager)
    url = reverse("customers:customers")
    found = client.post(reverse("customers:search"), {"q": "华强", "kind": "enterprise"})

    rows = taken(client, link_on(client, found.url))
    assert [row[1] for row in rows[1:]] == ["E2", "E1", "E0"]
    assert [row[1] for row in taken(client, link_on(client, url, custom_grade="金"))[1:]] == ["C1"]
    assert "华强" not in str(list(AuditEntry.objects.values_list("detail")))

    cache.clear()
    assert (
        client.post(
            reverse("exports:new", args=["customers"]),
            {"reason": "x", "format": "csv", "list": found.url.partition("?")[2]},
        ).status_code
        == 422
    )
    clerk = make.user(Role.SERVICE_CLERK, outlet)
    client.force_login(clerk)
    assert (link_on(client, url), client.get(url, {"export": "csv"})["Content-Type"]) == (
        "",
        "text/html; charset=utf-8",
    )


@pytest.mark.parametrize("kind", LISTS)
def test_each_list_takes_along_what_it_shows(client, kind):
    outlet = make.outlet()
    for name in ("甲乙丙丁", "戊己庚辛"):
        file = make.customer(outlet, name=name, kind="enterprise", phone="13800000001")
        make.standing(file, "A")
        make.callback(file, tier="A")
        make.churn_case(file, tier="A")
        make.lead(None if kind == "leads_queue" else outlet, name=name, company=name, phone=f"1380000{file.pk:04d}")
    make.callback(make.customer(outlet, name="别人"), tier="C")
    make.lead(outlet, source="call")
    client.force_login(make.user(Role.CRG))
    url = reverse(exporter_of(kind).url_name)
    narrowed = {"source": "web"} if kind.startswith("lead") else {"tier": "A"}

    shown = [str(row.cells[0].value) for row in client.get(url, narrowed).context["table"].rows()]
    rows = taken(client, link_on(client, url, **narrowed))

    assert len(shown) == 2 and {"甲乙丙丁", "戊己庚辛"} == set(shown)
    assert [row[0] for row in rows[1:]] == shown
    assert "13800000001" not in str(rows)


def test_who_may_no_longer_see_the_list_gets_no_file(client, manager):
    export = asked(client, manager)
    Export.objects.filter(pk=export.pk).update(state="ordered", content=None)
    manager.memberships.all().delete()

    assert not exporting.write(export.pk, at=timezone.now())
    assert Export.objects.get().state == "refused"


def test_a_long_one_says_how_far_it_is(client, manager, monkeypatch):
    monkeypatch.setattr(views, "AT_ONCE", 1)
    monkeypatch.setattr(exporting, "TELL", 1)
    monkeypatch.setattr(views.write_export, "delay", lambda pk: None)
    export = asked(client, manager)
    waiting = client.get(page(export)).content.decode()
    seen = []
    monkeypatch.setattr(exporting, "safe", lambda cell: seen.append(exporting.written_so_far(export)) or cell)
    Export.objects.filter(pk=export.pk).update(format="csv")

    assert exporting.write(export.pk, at=timezone.now())

    assert 'max="2" value="0"' in waiting
    assert (seen[0], seen[-1]) == (0, 2)
