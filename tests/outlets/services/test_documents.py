from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from crm.accounts.roles import Role
from crm.audit.models import AuditEntry
from crm.shared.errors import Refused
from outlets.models import Document, DocumentReading
from outlets.queries.addressed import readers_of
from outlets.queries.documents import unread_at
from outlets.services import documents
from outlets.services.addressed import Audience, note_reading
from outlets.services.documents import NewVersion
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def office(*parts: str) -> bytes:
    content = BytesIO()
    with ZipFile(content, "w") as archive:
        for part in parts:
            archive.writestr(part, "<x/>")
    return content.getvalue()


def picture(kind: str) -> bytes:
    content = BytesIO()
    Image.new("RGB", (8, 8)).save(content, kind)
    return content.getvalue()


TAKEN = {
    "a.pdf": (b"%PDF-1.7\n%%EOF", "application/pdf"),
    "b.xlsx": (office("[Content_Types].xml", "xl/workbook.xml"), "sheet"),
    "c.docx": (office("[Content_Types].xml", "word/document.xml"), "document"),
    "d.png": (picture("PNG"), "image/png"),
    "e.jpg": (picture("JPEG"), "image/jpeg"),
    "f.webp": (picture("WEBP"), "image/webp"),
}
REFUSED = {
    "html as pdf": (b"<html><script>alert(1)</script>", "file_type"),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "file_type"),
    "some zip": (office("a.txt"), "file_type"),
    "office without types": (office("xl/workbook.xml"), "file_type"),
    "macros": (office("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"), "file_macros"),
    "broken zip": (b"PK\x03\x04rubbish", "file_type"),
    "broken picture": (b"\x89PNG rubbish", "file_type"),
    "gif": (picture("GIF"), "file_type"),
    "avi": (b"RIFF\x00\x00\x00\x00AVI ", "file_type"),
    "program": (b"MZ\x90\x00", "file_type"),
    "empty": (b"", "file_empty"),
}


def added(**version):
    version = NewVersion(**(version or {"text": "Send no batteries."}))
    return documents.add_document("rules", "Rules", Audience(), version=version, by=None, at=make.NOON)


@pytest.mark.parametrize("name", TAKEN)
def test_a_file_is_told_by_its_content(media, name):
    content, media_type = TAKEN[name]

    kept = added(file=SimpleUploadedFile(f"../价格表 {name[0]}.exe", content)).current

    assert kept.file_type.endswith(media_type)
    assert kept.file_name == f"价格表 {name[0]}.{name.partition('.')[2]}"
    assert kept.file_bytes == len(content) == (media / kept.file.name).stat().st_size
    assert "价格表" not in kept.file.name


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_such_file_is_refused_and_leaves_nothing(media, name):
    content, code = REFUSED[name]

    with pytest.raises(Refused) as refusal:
        added(file=SimpleUploadedFile("a.pdf", content))

    assert refusal.value.code == code
    assert [path for path in media.rglob("*") if path.is_file()] == []
    assert not Document.objects.exists()


def test_too_large_a_file_is_refused(monkeypatch):
    monkeypatch.setattr("outlets.services.document_files.MOST_BYTES", 10)

    with pytest.raises(Refused, match="15"):
        added(file=SimpleUploadedFile("a.pdf", b"%PDF-1.7\n%%EOF"))


def test_a_picture_of_too_many_pixels_is_refused(monkeypatch):
    monkeypatch.setattr("outlets.services.document_files.MOST_PIXELS", 63)

    with pytest.raises(Refused):
        added(file=SimpleUploadedFile("a.png", picture("PNG")))


def test_a_document_says_something():
    with pytest.raises(Refused) as refusal:
        added(text="  \n")

    assert refusal.value.code == "document_empty"


