"""A manager brings customers: the bad rows come back, are mended and sent again; in the end all of it is undone."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from crm.accounts.roles import Role
from customers.models import Customer
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = """编号,客户名称,电话,地址,联系人
C1,东海五金行,13800138000,虎门镇连升路18号,陈晓
C2,南山茶行,1.38E+10,富民路12号,
C3,,13700000002,,
C4,华强电子,13900000001,,
"""


def test_customers_are_brought_mended_and_taken_back(open_page, tmp_path):
    manager = make.user(Role.MANAGER)
    outlet = manager.memberships.get().outlet
    make.customer(outlet, code="C1", name="东海五金", phone="13600000000")
    page = open_page(manager, "/imports/")

    upload(page, tmp_path, TEXT)
    expect(page.locator("#refused tbody tr")).to_have_count(2)
    assert Customer.objects.get().name == "东海五金"
    page.get_by_role("button", name="导入", exact=True).click()
    expect(page.get_by_text("导入完成。")).to_be_visible()
    first = page.url
    with page.expect_download() as download:
        page.get_by_role("button", name="下载被拒行及原因").click()
    again = Path(download.value.path()).read_text("utf-8-sig")
    upload(page, tmp_path, again.replace("1.38E+10", "13800000002").replace("C3,,", "C3,新达纸业,"))
    expect(page.locator("#refused")).to_have_count(0)
    page.get_by_role("button", name="导入", exact=True).click()
    expect(page.get_by_text("导入完成。")).to_be_visible()

    assert set(Customer.objects.values_list("code", "name", "phone")) == {
        ("C1", "东海五金行", "13800138000"),
        ("C2", "南山茶行", "13800000002"),
        ("C3", "新达纸业", "13700000002"),
        ("C4", "华强电子", "13900000001"),
    }
    for url in (page.url, first):
        page.goto(url)
        page.get_by_role("button", name="撤销此次导入").click()
        expect(page.get_by_text("已撤销：")).to_be_visible()
    assert list(Customer.objects.values_list("code", "name", "phone")) == [("C1", "东海五金", "13600000000")]


def upload(page: Page, folder: Path, text: str) -> None:
    path = folder / "客户.csv"
    path.write_text(text)
    page.goto("/imports/upload/?kind=customers")
    page.get_by_label("CSV 或 Excel 文件").set_input_files(path)
    page.get_by_role("button", name="上传并检查").click()
