import pytest

from crm.imports.rules.decoding import Record, Unreadable, sheet_of
from crm.imports.rules.headers import columns_of

TEXT = "编号,名称\nA1,科苑\n\nA2,“体育东”\n"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        (TEXT.encode("gb18030"), "gb18030"),
        (TEXT.encode("utf-16"), "utf-16"),
    ],
)
def test_encoding_is_found(content, encoding):
    sheet = sheet_of(content)

    assert (sheet.encoding, sheet.header) == (encoding, ("编号", "名称"))
    assert list(sheet.records()) == [Record(2, ("A1", "科苑")), Record(4, ("A2", "“体育东”"))]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_is_found(delimiter):
    sheet = sheet_of(f'a{delimiter}"b{delimiter},,;;"{delimiter}c\n1{delimiter}2{delimiter}3'.encode())

    assert sheet.delimiter == delimiter
    assert [len(record.cells) for record in sheet.records()] == [3]


def test_line_of_a_row_counts_the_lines_inside_a_cell():
    sheet = sheet_of(b'a,b\n1,"two\nlines"\n3,4\n')

    assert [record.line for record in sheet.records()] == [2, 4]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xd0\xcf\x11\xe0rest", "old_workbook"),
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"a\xff\xffb", "encoding"),
        (b"a\0b", "encoding"),
    ],
)
def test_file_that_is_no_table_is_refused(content, code):
    with pytest.raises(Unreadable) as refused:
        sheet_of(content)

    assert refused.value.code == code


def test_open_quotation_mark_is_refused_with_its_line():
    with pytest.raises(Unreadable) as refused:
        list(sheet_of(b'a,b\n1,2\n3,"4\n5,6\n').records())

    assert (refused.value.code, refused.value.params) == ("broken_quotes", {"line": 3})


ALIASES = {"code": ("网点编号", "Outlet code"), "name": ("名称",)}


def test_header_is_matched_by_what_people_write():
    columns = columns_of(["备注", "网点 编号*", "Name（全称）"], ALIASES, required=["code"])

    assert (dict(columns.places), columns.unused) == ({"code": 1, "name": 2}, ("备注",))


def test_two_columns_of_one_meaning_are_refused():
    with pytest.raises(Unreadable) as refused:
        columns_of(["code", "网点编号"], ALIASES, required=["code"])

    assert refused.value.code == "duplicate_header"


def test_missing_column_is_refused():
    with pytest.raises(Unreadable) as refused:
        columns_of(["name"], ALIASES, required=["code"])

    assert (refused.value.code, refused.value.params) == ("missing_columns", {"missing": "code"})