def test_a_new_version_asks_again():
    outlet = make.outlet()
    courier, document = make.user(Role.COURIER, outlet), added()
    note_reading(document, 1, by=courier, at=make.NOON)
    assert not Document.objects.unread_by(courier).exists()

    made = documents.publish_version(document, NewVersion(text="Nor liquids."), seen=1, by=None, at=make.NOON)

    assert (made.number, Document.objects.unread_by(courier).get()) == (2, document)
    assert DocumentReading.objects.get().version.number == 1
    assert list(AuditEntry.objects.order_by("id").values_list("action", flat=True)) == ["document.publish"] * 2


def test_who_writes_over_an_unseen_version_is_told(media):
    document = added()
    documents.publish_version(document, NewVersion(text="Two."), seen=1, by=None, at=make.NOON)
    file = SimpleUploadedFile("a.pdf", b"%PDF-1.7\n%%EOF")

    with pytest.raises(Refused) as refusal:
        documents.publish_version(document, NewVersion(file=file), seen=1, by=None, at=make.NOON)

    assert refusal.value.code == "document_newer"
    assert [path for path in media.rglob("*") if path.is_file()] == []


def test_only_the_newest_version_is_confirmed_and_once():
    courier, document = make.user(Role.COURIER), make.version(make.document())

    with pytest.raises(Refused) as refusal:
        note_reading(document, 1, by=courier, at=make.NOON)
    told = [note_reading(document, 2, by=courier, at=make.NOON) for _ in range(2)]

    assert (refusal.value.code, told, DocumentReading.objects.count()) == ("document_newer", [True, False], 1)


def test_headquarters_are_not_asked():
    with pytest.raises(Refused) as refusal:
        note_reading(make.document(), 1, by=make.user(Role.INSPECTOR), at=make.NOON)

    assert refusal.value.code == "reading_not_asked"


def test_a_withdrawn_document_asks_nobody():
    courier, document = make.user(Role.COURIER), make.document()

    documents.withdraw_document(document, withdrawn=True, by=None, at=make.NOON)
    assert not Document.objects.unread_by(courier).exists()
    assert not Document.objects.visible_to(courier).exists()

    documents.withdraw_document(document, withdrawn=False, by=None, at=make.NOON)
    assert Document.objects.unread_by(courier).exists()


def test_the_audience_is_a_post_not_a_role_here_and_an_outlet_there():
    here, there = make.outlet(), make.outlet()
    person = make.user(Role.COURIER, here)
    make.member(person, Role.WAYBILL_CLERK, there)
    for_clerks_here = make.document(here, roles=["waybill_clerk"])
    for_clerks_there = make.document(there, roles=["waybill_clerk"])
    for_couriers = make.document(roles=["courier"])
    manager = make.user(Role.MANAGER, here)

    assert set(Document.objects.visible_to(person)) == {for_clerks_there, for_couriers}
    assert set(Document.objects.visible_to(manager)) == {for_clerks_here, for_couriers}
    assert not Document.objects.asked_of(manager).exists()
    assert set(for_clerks_there.people_asked()) == {person}
    assert set(for_clerks_here.people_asked()) == set()


def test_what_staff_have_not_read_is_counted_as_it_is_listed():
    here, there = make.outlet(), make.outlet()
    manager, courier = make.user(Role.MANAGER, here), make.user(Role.COURIER, here)
    make.member(courier, Role.WAYBILL_CLERK, here)
    make.user(Role.COURIER, here, is_active=False)
    make.user(Role.COURIER, there)
    for_all, for_couriers, read = make.document(), make.document(here, roles=["courier"]), make.document()
    make.document(there)
    make.document(withdrawn_at=make.NOON)
    for person in (manager, courier):
        note_reading(read, 1, by=person, at=make.NOON)
    note_reading(for_all, 1, by=manager, at=make.NOON)

    told = {unread.document: unread.people for unread in unread_at([here.pk], limit=9)}

    assert told == {for_all.pk: 1, for_couriers.pk: 1}
    for document in (for_all, for_couriers, read):
        assert readers_of(document, manager).filter(read_at=None).count() == told.get(document.pk, 0)
