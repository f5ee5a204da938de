"""Headquarters publish, the courier is asked again, the manager sees who has not read; roles wait; a day is closed."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from crm.accounts.roles import Role
from outlets.models import DocumentReading, RoleDemand
from shipments.models import DayNote
from tests import make
from tests.journeys.conftest import PHONE

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_new_version_asks_the_courier_again_and_the_manager_sees_who_has_not_read(open_page):
    make.edition()
    outlet = make.outlet(name="科技园网点")
    courier = make.user(Role.COURIER, outlet, name="李快递")
    other = make.user(Role.COURIER, outlet, name="王快递")
    manager = make.user(Role.MANAGER, outlet, name="陈站长")
    document = make.document(title="网点守则", text="到件先扫描。")

    phone = open_page(courier, "/", viewport=PHONE)
    phone.get_by_role("link", name="份资料待阅读").click()
    phone.get_by_role("link", name="网点守则").click()
    expect(phone.locator("article")).to_contain_text("到件先扫描")
    phone.get_by_role("button", name="我已阅读").click()
    expect(phone.locator("#messages")).to_contain_text("已登记")
    phone.goto("/")
    expect(phone.get_by_role("link", name="份资料待阅读")).to_have_count(0)

    desk = open_page(make.user(Role.OPERATIONS), document.get_absolute_url())
    desk.get_by_role("link", name="发布新版本").click()
    desk.locator("#id_text").fill("# 到件\n\n- 先扫描\n- 后分拣\n\n<script>alert(1)</script>")
    desk.locator("#id_note").fill("加了分拣")
    desk.get_by_role("button", name="发布").click()
    expect(desk.locator("article li")).to_have_count(2)
    expect(desk.locator("article")).to_contain_text("<script>")

    phone.goto("/")
    phone.get_by_role("link", name="份资料待阅读").click()
    phone.get_by_role("link", name="网点守则").click()
    expect(phone.locator("main")).to_contain_text("加了分拣")
    phone.get_by_role("button", name="我已阅读").click()
    expect(phone.locator("#messages")).to_contain_text("已登记")

    over = open_page(manager, "/")
    over.wait_for_url("**/overview/")
    over.get_by_role("link", name="待阅读资料").click()
    over.get_by_role("link", name="网点守则").click()
    expect(over.get_by_role("link", name="发布新版本")).to_have_count(0)
    over.get_by_role("definition").filter(has_text="2").get_by_role("link").click()
    expect(over.locator("main tbody tr")).to_have_count(2)
    expect(over.locator("main tbody")).to_contain_text("王快递")
    expect(over.locator("main tbody")).not_to_contain_text("李快递")
    assert set(DocumentReading.objects.values_list("user", "version__number")) == {(courier.pk, 1), (courier.pk, 2)}
    assert other.pk != courier.pk


def test_a_role_waits_for_its_training(open_page):
    outlet = make.outlet(name="科技园网点")
    manager = make.user(Role.MANAGER, outlet)
    person = make.user(Role.WAYBILL_CLERK, outlet, name="新同事", staff_no="S9")
    course = make.course(name="派送安全")
    RoleDemand.objects.create(role="courier", course=course)

    page = open_page(manager, f"/outlets/staff/give-role/?person={person.username}")
    page.get_by_label("岗位", exact=True).select_option("courier")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("alert")).to_contain_text("派送安全")

    page.goto("/outlets/training/class/")
    page.get_by_label("课程").select_option(label="派送安全")
    page.get_by_label("培训师").fill("周培训")
    page.get_by_label("新同事: 结果").select_option("passed")
    page.get_by_label("新同事: 成绩").fill("95")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("main tbody")).to_contain_text("新同事")

    page.goto(f"/outlets/staff/give-role/?person={person.username}")
    page.get_by_label("岗位", exact=True).select_option("courier")
    page.get_by_role("button", name="保存").click()
    page.wait_for_url(f"**/outlets/staff/{person.pk}/")
    expect(page.locator("main")).to_contain_text("快递员")


def test_a_courier_closes_the_day_on_the_phone_and_the_manager_looks(open_page):
    make.edition()
    outlet = make.outlet(name="科技园网点")
    courier, manager = make.user(Role.COURIER, outlet, name="李快递"), make.user(Role.MANAGER, outlet)
    now = timezone.now()
    piece = make.waybill(destination=outlet).pieces.get()
    make.scan(piece, occurred_at=now, detail={"operator": "C1"})
    courier.staff_no = "C1"
    courier.save()

    phone = open_page(courier, "/shipments/day-log/", viewport=PHONE)
    expect(phone.locator("main")).to_contain_text("到件扫描")
    phone.get_by_label("交接").fill("钥匙在柜台")
    phone.get_by_role("button", name="保存并结束当日").click()
    expect(phone.locator("main")).to_contain_text("本人已结束")
    expect(phone.get_by_label("交接")).to_have_count(0)

    desk = open_page(manager, "/overview/")
    desk.get_by_role("link", name="待查阅日志").click()
    desk.get_by_role("link", name="李快递").click()
    expect(desk.locator("main")).to_contain_text("钥匙在柜台")
    desk.get_by_role("button", name="标记为已查阅").click()
    expect(desk.locator("h1")).to_contain_text("已查阅")
    assert DayNote.objects.get().seen_by == manager
