"""An inspector works through the queue without the mouse: pass, a call-back and false, improper."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from crm.accounts.roles import Role
from shipments.models import Call, ProblemRecord, Waybill
from shipments.quality.models import Fine, ProblemReview
from shipments.quality.services.reviews import Finding, call_back, claim_next, fill_queue
from shipments.quality.services.spot_checks import Draw, draw, judge_item
from shipments.quality.services.weights import weigh
from tests import make
from tests.journeys.conftest import DESK
from tests.journeys.test_every_page import NARROW, Looking
from tests.story import Story

pytestmark = pytest.mark.django_db(transaction=True)
DOUBTFUL = "下大雨，两次致电收件人无人接听，已与收件人约定明日上午九点送达"


def registered(minutes):
    now = timezone.now()
    told = Story(arrived=now - timedelta(hours=5), unloaded=now - timedelta(hours=4))
    told.arrive(now - timedelta(hours=4))
    told.problem(now - timedelta(minutes=minutes), matter=DOUBTFUL)
    return told.waybill.number


def test_three_pieces_by_keys(open_page):
    make.edition()
    numbers = [registered(90), registered(80), registered(70)]
    fill_queue(timezone.now())
    page = open_page(make.user(Role.INSPECTOR), "/quality/reviews/")
    heading = page.get_by_role("heading", level=1)

    page.get_by_role("button", name="逐件审核").click()
    expect(heading).to_contain_text(numbers[0][-4:])
    page.keyboard.press("1")

    expect(heading).to_contain_text(numbers[1][-4:])
    page.get_by_label("收件人怎么说").fill("没有人打过电话")
    page.get_by_role("button", name="已接通").click()
    expect(page.get_by_text("没有人打过电话")).to_be_visible()
    page.keyboard.press("2")
    page.keyboard.type("收件人称无人联系")
    page.keyboard.press("Enter")

    expect(heading).to_contain_text(numbers[2][-4:])
    page.keyboard.press("3")
    page.keyboard.type("下雨不是理由")
    page.keyboard.press("Enter")

    expect(page.get_by_text("没有待审核的了")).to_be_visible()
    verdicts = ProblemReview.objects.order_by("asked_at").values_list("verdict", flat=True)
    assert list(verdicts) == ["pass", "false", "improper"]
    assert ProblemRecord.objects.exclude(proven_false_at=None).count() == Call.objects.filter(checks=True).count() == 1


@pytest.mark.parametrize(("viewport", "locale"), [(DESK, "zh-CN"), (NARROW, "en")], ids=["desk-zh", "narrow-en"])
def test_the_pages_with_their_forms_are_accessible_and_fit(open_page, viewport, locale):
    make.edition()
    registered(90)
    now, by = timezone.now(), make.user(Role.INSPECTOR, password="secret")
    fill_queue(now)
    review = claim_next(by=by, at=now)
    call_back(review, result="reached", note="没有人打过电话", by=by, at=now)
    for _ in range(3):
        weigh(make.waybill(weight_kg=Decimal("1.000")), Decimal("1.420"), by=by, at=now)
    check = draw(Waybill.objects.all(), Draw("waybill", "现场抽查", 7, 3, [by]), by=by, at=now)
    judge_item(check.items.first(), Finding("improper", "露天堆放"), by=by, at=now)
    fine = Fine.objects.get(violation__charge="spot")
    rows = [review, check, *check.items.all(), fine]
    lists = ["reviews/", "spot-checks/", "spot-checks/new/", "weights/", "weights/new/"]
    looking = Looking(open_page(by, "/accounts/password/", viewport=viewport, locale=locale))

    paths = [*(row.get_absolute_url() for row in rows), *(f"/quality/{path}" for path in lists)]
    assert [fault for path in paths for fault in looking.faults(path)] == []
