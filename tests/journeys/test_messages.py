"""A text is written, approved by another person and used; an unknown message is decided by a key, a batch stopped."""

from datetime import time, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from crm.accounts.roles import Role
from crm.outbox.channels.base import Unknown
from crm.outbox.models import Batch, Message
from crm.outbox.services.limits import change_limits
from crm.outbox.services.posting import post
from crm.outbox.services.sending import send_due
from crm.outbox.services.stopping import move_stopped, open_batch
from tests import make
from tests.crm.outbox.making import Fake, by, draft
from tests.journeys.conftest import PHONE

pytestmark = pytest.mark.django_db(transaction=True)


def test_from_a_text_to_a_stopped_batch(open_page):
    writer, other, outlet, now = make.user(Role.CRG), make.user(Role.OPERATIONS), make.outlet(), timezone.now()

    # Written by one, approved by another.
    writing = open_page(writer, "/messages/templates/new/")
    writing.get_by_label("编号").first.fill("arrival_note")
    writing.get_by_label("用途").select_option("notice")
    writing.get_by_label("内容").fill("【驿客】您的快件已到网点。")
    writing.get_by_role("button", name="保存草稿").click()
    expect(writing.locator(".heading")).to_contain_text("草稿")
    expect(writing.locator("main")).to_contain_text("计 1 条")
    writing.get_by_role("button", name="提请生效").click()
    expect(writing.locator("main")).to_contain_text("须由另一人批准")
    expect(writing.get_by_role("button", name="批准")).to_have_count(0)
    approving = open_page(other, writing.url.removeprefix(writing.url.split("/messages")[0]))
    approving.get_by_role("button", name="批准").click()
    expect(approving.locator(".heading__states")).to_contain_text("生效")

    # Two messages of a batch: of one nobody knows what became of it, the other one is not due yet.
    batch = open_batch("test", name="到件通知", by=writer, at=now)
    words = {"template": "arrival_note", "values": {}, "batch": batch, "expires_at": now + timedelta(days=1)}
    posted = [draft(outlet, number, due_at=now + timedelta(hours=number), **words) for number in (0, 2)]
    post(posted, at=now)
    change_limits({"notice_from": time(0), "notice_until": time(23, 59, 59)}, by=other, at=now)
    with by(Fake(lambda letter: Unknown("timed out"))):
        send_due(at=now)

    deciding = open_page(make.user(Role.SERVICE_CLERK, outlet), "/messages/waiting/", viewport=PHONE)
    expect(deciding.locator("main")).to_contain_text("结果未知，不自动重发")
    deciding.get_by_role("link", name="逐条判定").click()
    expect(deciding.locator("main")).to_contain_text("您的快件已到网点")
    deciding.wait_for_load_state()
    deciding.keyboard.press("1")
    expect(deciding.locator("main")).to_contain_text("没有待判定的消息")
    assert Message.objects.get(due_at__lte=now).state == "accepted"

    # The rest of the batch is stopped.
    stopping = open_page(other, f"/messages/batches/{batch.pk}/")
    expect(stopping.locator("main")).to_contain_text("从计划到结果")
    stopping.get_by_role("button", name="停发此批次").click()
    expect(stopping.locator(".heading__states")).to_contain_text("已停止")
    move_stopped(timezone.now())
    stopping.reload()
    expect(stopping.locator("main")).to_contain_text("谁收不到，为什么")
    assert Batch.objects.get().stopped_by == other
    assert list(Message.objects.order_by("due_at").values_list("state", flat=True)) == ["accepted", "skipped"]
