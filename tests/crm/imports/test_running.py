"""The check, the import and what resumes them, on an importer of the tests' own."""

import pytest
from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.imports import registry
from crm.imports.models import ImportFile, ImportRow
from crm.imports.queries import Tally, refused_csv, tally_of
from crm.imports.registry import CREATED, UNCHANGED, UPDATED, Field, Importer, Row, refused
from crm.imports.rules import cells
from crm.imports.services.running import advance, start_commit
from crm.imports.services.staging import stage_file
from crm.shared.errors import Refused
from tests import make


def write_people(rows: list[Row], call: object) -> list[registry.Result]:
    known = User.objects.in_bulk([row.values["username"] for row in rows], field_name="username")
    results = []
    for row in rows:
        person, name = known.get(row.values["username"]), row.values.get("name", "")
        if name == "nobody":
            results.append(refused("name", "is_nobody", value=name))
        elif name == "clash":
            raise IntegrityError("a clash\nwith details")
        elif person is None:
            User.objects.create(username=row.values["username"], name=name)
            results.append(CREATED)
        elif person.name == name:
            results.append(UNCHANGED)
        else:
            User.objects.filter(pk=person.pk).update(name=name)
            results.append(UPDATED)
    return results


PEOPLE = Importer(
    kind="people",
    label="People",
    fields=(
        Field("username", "Login", cells.code(20), aliases=("登录名",), required=True, example="u1"),
        Field("name", "Name", cells.text(10), aliases=("姓名",)),
    ),
    key=("username",),
    apply=write_people,
    allowed=lambda user: user.is_superuser,
    together=2,
    reasons={"is_nobody": _("%(value)s is nobody.")},
)


@pytest.fixture(autouse=True)
def people(monkeypatch):
    monkeypatch.setitem(registry._known, "people", PEOPLE)


def staged(text: str, **kwargs: object) -> ImportFile:
    file = stage_file(text.encode(), "people.csv", importer=PEOPLE, by=None, at=make.NOON)
    return advance(file.pk, at=make.NOON, **kwargs)


FILE = """登录名,姓名,备注
old,老王,
same,老李,
new1,,
new1,again,
1E+12,,
new2,nobody,
new3,much too long,
new4,,,too many
,unnamed,
new5,新五,=1+1
"""
OUTCOMES = ["updated", "unchanged", "created", *["refused"] * 6, "created"]


@pytest.fixture
def standing(db):
    User.objects.create(username="old", name="王")
    User.objects.create(username="same", name="老李")


@pytest.mark.usefixtures("standing")
def test_check_tells_every_outcome_and_writes_nothing():
    file = staged(FILE)

    assert file.state == "checked"
    assert list(file.journal.values_list("outcome", flat=True)) == OUTCOMES
    assert tally_of(file) == Tally(created=2, updated=1, unchanged=1, refused=6)
    assert set(User.objects.values_list("username", "name")) == {("old", "王"), ("same", "老李")}


@pytest.mark.usefixtures("standing")
def test_refused_rows_name_line_column_and_reason():
    file = staged(FILE)

    refusals = [(row.line, row.column, row.code) for row in file.journal.filter(outcome="refused")]
    assert refusals == [
        (5, "Login", "repeated"),
        (6, "Login", "scientific"),
        (7, "Name", "is_nobody"),
        (8, "Name", "too_long"),
        (9, "", "too_many_cells"),
        (10, "Login", "required"),
    ]
    assert file.journal.get(line=7).reason == "nobody is nobody."


@pytest.mark.usefixtures("standing")
def test_commit_does_what_the_check_said():
    file = staged(FILE)

    start_commit(file, whole=False, by=None, at=make.NOON)
    file = advance(file.pk, at=make.NOON)

    assert file.state == "committed"
    assert list(file.journal.values_list("outcome", flat=True)) == OUTCOMES
    assert tally_of(file).total == file.rows == 10
    assert set(User.objects.values_list("username", "name")) == {
        ("old", "老王"), ("same", "老李"), ("new1", ""), ("new5", "新五"),
    }  # fmt: skip


@pytest.mark.usefixtures("standing")
def test_import_again_changes_nothing():
    for expected in (Tally(2, 1, 1, 6), Tally(0, 0, 4, 6)):
        file = staged(FILE)
        start_commit(file, whole=False, by=None, at=make.NOON)
        assert tally_of(advance(file.pk, at=make.NOON)) == expected


@pytest.mark.django_db
def test_one_clash_takes_no_good_row_with_it():
    file = staged("username,name\na,\nb,clash\n")

    assert list(file.journal.values_list("outcome", "code")) == [("created", ""), ("refused", "clash")]
    assert file.journal.last().reason.endswith("a clash")


@pytest.mark.usefixtures("standing")
def test_interrupted_import_goes_on_where_it_ended():
    file = staged(FILE)
    start_commit(file, whole=False, by=None, at=make.NOON)

    halfway = advance(file.pk, at=make.NOON, chunks=2)
    assert (halfway.state, halfway.done, halfway.journal.count()) == ("committing", 4, 4)

    file = advance(file.pk, at=make.NOON)
    assert list(file.journal.values_list("outcome", flat=True)) == OUTCOMES


@pytest.mark.usefixtures("standing")
def test_advance_twice_takes_each_row_once():
    file = staged(FILE)

    assert advance(file.pk, at=make.NOON).state == "checked"
    assert ImportRow.objects.count() == 10


@pytest.mark.django_db
def test_all_or_none_writes_none_when_a_row_is_refused():
    file = staged("username,name\na,\nb,\nc,nobody\nd,nobody\n")
    start_commit(file, whole=True, by=None, at=make.NOON)

    file = advance(file.pk, at=make.NOON)

    assert User.objects.count() == 0
    assert (file.state, tally_of(file)) == ("checked", Tally(created=2, refused=2))


@pytest.mark.django_db
def test_all_or_none_writes_all():
    file = staged("username\na\nb\nc\n")
    start_commit(file, whole=True, by=None, at=make.NOON)

    assert (advance(file.pk, at=make.NOON).state, User.objects.count()) == ("committed", 3)


@pytest.mark.django_db
def test_commit_starts_once():
    file = staged("username\na\n")
    start_commit(file, whole=False, by=None, at=make.NOON)

    with pytest.raises(Refused) as refused_:
        start_commit(file, whole=False, by=None, at=make.NOON)

    assert refused_.value.code == "not_checked"


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"name\nx\n", "missing_columns"), (b"username\n\n", "no_rows"), (b"username,Login\na,b\n", "duplicate_header")],
)
def test_file_of_another_kind_is_refused_whole(db, content, code):
    with pytest.raises(Refused) as refused_:
        stage_file(content, "x.csv", importer=PEOPLE, by=None, at=make.NOON)

    assert refused_.value.code == code
    assert not ImportFile.objects.exists()


@pytest.mark.usefixtures("standing")
def test_refused_rows_come_back_as_a_file_to_correct():
    lines = "".join(refused_csv(staged(FILE))).lstrip("\ufeff").splitlines()

    assert lines[0].startswith("登录名,姓名,备注,")
    assert [line.split(",")[0] for line in lines[1:]] == ["new1", "1E+12", "new2", "new3", "new4", ""]

    again = staged("\n".join([*lines, "new6,,'=1,,,"]))
    assert tally_of(again) == Tally(created=3, refused=4)
