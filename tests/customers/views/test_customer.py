"""The customer's page and the list: who this is, masked, in one look."""

from datetime import timedelta
from time import process_time

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from crm.accounts.roles import Role
from crm.audit.models import AuditEntry
from crm.shared.sentences import kept
from customers.models import Consent, Contact, Task, Touch
from customers.services.searching import refresh_missing
from customers.services.tasks import close_task, open_task
from customers.services.touches import note_touch
from tests import make

pytestmark = pytest.mark.django_db
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def scene(client):
    outlet = make.outlet()
    client.force_login(make.user(Role.SERVICE_CLERK, outlet))
    return outlet


def test_an_enterprise_is_known_by_its_name_and_a_person_is_masked(client, scene):
    make.standing(make.customer(scene, name="东海五金", phone="13800138000"), "A")
    make.customer(scene, name="欧阳明月", kind="person", phone="13900139000")
    make.customer(name="别家的")

    page = client.get("/customers/", headers=ENGLISH).text

    assert "东海五金" in page and "欧阳**" in page
    assert not any(word in page for word in ("明月", "13800138000", "13900139000", "别家的"))


def test_the_page_tells_what_happened_part_by_part(client, scene):
    customer = make.customer(scene)
    by = make.user()
    for n in range(32):
        note_touch(customer, "note", f"note {n:02d}", by=by, at=make.NOON + timedelta(minutes=n))
    url = customer.get_absolute_url()

    first = client.get(url, headers=ENGLISH)
    below = client.get(
        url, {"before": first.context["thread"].next}, headers={**ENGLISH, "HX-Request": "true", "HX-Target": "thread"}
    )

    assert len(first.context["thread"].lines) == 30
    assert [line.text for line in below.context["thread"].lines] == ["note 01", "note 00"]
    assert client.get(url, {"part": "tasks"}).context["thread"].lines == []


def test_a_merged_file_leads_to_the_one_that_was_kept(client, scene):
    kept = make.customer(scene)
    gone = make.customer(scene, state="merged", merged_into=kept)

    assert client.get(gone.get_absolute_url()).url == reverse("customers:customer", args=[kept.pk])


def test_a_talk_and_a_step_are_written_and_the_step_is_done(client, scene):
    customer = make.customer(scene)
    url = customer.get_absolute_url()

    talk = client.post(f"{url}talks/", {"kind": "call_in", "text": "问价格表"})
    late = client.post(f"{url}tasks/", {"title": "寄价格表", "due_at": "2020-01-01T10:00", "whose": "me"})
    step = client.post(f"{url}tasks/", {"title": "寄价格表", "due_at": "2099-01-01T10:00", "whose": "manager"})
    mine = client.get("/customers/tasks/").context["table"].objects
    page = client.get(url, headers=ENGLISH)
    task = Task.objects.get()
    done = client.post(f"/customers/tasks/{task.pk}/done/", {"result": "已寄"})
    again = client.post(f"/customers/tasks/{task.pk}/done/", {"result": "又寄"}, follow=True, headers=ENGLISH)

    assert [each.status_code for each in (talk, late, step, done)] == [302, 422, 302, 302]
    assert mine == []  # it is the manager's
    assert "寄价格表" in page.text and "问价格表" in page.text
    task.refresh_from_db()
    assert task.result == "已寄" and "Somebody has done this already" in again.text


def test_a_machines_task_is_read_in_ones_own_language(client, scene):
    customer = make.customer(scene)
    with translation.override("zh-hans"):
        words = kept("Not content: %(note)s", limit=200, note="两票晚到" * 80)
        told = {"due_at": make.NOON, "at": make.NOON, "role": Role.SERVICE_CLERK}
        open_task(customer, title=words, **told)
        open_task(customer, title='["odd %(x)s", {}]', **told)

    for url in (customer.get_absolute_url(), "/customers/tasks/"):
        chinese, english = (client.get(url, headers={"Accept-Language": code}).text for code in ("zh-hans", "en"))
        assert "客户不满意：两票晚到" in chinese and "Not content: 两票晚到" in english and "[&quot;Not" not in english
        assert "odd %(x)s" in english
    assert len(words) <= 200


