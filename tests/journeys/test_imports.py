"""Headquarters bring a file: checked, its faults shown, imported; the faulty rows come back to be corrected."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from crm.accounts.roles import Role
from outlets.models import Outlet
from tests import make
from tests.journeys.conftest import PHONE

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = """网点编号;网点名称;区域编号;区域名称;分拨编号;分拨名称;类型;联系人
A1;科苑网点;SZ;深圳;H;深圳分拨;即日件;=HYPERLINK("http://x")
A2;南头网点;SZ;;H;;有时;
A1;科苑网点;SZ;;H;;即日件;
"""


def test_a_file_is_checked_imported_and_its_refused_rows_mended(open_page, tmp_path):
    path = tmp_path / "网点.csv"
    path.write_bytes(TEXT.encode("gb18030"))
    page = open_page(make.user(Role.OPERATIONS), "/imports/", locale="en-GB")

    page.get_by_role("link", name="Import a file").click()
    page.get_by_label("What does the file hold?").select_option("outlets")
    page.get_by_label("CSV or Excel file").set_input_files(path)
    page.get_by_role("button", name="Upload and check").click()

    expect(page.locator("#refused tbody tr")).to_have_count(2)
    expect(page.locator("#refused")).to_contain_text("The same as line 2.")
    assert not Outlet.objects.exists()

    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("Imported. What stands here")).to_be_visible()
    assert Outlet.objects.get().contact == '=HYPERLINK("http://x")'

    with page.expect_download() as download:
        page.get_by_role("button", name="Download with reasons").click()
    again = Path(download.value.path()).read_text("utf-8-sig")
    path.write_text(again.replace("有时", "非即日件"))
    page.goto("/imports/upload/?kind=outlets")
    page.get_by_label("CSV or Excel file").set_input_files(path)
    page.get_by_role("button", name="Upload and check").click()
    page.get_by_role("button", name="Import", exact=True).click()

    expect(page.get_by_text("Imported. What stands here")).to_be_visible()
    assert set(Outlet.objects.values_list("code", "kind")) == {("A1", "same_day"), ("A2", "non_same_day")}


def test_all_or_none_by_keyboard_on_a_phone(open_page, tmp_path):
    path = tmp_path / "outlets.csv"
    path.write_text(TEXT)
    page = open_page(make.user(Role.ADMINISTRATOR), "/imports/upload/?kind=outlets", viewport=PHONE, locale="en-GB")
    page.get_by_label("CSV or Excel file").set_input_files(path)
    page.get_by_role("button", name="Upload and check").press("Enter")

    page.get_by_label("All rows or none").press("Space")
    page.get_by_role("button", name="Import", exact=True).press("Enter")

    expect(page.get_by_text("Nothing was imported, because rows are refused.")).to_be_visible()
    assert not Outlet.objects.exists()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
