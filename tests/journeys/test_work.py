"""The work page under a hand: rows stay where they are, acts take one step, words are judged while they are typed."""

import csv
import re
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from crm.accounts.roles import Role
from shipments.forms.problem import remark_rules
from shipments.models import Clock, ProblemRecord, ScanEvent
from shipments.rules.edition import EDITION_1
from shipments.rules.problem_remark import Remark, remark_verdict
from shipments.services.scans import Scan, record_scans
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)

WORK = "/shipments/work/"
ROW = ".work__row"
RULES = Path(__file__).parents[1] / "shipments" / "rules"
REMARKS = [RULES / "remarks.csv", RULES / "remark_table.csv"]
AWAY = (700, 5)


class Outlet:
    """Three waybills to deliver: due in 10, 70 and 130 minutes."""

    def __init__(self):
        make.edition()
        self.now = timezone.now()
        self.outlet = make.outlet(name="科技园网点")
        self.courier = make.user(Role.COURIER, self.outlet, name="王师傅")
        self.waybills = [self.due(timedelta(minutes=minutes)) for minutes in (10, 70, 130)]

    def due(self, left):
        waybill = make.waybill(destination=self.outlet)
        dues = {"delivery_due_at": self.now + left, "sign_due_at": self.now + left + timedelta(hours=2)}
        trip = make.trip(self.outlet, planned_at=self.now - timedelta(hours=1), arrived_at=self.now)
        loaded = Scan(uuid4(), "departure", waybill.number, self.outlet.code, self.now, trip_no=trip.trip_no)
        record_scans([loaded], source="test", access=make.EVERYTHING, at=self.now)
        Clock.objects.filter(trip=trip).update(**dues, day=timezone.localdate(self.now))
        return waybill


@pytest.fixture
def outlet():
    return Outlet()


def numbers(page):
    return [row.inner_text().replace(" ", "").replace("\n", "") for row in page.locator(f"{ROW} > a").all()]


def test_news_waits_while_a_hand_is_on_the_list(outlet, open_page):
    page = open_page(outlet.courier, "/shipments/waybills/")
    page.clock.install()
    page.goto(WORK)
    before = numbers(page)
    outlet.due(timedelta(minutes=5))
    page.locator(ROW).nth(1).hover()

    page.clock.fast_forward(31_000)

    expect(page.locator("[data-work-pause]")).to_be_visible()
    assert numbers(page) == before
    page.mouse.move(*AWAY)
    page.clock.fast_forward(8_000)
    expect(page.locator(ROW)).to_have_count(4)


def test_two_hours_later_the_clock_says_so_in_word_colour_and_title(outlet, open_page):
    page = open_page(outlet.courier, "/shipments/waybills/")
    page.clock.install()
    page.goto(WORK)
    expect(page.locator(f"{ROW} .deadline--soon")).to_have_count(1)

    page.clock.fast_forward("02:00:00")

    expect(page.locator(f"{ROW} .deadline--overdue")).to_have_count(2)
    trucks = page.locator(".work__trips .deadline--overdue").count()
    expect(page).to_have_title(re.compile(rf"^\({2 + trucks}\) "))


def test_a_wrong_clock_on_the_desk_changes_no_deadline(outlet, open_page):
    page = open_page(outlet.courier, "/shipments/waybills/")
    words = []
    for wrong in (timedelta(0), timedelta(minutes=5)):
        page.clock.install(time=timezone.now() + wrong)
        page.goto(WORK)
        page.clock.run_for(100)
        words.append(page.locator(f"{ROW} .deadline__words").nth(2).inner_text())

    assert words[0] == words[1]


def test_signing_for_somebody_else_in_the_row(outlet, open_page):
    page = open_page(outlet.courier, WORK)
    row = page.locator(ROW).first

    row.locator("[data-edit]").click()
    expect(row.locator(".work__slot [name=relation]")).to_be_focused()
    page.keyboard.press("2")
    row.locator("[value=signed]").click()
    expect(row.locator(".errorlist")).to_have_count(2)
    expect(row.locator(".work__slot form")).to_have_count(1)
    row.locator("[name=signer]").fill("陈师傅")
    row.locator("[name=consent]").select_option("standing")
    row.locator("[value=signed]").click()

    expect(row.locator("[data-done]")).to_be_visible()
    assert page.locator(ROW).count() == 3
    detail = ScanEvent.objects.get(kind="signed").detail
    assert detail.pop("consent")["how"] == "standing"
    assert detail == {"operator": "王师傅", "signer": "陈师傅", "signer_relation": "116"}


def test_calling_leads_to_the_script_and_back(outlet, open_page):
    make.call_script()
    page = open_page(outlet.courier, WORK)

    page.locator(f"{ROW} [data-key=c]").first.click()

    expect(page).to_have_url(re.compile(f"{outlet.waybills[0].number}/call/.*next=/shipments/work/"))


