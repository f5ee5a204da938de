import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from crm.accounts.roles import Role
from crm.audit.models import AuditEntry
from crm.imports.models import ImportFile
from outlets.models import Outlet
from tests import make

pytestmark = pytest.mark.django_db

TEXT = "网点编号,网点名称,区域编号,区域名称,分拨编号,分拨名称,类型\nA1,科苑,SZ,深圳,H,分拨,即日件\nA2,南头,,,,,有时\n"


def logged_in(client, role):
    person = make.user(role)
    client.force_login(person)
    return person


def uploaded(client, text: str = TEXT, kind: str = "outlets") -> ImportFile:
    sent = SimpleUploadedFile("网点.csv", text.encode("gb18030"))
    response = client.post(reverse("imports:upload"), {"kind": kind, "file": sent})
    assert response.status_code == 302, response.context["form"].errors
    return ImportFile.objects.latest("id")


def page(file: ImportFile, name: str = "file") -> str:
    return reverse(f"imports:{name}", args=[file.pk])


def test_a_file_is_checked_shown_and_imported(client):
    logged_in(client, Role.OPERATIONS)
    file = uploaded(client)

    checked = client.get(page(file))
    assert (checked.context["tally"].created, checked.context["tally"].refused) == (1, 1)
    assert [(row.line, row.code) for row in checked.context["listed"].rows] == [(3, "unknown_word")]
    assert not Outlet.objects.exists()

    client.post(page(file, "commit"))
    assert Outlet.objects.get().name == "科苑"
    file.refresh_from_db()
    assert (file.state, file.encoding) == ("committed", "gb18030")


def test_refused_rows_are_downloaded(client):
    logged_in(client, Role.OPERATIONS)
    file = uploaded(client)

    response = client.post(page(file, "refused"))

    lines = b"".join(response).decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("A2,南头,,,,,有时,3,")
    assert AuditEntry.objects.get().action == "import.download"


def test_preview_masks_what_is_personal(client):
    logged_in(client, Role.ADMINISTRATOR)
    file = uploaded(client, "工号,姓名,手机,身份证\nS1,陈晓,19000000001,440000\n", kind="staff")

    assert client.get(page(file)).context["sample"] == [["S1", "陈晓", "190******01", "…"]]


def test_all_or_none_imports_none(client):
    logged_in(client, Role.OPERATIONS)
    file = uploaded(client)

    client.post(page(file, "commit"), {"whole": "on"})

    file.refresh_from_db()
    assert (file.state, Outlet.objects.count()) == ("checked", 0)


def test_a_file_is_forgotten_before_and_not_after(client):
    logged_in(client, Role.OPERATIONS)
    file = uploaded(client)
    client.post(page(file, "discard"))
    assert not ImportFile.objects.exists()

    file = uploaded(client)
    client.post(page(file, "commit"))
    client.post(page(file, "discard"))
    assert ImportFile.objects.exists()


def test_what_is_no_table_is_told_on_the_form(client):
    logged_in(client, Role.OPERATIONS)

    sent = SimpleUploadedFile("x.csv", b"PK\x03\x04")
    response = client.post(reverse("imports:upload"), {"kind": "outlets", "file": sent})

    assert response.status_code == 422
    assert "file" in response.context["form"].errors
    assert not ImportFile.objects.exists()


def test_a_long_file_shows_how_far_it_is(client):
    logged_in(client, Role.OPERATIONS)
    file = uploaded(client)
    ImportFile.objects.filter(pk=file.pk).update(state="checking", done=1, rows=9)

    response = client.get(page(file))

    assert 'value="1"' in response.content.decode()
    assert 'hx-trigger="every 1s"' in response.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_import_list_costs_the_same_for_any_rows(client, django_assert_num_queries, rows):
    logged_in(client, Role.OPERATIONS)
    for _ in range(rows):
        uploaded(client)

    with django_assert_num_queries(5):
        response = client.get(reverse("imports:files"))

    assert len(response.context["table"].objects) == rows


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.EXECUTIVE])
def test_imports_are_for_editors_of_the_network(client, role):
    logged_in(client, Role.OPERATIONS)
    file = uploaded(client)
    logged_in(client, role)

    for url in (reverse("imports:files"), reverse("imports:upload"), page(file)):
        assert client.get(url).status_code == 403, url
    for name in ("commit", "discard", "refused"):
        assert client.post(page(file, name)).status_code == 403, name


def test_a_template_can_be_filled_and_imported(client):
    logged_in(client, Role.OPERATIONS)
    text = b"".join(client.get(reverse("imports:template", args=["outlets"]))).decode("utf-8-sig")

    file = uploaded(client, text)

    assert client.get(page(file)).context["tally"].created == 1
