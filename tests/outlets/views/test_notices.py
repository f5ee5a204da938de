from datetime import timedelta

import pytest
from django.urls import reverse

from crm.accounts.roles import Role
from outlets.models import Notice, NoticeReading, NoticeReminder
from shipments.quality.services.notices import announce
from tests import copies, make

pytestmark = pytest.mark.django_db
BANNER = "data-must-read"


def logged_in(client, role, outlet=None):
    person = make.user(role, outlet)
    client.force_login(person)
    return person


def page(name, *args):
    return reverse(f"outlets:{name}", args=args)


def body(**given):
    return {"title": "台风停运", "text": "# 今晚停运\n\n- 18:00 后不派送", "must_read": "on", **given}


@pytest.fixture(autouse=True)
def now(monkeypatch):
    """Pages look back thirty days from now: NOON is an hour ago."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: make.NOON + timedelta(hours=1))


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_the_inbox_costs_the_same_for_any_rows(client, django_assert_num_queries, rows):
    outlet = make.outlet()
    logged_in(client, Role.COURIER, outlet)
    copies.published(make.notice(), rows - rows // 2)
    if rows > 1:
        copies.published(make.notice(outlet), rows // 2)

    with django_assert_num_queries(6 + (rows > 50)):
        response = client.get(page("notices"))

    assert len(response.context["table"].objects) == min(rows, 50)


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_readers_and_outlets_cost_the_same_for_any_rows(client, django_assert_num_queries, rows):
    notice = make.notice()
    outlets = copies.copied(make.outlet(), rows, code=lambda n: f"R{n}")
    copies.people(make.user(Role.COURIER, outlets[0]), rows, outlet=outlets.__getitem__)
    logged_in(client, Role.INSPECTOR)

    with django_assert_num_queries(7 + (rows > 50)):
        people = client.get(page("notice_readers", notice.pk))
    with django_assert_num_queries(5 + (rows > 50)):
        outlets = client.get(page("notice_outlets", notice.pk), {"state": "unread"})

    assert len(people.context["table"].objects) == len(outlets.context["table"].objects) == min(rows, 50)


def test_what_must_be_read_stands_on_top_of_every_page_but_calls_until_it_is_read(client):
    outlet = make.outlet()
    clerk, notice = logged_in(client, Role.SERVICE_CLERK, outlet), make.notice(title="台风停运")
    waybill = make.waybill(destination=outlet)
    call = reverse("shipments:call", args=[waybill.number])
    for path in (page("notices"), reverse("shipments:work"), reverse("shipments:arrival_desk")):
        shown = client.get(path).content.decode()
        assert BANNER in shown and "台风停运" in shown
    for path in (call, reverse("shipments:negotiate", args=[waybill.number]), reverse("shipments:phone")):
        assert BANNER not in client.get(path).content.decode()

    client.post(page("notice_read", notice.pk), {"version": 1})

    assert NoticeReading.objects.get().user == clerk
    assert BANNER not in client.get(page("notices")).content.decode()


def test_plain_news_and_headquarters_have_no_banner(client):
    make.notice(must_read=False)
    logged_in(client, Role.COURIER)
    assert BANNER not in client.get(page("notices")).content.decode()
    make.notice()
    logged_in(client, Role.INSPECTOR)
    assert BANNER not in client.get(page("notices")).content.decode()


def test_headquarters_write_and_a_new_version_asks_again(client):
    outlet, other = make.outlet(), make.outlet()
    courier = make.user(Role.COURIER, outlet)
    logged_in(client, Role.OPERATIONS)
    made = client.post(page("notice_create"), body(outlets=outlet.code, roles=["courier"]))
    notice = Notice.objects.get()
    assert made["Location"] == page("notice", notice.pk)
    assert (notice.must_read, list(notice.outlets.all()), notice.roles) == (True, [outlet], ["courier"])

    client.force_login(courier)
    assert "<h2>今晚停运" in client.get(page("notice", notice.pk)).content.decode()
    client.post(page("notice_read", notice.pk), {"version": 1})
    assert not Notice.objects.unread_by(courier).exists()
    logged_in(client, Role.COURIER, other)
    assert client.get(page("notice", notice.pk)).status_code == 404

    logged_in(client, Role.OPERATIONS)
    client.post(page("notice_publish", notice.pk), {"text": "明早恢复", "note": "时间", "seen": 1})
    again = client.post(page("notice_publish", notice.pk), {"text": "又改", "seen": 1})
    assert (again.status_code, Notice.objects.get().current.number) == (422, 2)
    assert Notice.objects.unread_by(courier).exists()

    client.force_login(courier)
    client.post(page("notice_read", notice.pk), {"version": 1})
    assert NoticeReading.objects.count() == 1
    assert client.get(page("notice", notice.pk), {"version": "1"}).context["may_confirm"] is False

    logged_in(client, Role.OPERATIONS)
    client.post(page("notice_withdraw", notice.pk), {"withdrawn": "yes"})
    assert not Notice.objects.visible_to(courier).exists()


def test_a_question_is_answered(client):
    logged_in(client, Role.ADMINISTRATOR)
    assert client.post(page("notice_create"), body(question="几点停运？", answers="18:00")).status_code == 422
    client.post(page("notice_create"), body(question="几点停运？", answers="20:00\n18:00"))
    notice = Notice.objects.get()
    assert notice.question == {"text": "几点停运？", "answers": ["18:00", "20:00"], "right": 1}

    logged_in(client, Role.COURIER)
    assert "几点停运？" in client.get(page("notice", notice.pk)).content.decode()
    client.post(page("notice_read", notice.pk), {"version": 1, "answer": 0})
    assert not NoticeReading.objects.exists()
    client.post(page("notice_read", notice.pk), {"version": 1, "answer": 1})
    assert NoticeReading.objects.exists()


def test_text_is_never_markup(client):
    logged_in(client, Role.COURIER)
    notice = make.notice(text="# <script>alert(1)</script>", title="<b>x</b>")

    for path in (page("notice", notice.pk), page("notices")):
        shown = client.get(path).content.decode()
        assert "<script>alert" not in shown and "<b>x</b>" not in shown


def test_outlets_are_reminded(client):
    here, there = make.outlet(), make.outlet()
    for outlet in (here, there):
        make.user(Role.COURIER, outlet)
    notice = make.notice()
    logged_in(client, Role.INSPECTOR)

    client.post(page("notice_remind", notice.pk), {"outlets": here.code})
    client.post(page("notice_remind", notice.pk))
    client.post(page("notice_remind", notice.pk), {"outlets": "X9"})

    assert set(NoticeReminder.objects.values_list("outlet", flat=True)) == {here.pk, there.pk}
    shown = client.get(page("notice_outlets", notice.pk)).context["table"].objects
    assert [outlet.reminded_at for outlet in shown] == [make.NOON + timedelta(hours=1)] * 2


def test_a_fine_notice_shows_its_fines_and_leads_to_appeals_in_one_step(client, monkeypatch):
    clock = make.clock()
    fine = make.fine(make.arrival(clock))
    monkeypatch.setattr("django.utils.timezone.now", lambda: make.at(9, day=19))
    manager = logged_in(client, Role.MANAGER, clock.outlet)
    announce(make.at(8, day=19))
    notice = Notice.objects.get()

    shown = client.get(page("notice", notice.pk)).content.decode()
    assert fine.get_absolute_url() in shown
    assert reverse("quality:fine_appeal", args=[fine.pk]) in shown
    assert "2026-11-19" in client.get(page("notices")).content.decode()
    assert Notice.objects.unread_by(manager).get() == notice

    monkeypatch.setattr("django.utils.timezone.now", lambda: make.at(9, day=22))
    client.force_login(manager)
    assert reverse("quality:fine_appeal", args=[fine.pk]) not in client.get(page("notice", notice.pk)).content.decode()
    logged_in(client, Role.COURIER, clock.outlet)
    assert client.get(page("notice", notice.pk)).status_code == 404


def test_filters_narrow_the_inbox(client):
    courier = logged_in(client, Role.COURIER)
    read, unread = make.notice(title="物料"), make.notice(title="价格")
    NoticeReading.objects.create(version=read.current, user=courier, at=make.NOON)

    def found(**query):
        return client.get(page("notices"), query).context["table"].objects

    assert found(q="价格") == [unread]
    assert (found(state="unread"), found(state="read"), found(kind="fines")) == ([unread], [read], [])