def test_news_leaves_the_row_in_hand_its_focus_and_the_scroll_where_they_are(outlet, open_page):
    for minutes in range(140, 200, 3):
        outlet.due(timedelta(minutes=minutes))
    page = open_page(outlet.courier, "/shipments/waybills/", viewport={"width": 360, "height": 740})
    page.clock.install()
    page.goto(WORK)
    page.mouse.move(180, 5)
    act = page.locator(ROW).nth(12).locator("[data-key=s]")
    act.focus()
    page.wait_for_timeout(2_000)  # a smooth scroll is still on its way
    number = page.locator(f"{ROW} > a").nth(12).inner_text()
    before = act.bounding_box()["y"], page.evaluate("scrollY")
    assert before[1] > 0
    newer = outlet.due(timedelta(minutes=5))

    page.clock.fast_forward(31_000)

    expect(page.locator(f"a[href='/shipments/waybills/{newer.number}/']")).to_have_count(1)
    expect(act.locator("xpath=ancestor::li").locator("> a")).not_to_have_text(number)
    held = page.locator(":focus")
    assert held.locator("xpath=ancestor::li/a").inner_text() == number
    assert abs(held.bounding_box()["y"] - before[0]) < 2
    assert page.evaluate("scrollY") > before[1]


def test_one_letter_does_one_step_in_the_row(outlet, open_page):
    page = open_page(outlet.courier, WORK)

    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    row = page.locator(ROW).nth(1)
    expect(row.locator("[name=matter]")).to_be_visible()
    page.locator("body").click(position={"x": 2, "y": 2})
    page.keyboard.press("j")
    page.keyboard.press("d")

    expect(page.locator(ROW).nth(2).locator("[data-done]")).to_be_visible()
    assert ScanEvent.objects.get(kind="delivered").piece.waybill == outlet.waybills[2]


def test_problem_needs_four_elements_and_no_empty_phrase(outlet, open_page):
    page = open_page(outlet.courier, WORK)
    row = page.locator(ROW).first
    row.locator("a[href*=problem]").click()
    count, matter = row.locator("[data-remark-count]"), row.locator("[name=matter]")

    expect(count).to_have_text("1")
    row.locator("[name=contact]").fill("王女士")
    row.locator("[name=phone]").fill("0755-26000000")
    matter.fill("派送中")
    expect(count).to_have_text("3")
    row.locator("[type=submit].button--primary").click()
    live = row.locator("[data-element=matter] [data-remark-live]")
    expect(live).to_contain_text("派送中")
    expect(matter).to_be_focused()
    assert live.get_attribute("id") in matter.get_attribute("aria-describedby").split()
    assert not ProblemRecord.objects.exists()
    matter.fill("两次致电收件人王女士无人接听，已发短信，约14:00再次上门")
    expect(count).to_have_text("4")
    row.locator("[type=submit].button--primary").click()

    expect(row.locator("[data-done]")).to_be_visible()
    assert ProblemRecord.objects.get().remark == "valid"


def test_page_and_server_judge_every_remark_alike(outlet, open_page):
    page = open_page(outlet.courier, WORK)
    rows = [row for table in REMARKS for row in csv.DictReader(table.open(encoding="utf-8"))]
    rows += [
        {"contact": contact, "phone": phone, "matter": matter}
        for contact in ("王女士", "无", "", "３０００", "300057900556", "啊啊啊")
        for phone in ("0755-26000000", "１３８００００００００", "111111", "300057900556", "")
        for matter in (
            "",
            "查車",
            "待查",
            "下大雨，改约",
            "11:30 300057900556 王女士",
            "ＴＥＳＴ",
            "啊啊啊啊",
            "货物外箱破损",
            "收件人___要求改约",
            "外箱＿＿破损",
        )
    ]
    numbers_ = ("300057900556", "300057900556001")
    judge = """async ([rules, remarks]) => {
      const { remarkVerdict } = await import("/static/crm/js/remark.js");
      return remarks.map((remark) => remarkVerdict(rules, { occurredAt: "x", ...remark }));
    }"""

    said = page.evaluate(judge, [remark_rules(EDITION_1, numbers_), rows])

    expected = [
        remark_verdict(EDITION_1, Remark(outlet.now, row["contact"], row["phone"], row["matter"], numbers_))
        for row in rows
    ]
    assert said == [
        {"kind": str(one.kind), "missing": list(one.missing), "phrases": list(one.phrases)} for one in expected
    ]


@pytest.mark.parametrize("width", [360, 1366])
def test_page_fits(outlet, open_page, width):
    page = open_page(outlet.courier, WORK, viewport={"width": width, "height": 740})

    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_words_fit_their_buttons_on_a_phone(outlet, open_page, locale):
    page = open_page(outlet.courier, WORK, viewport={"width": 360, "height": 740}, locale=locale)

    buttons = page.locator(".work__acts .button")
    sizes = buttons.evaluate_all("all => all.map((one) => [one.scrollWidth - one.clientWidth, one.innerText])")
    assert [word for over, word in sizes if over > 0] == []
    assert len(sizes) >= 3
