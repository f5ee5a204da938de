"""A great file through the same services: checked, imported, its bad rows mended, all of it taken back.

Small unless IMPORT_ROWS says otherwise (docs/contributing.md).
"""

import os
from collections.abc import Iterator
from typing import Any

import pytest

from crm.accounts.roles import Role
from crm.imports.models import ImportFile
from crm.imports.queries import Tally, refused_csv, tally_of, undone_of
from crm.imports.services.running import advance, start_commit
from crm.imports.services.staging import stage_file
from crm.imports.services.undoing import start_undo
from customers.imports.customers import CUSTOMERS
from customers.models import AddressBookEntry, Contact, Customer, CustomField, Profile, SearchEntry
from tests import make

pytestmark = pytest.mark.django_db

ROWS = int(os.environ.get("IMPORT_ROWS", "1000"))
#: Every hundredth row is bad; of the others every tenth is of a file that stands there.
BAD, KNOWN = 100, 10
HEADER = "编号,客户名称,电话,地址,联系人,联系人电话,注册资金,等级\n"
#: What counts how often something was written, and when it was found last.
NOT_COMPARED = {"version", "used_at"}


def lines(*, mended: bool) -> Iterator[str]:
    """The bad ones have a telephone as a spreadsheet rounds it."""
    for number in range(1, ROWS + 1):
        phone = f"138{number:08d}" if mended or number % BAD else "1.38E+10"
        yield f"N{number},新户{number}行,{phone},虎门镇连升路{number}号,陈{number},139{number:08d},{number},银\n"


def standing(person: Any) -> None:
    """Files that the import finds: every second with a contact and a profile."""
    rows = "".join(
        f"N{number},老户{number}行,137{number:08d},旧路{number}号,{f'李{number},,5' if number % 20 else ',,'},金\n"
        for number in range(KNOWN, ROWS + 1, KNOWN)
    )
    imported(HEADER + rows, person)


def imported(text: str, person: Any) -> ImportFile:
    at = make.NOON
    file = advance(stage_file(text.encode(), "c.csv", importer=CUSTOMERS, by=person, at=at).pk, at=at)
    checked = tally_of(file)
    start_commit(file, whole=False, by=person, at=at)
    file = advance(file.pk, at=at)
    assert (file.state, tally_of(file).total, tally_of(file)) == ("committed", file.rows, checked)
    return file


def undone(file: ImportFile) -> None:
    start_undo(file, by=file.uploaded_by, at=make.NOON)
    file = advance(file.pk, at=make.NOON)
    assert (file.state, undone_of(file).undone, undone_of(file).kept) == ("undone", tally_of(file).written, 0)


def everything() -> dict[str, list[dict[str, Any]]]:
    found = {}
    for model in (Customer, Profile, Contact, SearchEntry, AddressBookEntry):
        names = [each.attname for each in model._meta.concrete_fields if each.name not in NOT_COMPARED]
        found[model.__name__] = list(model.objects.order_by("pk").values(*names))
    return found


def test_a_great_file_is_mended_and_taken_back_to_what_was_there():
    person = make.user(Role.MANAGER)
    CustomField.objects.create(code="grade", label="等级", type="choice", choices=["金", "银"])
    standing(person)
    before = everything()
    bad = ROWS // BAD
    known = sum(1 for number in range(KNOWN, ROWS + 1, KNOWN) if number % BAD)

    file = imported(HEADER + "".join(lines(mended=False)), person)
    again = "".join(refused_csv(file)).removeprefix("\N{BYTE ORDER MARK}")
    whole = dict(zip((line.partition(",")[0] for line in lines(mended=True)), lines(mended=True), strict=True))
    mended = imported(HEADER + "".join(whole[row.partition(",")[0]] for row in again.splitlines()[1:]), person)

    assert tally_of(file) == Tally(created=ROWS - bad - known, updated=known, refused=bad)
    assert tally_of(mended).written == bad
    assert Customer.objects.filter(name__startswith="新户").count() == ROWS
    undone(mended)
    undone(file)
    assert everything() == before