def test_a_customer_of_ten_thousand_events_costs_what_a_small_one_costs(client, scene, django_assert_max_num_queries):
    """One read of each part, of the newest thirty: and no more CPU time than a page may take."""
    large, by = make.customer(scene), make.user()
    told = {"customer": large, "outlet": scene}
    instants = [make.NOON - timedelta(minutes=n) for n in range(5000)]
    Touch.objects.bulk_create([Touch(**told, kind="note", text="x", at=at, by=by) for at in instants])
    Task.objects.bulk_create(
        [Task(**told, title="x", role="manager", due_at=at, opened_at=at, done_at=at) for at in instants]
    )
    client.get(large.get_absolute_url())

    with django_assert_max_num_queries(60) as read:
        begun = process_time()
        page = client.get(large.get_absolute_url())
        spent = process_time() - begun

    assert len(page.context["thread"].lines) == 30
    assert spent < 0.5
    assert not any("COUNT(*)" in each["sql"] and "customers_touch" in each["sql"] for each in read.captured_queries)


def test_tasks_are_ones_own_or_of_ones_part(client, scene):
    customer = make.customer(scene)
    manager, crg = make.user(Role.MANAGER, scene), make.user(Role.CRG)
    told = {"due_at": make.NOON, "at": make.NOON}
    open_task(customer, title="for the manager", role=Role.MANAGER, **told)
    open_task(customer, title="for crg", role=Role.CRG, **told)
    open_task(make.customer(), title="elsewhere", role=Role.MANAGER, **told)
    done = open_task(customer, title="done", owner=manager, **told)
    close_task(done, by=manager, at=make.NOON)

    def titles(person, **query):
        client.force_login(person)
        return {task.title for task in client.get("/customers/tasks/", query).context["table"].objects}

    assert titles(manager) == titles(manager, state="overdue") == {"for the manager"}
    assert titles(manager, whose="all") == {"for the manager", "for crg"}
    assert titles(manager, state="done") == {"done"}
    assert titles(crg) == {"for crg"}


def test_the_whole_is_shown_for_a_reason_and_counts_with_all_other_looks(client, scene):
    customer = make.customer(scene, name="李明月", kind="person", phone="13800138000")
    Contact.objects.create(customer=customer, outlet=scene, name="王小二", phone="13900139000")
    url = f"{customer.get_absolute_url()}unmask/"
    whole = client.post(url, {"reason": "call"}, headers={"HX-Request": "true"})
    nothing = client.post(url, {}, headers={"HX-Request": "true"})
    entry = AuditEntry.objects.get()
    looks = [AuditEntry(at=timezone.now(), actor=entry.actor, action="waybill.unmask", subject="x") for _ in range(29)]
    AuditEntry.objects.bulk_create(looks)
    thirty_first = client.post(url, {"reason": "call"})

    assert "13800138000" in whole.text and "13900139000" in whole.text and "李明月" in whole.text
    assert (entry.action, entry.detail) == ("customer.unmask", {"reason": "call"})
    assert [each.status_code for each in (whole, nothing, thirty_first)] == [200, 422, 429]
    assert "13800138000" not in thirty_first.text


def test_who_calls_is_found_by_the_number_or_begins_a_file(client, scene):
    known = make.customer(scene, phone="13800138000")
    for _ in range(2):
        make.customer(scene, phone="13900139000")
    refresh_missing()

    def called(phone):
        return client.post("/customers/incoming/", {"phone": phone}, headers=ENGLISH)

    assert called("138-0013-8000").url == f"{known.get_absolute_url()}?talk=call_in#talk"
    assert len(called("13900139000").context["found"]) == 2
    nobody = called("13700137000")
    assert 'name="phone" value="13700137000"' in nobody.text and "13700137000" not in nobody.request["PATH_INFO"]
    assert called("8000").status_code == 422


def test_who_said_no_is_not_to_be_disturbed(client, scene):
    customer = make.customer(scene)
    Consent.objects.create(
        customer=customer, outlet=scene, channel="call", purpose="promotion", given=False, source="x", at=make.NOON
    )

    assert "Do not disturb: Call" in " ".join(client.get(customer.get_absolute_url(), headers=ENGLISH).text.split())
