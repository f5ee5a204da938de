from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from crm.accounts.roles import Role
from crm.audit.models import AuditEntry
from customers.models import Customer, Lead
from tests import make

pytestmark = pytest.mark.django_db
PHONE = "15412345678"


@pytest.fixture
def as_(client):
    def as_role(role, outlet=None):
        client.force_login(make.user(role, outlet))
        return client

    return as_role


def url(name, *args):
    return reverse(f"customers:{name}", args=args)


def body(answer):
    return answer.content.decode()


def test_the_list_is_worked_from_the_top_and_names_nobody_in_full(as_, django_assert_num_queries):
    outlet = make.outlet()
    late = make.lead(outlet, name="欧阳小姐", phone=PHONE, next_step_at=make.at(9))
    make.lead(outlet, company="示例灯饰厂")
    make.lead(outlet, company="已赢得", state="won")
    make.lead(make.outlet(), company="别家")
    clerk = as_(Role.SERVICE_CLERK, outlet)
    clerk.get(url("leads"))

    with django_assert_num_queries(7):
        page = body(clerk.get(url("leads")))

    assert page.index("欧阳**") < page.index("示例灯饰厂") and late.get_absolute_url() in page
    for hidden in ("欧阳小姐", PHONE, "已赢得", "别家"):
        assert hidden not in page
    assert "已赢得" in body(clerk.get(url("leads_all")))


def test_one_tap_a_step_and_whoever_saw_an_older_page_is_told(as_):
    lead = make.lead(outlet := make.outlet())
    clerk = as_(Role.SERVICE_CLERK, outlet)

    taps = [
        clerk.post(url("lead_step", lead.pk), {"version": version, "state": state, "note": "电话19912345678"})
        for version, state in ((1, "new"), (2, "contacted"), (2, "quoted"))
    ]

    assert [tap.status_code for tap in taps] == [302, 302, 422]
    assert "刚刚被他人修改" in body(taps[2])
    page = body(clerk.get(lead.get_absolute_url()))
    assert "199******78" in page and "19912345678" not in page
    lead.refresh_from_db()
    assert (lead.state, lead.version, lead.owner.username) == (
        "contacted",
        3,
        clerk.get("/").wsgi_request.user.username,
    )


def test_lost_for_a_reason_taken_up_again_and_won(as_):
    lead = make.lead(outlet := make.outlet(), company="示例灯饰厂", phone=PHONE)
    clerk = as_(Role.MANAGER, outlet)

    assert clerk.post(url("lead_lose", lead.pk), {"version": 1}).status_code == 422
    clerk.post(url("lead_lose", lead.pk), {"version": 1, "lost_reason": "speed"})
    assert "时效太慢" in body(clerk.get(lead.get_absolute_url()))
    clerk.post(url("lead_step", lead.pk), {"version": 2, "state": "contacted"})
    clerk.post(url("lead_win", lead.pk), {"version": 3})

    customer = Customer.objects.get()
    assert (customer.name, customer.outlet) == ("示例灯饰厂", outlet)
    assert customer.get_absolute_url() in body(clerk.get(lead.get_absolute_url()))


def test_headquarters_give_out_what_nobody_serves_and_an_outlet_gives_back(as_):
    outlet, lead = make.outlet(name="虎门网点"), make.lead(None, company="天边公司")
    group = as_(Role.CRG)
    assert "天边公司" in body(group.get(url("leads_queue")))

    group.post(url("lead_assign", lead.pk), {"version": 1, "outlet": outlet.code})
    lead.refresh_from_db()
    assert lead.outlet == outlet
    assert "天边公司" not in body(group.get(url("leads_queue")))

    clerk = as_(Role.SERVICE_CLERK, outlet)
    answer = clerk.post(url("lead_assign", lead.pk), {"version": 2, "outlet": make.outlet().code})
    lead.refresh_from_db()
    assert (answer.url, lead.outlet) == (url("leads"), None)
    assert clerk.get(lead.get_absolute_url()).status_code == 404


def test_a_new_lead_warns_of_an_open_one_and_of_files_that_look_like_it(as_):
    outlet = make.outlet()
    clerk = as_(Role.SERVICE_CLERK, outlet)
    told = {"source": "counter", "name": "林小姐", "phone": "+86 154-1234-5678", "consent": "on"}

    answer = clerk.post(url("lead_new"), told)
    lead = Lead.objects.get()
    assert (answer.status_code, lead.phone, lead.outlet, lead.owner_id is not None) == (302, PHONE, outlet, True)
    assert lead.consent_at is not None
    again = clerk.post(url("lead_new"), told)
    assert again.status_code == 422 and lead.get_absolute_url() in body(again)


def test_an_event_and_a_referrer_are_those_one_may_see(as_):
    outlet = make.outlet()
    event, foreign = make.lead_event(outlet), make.lead_event(make.outlet())
    make.lead_event(None, name="总部展会")
    stranger = make.customer()
    clerk = as_(Role.SERVICE_CLERK, outlet)
    told = {"source": "event", "name": "林小姐", "phone": PHONE}

    page = body(clerk.get(url("lead_new")))
    assert "总部展会" in page
    for more in ({}, {"event": foreign.pk}, {"event": event.pk, "referrer": stranger.code}):
        assert clerk.post(url("lead_new"), told | more).status_code == 422
    clerk.post(url("lead_new"), told | {"event": event.pk})
    assert Lead.objects.get().event == event


