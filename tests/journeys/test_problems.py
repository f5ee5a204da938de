"""A courier on the phone works three rows: calls, registers a problem with a photo, signs; and finishes one later."""

from io import BytesIO
from uuid import uuid4

import pytest
from PIL import Image
from playwright.sync_api import expect

from shipments.models import Call, Picture, ProblemDraft, ProblemRecord, ScanEvent
from shipments.services.scans import Scan, record_scans
from tests import make
from tests.journeys.conftest import PHONE
from tests.journeys.test_work import ROW, WORK, Outlet

pytestmark = pytest.mark.django_db(transaction=True)

#: What each language calls the reason, the button of its sentence, and how the vague phrase is answered.
TONGUES = {
    "zh-CN": ("无人接听", "不能作为原因", "9:10拨打13800000000共3次无人接听，已发短信，约14:00再次上门。"),
    "en": ("No answer", "is no reason", "Called 13800000000 at 9:10, 3 times, no answer; a text was sent."),
}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def outlet():
    made = Outlet()
    for code in ("no_answer", "box_damaged", "rescheduled"):
        make.problem_reason(code)
    make.call_script()
    for waybill in made.waybills:
        out = Scan(
            uuid4(),
            "out_for_delivery",
            waybill.number,
            made.outlet.code,
            made.now,
            detail={"operator": made.courier.get_full_name()},
        )
        record_scans([out], source=f"user:{made.courier.pk}", access=make.EVERYTHING, at=made.now)
    return made


def photo(width=2400, height=1800):
    file = BytesIO()
    Image.effect_noise((width, height), 40).convert("RGB").save(file, "JPEG", quality=70)
    return {"name": "damage.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


@pytest.mark.parametrize("locale", TONGUES)
def test_three_rows_on_the_phone(outlet, open_page, locale):
    reason, refused, whole = TONGUES[locale]
    page = open_page(outlet.courier, WORK, viewport=PHONE, locale=locale)
    rows = page.locator(ROW)
    expect(rows).to_have_count(3)
    small = [each.bounding_box() for each in page.locator(".work__acts .button").all()]
    assert min(box["height"] for box in small) >= 44

    # The first one is called, beside the script, and nobody answers.
    rows.nth(0).locator("[data-key=c]").click()
    page.locator("[value=no_answer]").last.click()
    page.wait_for_url(f"**{WORK}")
    assert Call.objects.get().result == "no_answer"

    # The second one has a problem: a sentence with blanks is not sent, an empty phrase neither.
    row = rows.nth(1)
    row.locator("[data-key=x]").click()
    row.get_by_role("radio", name=reason, exact=True).check()
    matter, live = row.locator("[name=matter]"), row.locator("[data-element=matter] [data-remark-live]")
    assert "___" in matter.input_value()
    row.locator("button[data-contact]").first.click()
    expect(row.locator("[data-remark-count]")).to_have_text("3")
    row.locator("[type=submit].button--primary").click()
    expect(live).to_contain_text("___")
    assert live.get_attribute("id") in matter.get_attribute("aria-describedby").split()
    matter.fill("下大雨，派送中")
    expect(live).to_contain_text(refused)
    row.locator("[type=submit].button--primary").click()
    assert not ProblemRecord.objects.exists()
    matter.fill(whole)
    expect(row.locator("[data-remark-count]")).to_have_text("4")
    row.locator("[name=pictures]").set_input_files(photo())
    expect(row.locator(".problem__thumb")).to_have_count(1)
    row.locator("[type=submit].button--primary").click()
    expect(row.locator("[data-done]")).to_be_visible()
    record, picture = ProblemRecord.objects.get(), Picture.objects.get()
    assert (record.remark, record.reason_id, record.contact) == ("valid", "no_answer", "李四")
    assert (picture.event_id, picture.width) == (record.event_id, 1600)

    # The third one is signed for.
    row = rows.nth(2)
    row.locator("[data-key=s]").click()
    row.locator("[value=signed]").click()
    expect(row.locator("[data-done]")).to_be_visible()
    assert ScanEvent.objects.filter(kind="signed").count() == 1


def test_an_unfinished_form_waits_on_the_server_and_not_in_the_browser(outlet, open_page):
    page = open_page(outlet.courier, WORK, viewport=PHONE)
    row = page.locator(ROW).first
    row.locator("[data-key=x]").click()
    row.locator("[name=contact]").fill("王女士")
    row.locator("[name=matter]").fill("外箱破损两处")
    expect(row.locator("[data-draft-said]")).not_to_be_empty(timeout=10_000)

    page.reload()
    page.locator(".work__draft a").click()

    expect(page.locator("[name=matter]")).to_have_value("外箱破损两处")
    stored = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert not {"王女士", "外箱"} & {word for word in ("王女士", "外箱") if word in stored}
    page.locator("[name=phone]").fill("0755-26000000")
    page.locator("[type=submit].button--primary").click()
    page.wait_for_url(f"**{WORK}")
    assert not ProblemDraft.objects.exists()
    assert ProblemRecord.objects.get().matter == "外箱破损两处"


def test_tab_goes_from_blank_to_blank_and_then_on(outlet, open_page):
    page = open_page(outlet.courier, f"/shipments/waybills/{outlet.waybills[0].number}/problem/")
    page.get_by_role("radio", name="收件人改约时间", exact=True).check()
    selected = "document.activeElement.name + ':' + document.activeElement.selectionStart"

    seen = [page.evaluate(selected)]
    for _ in range(3):
        page.keyboard.press("Tab")
        seen.append(page.evaluate(selected))

    starts = [int(each.split(":")[1]) for each in seen]
    assert all(each.startswith("matter:") for each in seen)
    assert starts == sorted(set(starts))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") != "matter"
