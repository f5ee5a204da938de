import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from crm.accounts.roles import Role
from outlets.models import Document, DocumentReading
from tests import copies, make

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n%%EOF"


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def logged_in(client, role, outlet=None):
    person = make.user(role, outlet)
    client.force_login(person)
    return person


def page(name, *args):
    return reverse(f"outlets:{name}", args=args)


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_the_library_costs_the_same_for_any_rows(client, django_assert_num_queries, rows):
    logged_in(client, Role.COURIER)
    copies.published(make.document(), rows)

    with django_assert_num_queries(6 + (rows > 50)):
        response = client.get(page("documents"))

    assert len(response.context["table"].objects) == min(rows, 50)


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_readers_cost_the_same_for_any_rows(client, django_assert_num_queries, rows):
    outlet, document = make.outlet(), make.document(roles=["courier"])
    copies.people(make.user(Role.COURIER, outlet), rows)
    logged_in(client, Role.MANAGER, outlet)

    with django_assert_num_queries(8 + (rows > 50)):
        response = client.get(page("document_readers", document.pk))

    assert len(response.context["table"].objects) == min(rows, 50)


def test_headquarters_publish_with_a_file_and_staff_download_it(client):
    outlet = make.outlet()
    logged_in(client, Role.OPERATIONS)
    body = {"kind": "price_table", "title": "价格表", "text": "| kg | ¥ |\n| 1 | 12 |", "outlets": f"{outlet.code}，"}
    answer = client.post(page("document_create"), {**body, "file": SimpleUploadedFile("价格.pdf", PDF)})
    document = Document.objects.get()
    assert answer["Location"] == page("document", document.pk)

    logged_in(client, Role.COURIER, outlet)
    shown = client.get(page("document", document.pk))
    file = client.get(page("document_file", document.pk, 1))

    assert '<th scope="col">kg' in shown.content.decode()
    assert b"".join(file.streaming_content) == PDF
    assert file["Content-Disposition"].startswith("attachment")
    assert (file["Content-Type"], file["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    client.logout()
    assert client.get(page("document_file", document.pk, 1)).status_code == 302


def test_a_refused_file_keeps_what_was_typed(client):
    logged_in(client, Role.OPERATIONS)
    body = {"kind": "rules", "title": "守则", "text": "写了很久", "roles": ["courier"], "outlets": ""}

    answer = client.post(page("document_create"), {**body, "file": SimpleUploadedFile("a.pdf", b"<svg/>")})

    assert (answer.status_code, Document.objects.count()) == (422, 0)
    assert "写了很久" in answer.content.decode()
    assert len(answer.context["form"].non_field_errors()) == 1


def test_an_unknown_outlet_is_named(client):
    logged_in(client, Role.OPERATIONS)

    answer = client.post(page("document_create"), {"kind": "rules", "title": "a", "text": "b", "outlets": "X9 X8"})

    assert "X9, X8" in str(answer.context["form"].errors["outlets"])


def test_text_is_never_markup(client):
    logged_in(client, Role.COURIER)
    document = make.document(text="# <script>alert(1)</script>\n\n<img src=x>", title="<b>x</b>")

    shown = client.get(page("document", document.pk)).content.decode()

    assert "<script>alert" not in shown
    assert "<img src=x>" not in shown
    assert "<b>x</b>" not in shown


def test_reading_is_confirmed_for_the_version_on_the_screen(client):
    courier, document = logged_in(client, Role.COURIER), make.version(make.document())

    client.post(page("document_read", document.pk), {"version": 1})
    assert not DocumentReading.objects.exists()
    client.post(page("document_read", document.pk), {"version": 2})

    assert DocumentReading.objects.get().user == courier
    assert client.post(page("document_read", document.pk), {"version": "x"}).status_code == 422


def test_a_manager_sees_who_of_the_own_outlet_has_read(client):
    mine, theirs, document = make.outlet(), make.outlet(), make.document(roles=["courier"])
    read, unread = make.user(Role.COURIER, mine), make.user(Role.COURIER, mine)
    make.user(Role.COURIER, theirs)
    for person in (read,):
        DocumentReading.objects.create(version=document.current, user=person, at=make.NOON)
    logged_in(client, Role.MANAGER, mine)

    def people(state):
        return client.get(page("document_readers", document.pk), {"state": state}).context["table"].objects

    assert (people("read"), people("unread")) == ([read], [unread])
    shown = client.get(page("document", document.pk)).context
    assert (str(shown["has_read"]), str(shown["has_not_read"])) == ("1", "1")


def test_an_earlier_version_is_shown_but_not_confirmed(client):
    logged_in(client, Role.COURIER)
    document = make.version(make.document(text="old words"), text="new words")

    old = client.get(page("document", document.pk), {"version": "1"})

    assert "old words" in old.content.decode()
    assert old.context["may_confirm"] is False
    assert client.get(page("document", document.pk), {"version": "3"}).status_code == 404
    assert client.get(page("document", document.pk), {"version": "²"}).context["version"].number == 2


def test_search_and_state_narrow_the_library(client):
    courier = logged_in(client, Role.COURIER)
    read, unread = make.document(title="物料表"), make.document(title="价格表 2026")
    DocumentReading.objects.create(version=read.current, user=courier, at=make.NOON)

    def found(**query):
        return client.get(page("documents"), query).context["table"].objects

    assert found(q="价格") == [unread]
    assert (found(state="unread"), found(state="read")) == ([unread], [read])
    assert found(kind="price_table") == []


def test_cover_is_changed_and_a_document_withdrawn(client):
    document, outlet = make.document(), make.outlet()
    logged_in(client, Role.INSPECTOR)

    client.post(
        page("document_edit", document.pk),
        {"kind": "other", "title": "新", "roles": ["manager"], "outlets": outlet.code},
    )
    client.post(page("document_withdraw", document.pk), {"withdrawn": "yes"})

    document.refresh_from_db()
    assert (document.kind, document.title, document.roles, document.everywhere) == ("other", "新", ["manager"], False)
    assert document.withdrawn_at is not None