def test_a_call_brings_its_number_and_who_has_it_already_without_an_address_that_tells_it(as_):
    outlet = make.outlet()
    customer, lead = make.customer(outlet, phone=PHONE), make.lead(outlet, phone=PHONE)
    clerk = as_(Role.SERVICE_CLERK, outlet)

    page = body(clerk.post(url("lead_call"), {"phone": "154 1234 5678"}))

    assert f'value="{PHONE}"' in page and f'action="{url("lead_new")}"' in page
    assert customer.get_absolute_url() in page and lead.get_absolute_url() in page
    assert clerk.post(url("lead_call"), {"phone": "?"}).status_code == 200


def test_an_open_lead_is_corrected_by_whoever_saw_it_last(as_):
    lead = make.lead(outlet := make.outlet(), phone=PHONE)
    clerk = as_(Role.SERVICE_CLERK, outlet)
    told = {"name": lead.name, "phone": PHONE, "need": "每天十件", "parcels_a_month": "１，０００"}

    answers = [clerk.post(url("lead_edit", lead.pk), told | {"version": 1}).status_code for _twice in range(2)]

    lead.refresh_from_db()
    assert (answers, lead.need, lead.parcels_a_month) == ([302, 422], "每天十件", 1000)


def test_every_figure_of_the_reports_opens_its_rows(as_):
    outlet = make.outlet()
    at = timezone.now()
    for state, source in (("new", "web"), ("quoted", "web"), ("won", "web"), ("lost", "call"), ("won", "event")):
        make.lead(outlet, state=state, source=source, created_at=at)
    make.lead(outlet, created_at=at - timedelta(days=200))
    manager = as_(Role.MANAGER, outlet)
    month = timezone.localdate(at).strftime("%Y-%m")
    answer = manager.post(
        url("source_cost_new"), {"month": month, "source": "web", "outlet": outlet.code, "yuan": "90.50"}
    )
    assert answer.status_code == 302

    page = manager.get(url("lead_sources"))
    lines = {line["word"]: line for line in page.context["lines"]}
    assert [figure for _label, figure, _url in lines["网上表单"]["cells"]] == [3, 2, 2, 1, 0]
    assert [str(yuan) for yuan, _label in lines["网上表单"]["money"]] == ["90.50", "30.17", "90.50"]
    assert [figure for _label, figure, _url in page.context["total"]["cells"]] == [5, 3, 3, 2, 1]
    for line in (*page.context["lines"], page.context["total"]):
        for _label, figure, rows in line["cells"]:
            assert manager.get(rows).context["count"].shown == figure

    funnel = manager.get(url("lead_funnel"))
    assert [bar.figure for bar in funnel.context["stages"]] == [5, 3, 3, 2]
    for bar in (*funnel.context["stages"], *funnel.context["reasons"]):
        assert manager.get(bar.url).context["count"].shown == bar.figure
    empty = manager.get(url("lead_sources"), {"first": "2020-01", "last": "2020-02"})
    assert empty.context["lines"] == []


def test_events_say_what_they_brought_and_have_a_link_of_their_own(as_):
    outlet = make.outlet()
    manager = as_(Role.MANAGER, outlet)
    told = {"name": "虎门服装展", "held_on": "2026-11-20", "place": "会展中心", "outlet": outlet.pk}
    manager.post(url("lead_event_new"), told)
    event = manager.get(url("lead_events")).context["table"].objects[0]
    make.lead(outlet, event=event, source="event", state="won")

    page = body(manager.get(event.get_absolute_url()))

    assert f"/join/?event={event.pk}" in page
    row = manager.get(url("lead_events")).context["table"].objects[0]
    assert (row.brought, row.won) == (1, 1)
    assert manager.post(make.lead_event(None).get_absolute_url(), told).status_code == 403


def test_the_number_is_shown_for_a_reason_that_is_noted_and_not_without_end(as_):
    lead = make.lead(outlet := make.outlet(), phone=PHONE)
    clerk = as_(Role.SERVICE_CLERK, outlet)

    assert clerk.post(url("lead_unmask", lead.pk), {"reason": "?"}).status_code == 422
    shown = clerk.post(url("lead_unmask", lead.pk), {"reason": "call"})
    assert f"tel:{PHONE}" in body(shown) and "no-store" in shown["Cache-Control"]
    entry = AuditEntry.objects.get(action="lead.unmask")
    assert (entry.subject, entry.detail) == (f"customers.lead:{lead.pk}", {"reason": "call"})
    for _look in range(29):
        clerk.post(url("lead_unmask", lead.pk), {"reason": "call"})
    refused = clerk.post(url("lead_unmask", lead.pk), {"reason": "call"})
    assert refused.status_code == 429 and PHONE not in body(refused)
