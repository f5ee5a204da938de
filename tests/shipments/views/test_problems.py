"""Problem pieces in the browser: the form, its drafts and pictures, the list, the follow-ups, the reasons."""

from datetime import date, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from crm.accounts.roles import Role
from shipments.models import Picture, ProblemDraft, ProblemFollowUp, ProblemReason, ProblemRecord, RuleEdition
from tests import copies, make

HOUR = timedelta(hours=1)
LIST, REASONS = "/shipments/problems/", "/shipments/problems/reasons/"
GOOD = {
    "category": "delivery",
    "reason": "no_answer",
    "contact": "王女士",
    "phone": "0755-26000000",
    "matter": "两次致电收件人王女士无人接听，已发短信，约14:00再次上门",
}
WORDING = {"category": "damage", "party": "carrier", "zh": "压扁", "en": "Crushed", "order": 5, "active": "on"}
WORDING |= {"template_zh": "___被压扁。", "template_en": "___ is crushed."}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def url(waybill, act="problem/"):
    return f"/shipments/waybills/{waybill.number}/{act}"


def told(scene, **fields):
    occurred_at = timezone.localtime(scene.now - timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M")
    return {**GOOD, "occurred_at": occurred_at, "event_id": uuid4(), **fields}


def photo(colour="red"):
    file = BytesIO()
    Image.new("RGB", (40, 30), colour).save(file, "JPEG")
    return SimpleUploadedFile("door.jpg", file.getvalue(), content_type="image/jpeg")


def test_a_record_has_its_reason_and_its_pictures(scene):
    waybill = scene.load()
    form = told(scene, category="damage", reason="box_damaged", matter="外箱受潮变形，寄件人同意派送")

    response = scene.client().post(url(waybill), {**form, "pictures": [photo(), photo("blue")]})

    record = ProblemRecord.objects.get()
    assert (response.status_code, record.reason_id) == (302, "box_damaged")
    kinds = Picture.objects.filter(event_id=record.event_id).values_list("kind", flat=True)
    assert list(kinds) == ["damage", "damage"]
    assert str(Picture.objects.first().pk) in scene.client().get(f"{LIST}{record.pk}/").content.decode()


@pytest.mark.parametrize(
    ("wrong", "field", "says"),
    [
        ({"reason": "nowhere"}, "reason", "not known any more"),
        ({"reason": "lost"}, "reason", "another category"),
        ({"matter": "收件人___要求改约"}, "matter", "every blank"),
    ],
)
def test_reasons_and_blanks_are_looked_at(scene, wrong, field, says):
    response = scene.client().post(url(scene.load()), told(scene, **wrong))

    assert response.status_code == 422
    assert says in " ".join(response.context["form"].errors[field])
    assert response.context["form"].data["contact"] == "王女士"


def test_a_phrase_that_headquarters_add_is_refused_with_their_why(scene):
    first = make.edition()
    banned = {"phrase": "明天再说", "why_zh": "没有说明。", "why_en": "It says nothing.", "better_zh": "写明时间。"}
    data = {**first.data, "number": 2, "starts_on": "2026-11-01"}
    data["banned_phrases"] = [*first.data["banned_phrases"], {**banned, "better_en": "Say when."}]
    RuleEdition.objects.create(number=2, starts_on=date(2026, 11, 1), data=data, published_at=make.NOON)
    waybill = scene.load()

    form = scene.client().get(url(waybill)).context["rules"]
    response = scene.client().post(url(waybill), told(scene, matter="明天再说吧"))

    assert "明天再说" in form
    assert "It says nothing. Better: Say when." in " ".join(response.context["form"].errors["matter"])


def test_a_masked_receiver_is_put_in_whole(scene):
    form = told(scene, contact="李**", phone="190******02", matter="拨打三次均关机，短信未回复")

    assert scene.client().post(url(scene.load()), form).status_code == 302
    record = ProblemRecord.objects.get()
    assert (record.contact, record.phone, record.remark) == ("李四", "19000000002", "valid")


def test_the_form_tells_the_facts_and_no_whole_number(scene):
    waybill = scene.load()
    make.call(waybill, scene.outlet, at=scene.now - HOUR)

    page = scene.client().get(url(waybill)).content.decode()

    assert "call to the Receiver: " in page
    assert "a second one counts from" in page
    assert "19000000002" not in page
    assert "李四" not in page
    assert 'data-sentence="Called ___' in page


def test_a_phone_hands_over_category_and_time(scene):
    at = timezone.localtime(scene.now - HOUR).replace(second=0, microsecond=0)

    asked = {"category": "transfer", "occurred_at": at.strftime("%Y-%m-%dT%H:%M")}
    form = scene.client().get(url(scene.load()), asked).context["form"]

    assert (form.initial["category"], form.initial["occurred_at"]) == ("transfer", at)


@pytest.mark.parametrize("asked", [{"occurred_at": "nonsense"}, {"occurred_at": "2026-99-99T00:00"}, {"category": "x"}])
def test_nonsense_in_the_address_is_passed_over(scene, asked):
    assert scene.client().get(url(scene.load()), asked).status_code == 200


def test_a_draft_is_kept_found_and_gone_once_sent(scene):
    waybill, form = scene.load(), told(scene, matter="外箱", contact="")
    client = scene.client()

    kept = client.post(url(waybill, "problem/draft/"), form)
    again = client.get(url(waybill)).context["form"]

    assert kept.status_code == 302
    assert (again.initial["matter"], again.initial["event_id"]) == ("外箱", form["event_id"])
    assert scene.client(make.user(Role.COURIER, scene.outlet)).get(url(waybill)).context["draft"] is None
    client.post(url(waybill), told(scene, event_id=form["event_id"]))
    assert not ProblemDraft.objects.exists()


def test_the_script_keeps_a_draft_without_a_page_and_a_person_drops_it(scene):
    waybill = scene.load()

    quiet = scene.client().post(url(waybill, "problem/draft/"), told(scene), headers={"x-draft": "1"})
    assert (quiet.status_code, ProblemDraft.objects.count()) == (204, 1)

    scene.client().post(url(waybill, "problem/draft/"), {"drop": "1"})
    assert not ProblemDraft.objects.exists()


def test_finishing_later_in_the_row_closes_the_form(scene):
    waybill, headers = scene.load(), {"hx-request": "true"}

    kept = scene.client().post(url(waybill, "problem/draft/"), told(scene), headers=headers)
    nothing = {"event_id": uuid4(), "category": "delivery"}
    empty = scene.client().post(url(waybill, "problem/draft/"), nothing, headers=headers)

    assert "data-done" in kept.content.decode()
    assert (empty.status_code, empty.content) == (200, b"")
    assert not ProblemDraft.objects.exists()


def test_pictures_come_one_by_one_before_the_form(scene):
    waybill, event_id = scene.load(), uuid4()
    path = url(waybill, "problem/pictures/")

    kept = scene.client().post(path, {"event_id": event_id, "category": "damage", "picture": photo()})
    svg = SimpleUploadedFile("x.jpg", b"<svg onload='alert(1)'/>", content_type="image/jpeg")
    refused = scene.client().post(path, {"event_id": event_id, "picture": svg})
    empty = scene.client().post(path, {"event_id": "x"})

    assert (kept.status_code, refused.status_code, empty.status_code) == (200, 422, 422)
    assert Picture.objects.get().event_id == event_id
    assert "<svg" not in refused.content.decode()


def test_tabs_of_the_list_narrow_to_open_due_and_closed(scene):
    later, due, closed = (make.problem(make.waybill(destination=scene.outlet)) for _ in range(3))
    ProblemRecord.objects.filter(pk=later.pk).update(follow_up_at=scene.now + HOUR)
    ProblemRecord.objects.filter(pk=due.pk).update(follow_up_at=scene.now - HOUR)
    ProblemRecord.objects.filter(pk=closed.pk).update(closed_at=scene.now, follow_up_at=None)

    found = {
        name: [row.object.pk for row in scene.client().get(LIST, {"follow": name}).context["table"].rows()]
        for name in ("", "open", "due", "closed")
    }

    assert set(found[""]) == {later.pk, due.pk, closed.pk}
    assert found["open"] == [due.pk, later.pk]
    assert (found["due"], found["closed"]) == ([due.pk], [closed.pk])
    tabs = scene.client().get(LIST).context["tabs"]
    assert {tab["name"]: tab["count"] for tab in tabs} == {"": None, "open": 2, "due": 1, "closed": None}


@pytest.mark.parametrize("rows", [1, 3, 300])
@pytest.mark.parametrize("query", [{}, {"follow": "due"}])
def test_list_costs_the_same_for_any_number_of_rows(scene, django_assert_num_queries, rows, query):
    waybill = make.waybill(destination=scene.outlet)
    record = make.problem(waybill, reason=make.problem_reason())
    copies.copied(record, rows, event_id=lambda _: make.event_id())
    client = scene.client()
    client.get(LIST, query)

    with django_assert_num_queries(8 if rows > 50 else 7):
        client.get(LIST, query)


def test_following_up_until_it_is_closed(scene):
    record = make.problem(make.waybill(destination=scene.outlet), registered_at=scene.now)
    path, client = f"{LIST}{record.pk}/follow-up/", scene.client()

    first = client.post(path, {"outcome": "in_talks", "note": "寄件人考虑中", "event_id": uuid4()})
    bare = client.post(path, {"outcome": "closed", "note": "", "event_id": uuid4()})
    last = client.post(path, {"outcome": "closed", "note": "与寄件人说清", "event_id": uuid4()})
    late = client.post(path, {"outcome": "in_talks", "event_id": uuid4()})

    assert [each.status_code for each in (first, bare, last, late)] == [302, 422, 302, 422]
    record.refresh_from_db()
    assert (record.closed_by, ProblemFollowUp.objects.count()) == (scene.clerk, 2)
    page = client.get(f"{LIST}{record.pk}/")
    assert (page.context["form"], page.context["badge"].word) == (None, "Resolved")


def test_what_was_closed_by_hand_is_opened_again_with_a_reason(scene):
    record = make.problem(make.waybill(destination=scene.outlet), closed_at=scene.now, closed_by=scene.clerk)
    path, client = f"{LIST}{record.pk}/reopen/", scene.client()

    assert client.get(f"{LIST}{record.pk}/").context["reopening"] is not None
    bare, done, late = (
        client.post(path, {"why": " "}),
        client.post(path, {"why": "收件人又来电话"}),
        client.post(path, {"why": "x"}),
    )

    assert [each.status_code for each in (bare, done, late)] == [422, 302, 422]
    page = client.get(f"{LIST}{record.pk}/")
    assert (page.context["badge"].word, page.context["reopening"]) == ("Open", None)
    assert page.context["form"] is not None
    assert "收件人又来电话" in page.content.decode()


@pytest.mark.parametrize("role", [Role.CRG, Role.OPERATIONS, Role.ADMINISTRATOR])
def test_headquarters_follow_up_too(scene, role):
    record = make.problem(make.waybill(destination=scene.outlet), registered_at=scene.now)
    client = scene.client(make.user(role))

    page = client.get(f"{LIST}{record.pk}/")
    kept = client.post(f"{LIST}{record.pk}/follow-up/", {"outcome": "in_talks", "note": "", "event_id": uuid4()})

    assert (page.context["form"] is not None, page.context["may_act"], kept.status_code) == (True, False, 302)
    assert ProblemFollowUp.objects.get().by.pk != scene.clerk.pk


def test_inspectors_read_what_they_judge_and_do_not_follow_it_up(scene):
    record = make.problem(make.waybill(destination=scene.outlet))
    inspector = scene.client(make.user(Role.INSPECTOR))

    assert inspector.get(f"{LIST}{record.pk}/").context["form"] is None
    assert inspector.post(f"{LIST}{record.pk}/follow-up/", {"outcome": "closed"}).status_code == 403


def test_the_page_masks_who_was_spoken_to(scene):
    record = make.problem(make.waybill(destination=scene.outlet), matter="王女士19912345678要求改约")

    page = scene.client().get(f"{LIST}{record.pk}/").content.decode()

    assert "19912345678" not in page
    assert "0755-26000000" not in page


def test_rule_editors_word_the_reasons(scene):
    inspector = scene.client(make.user(Role.INSPECTOR))

    whole = inspector.post(f"{REASONS}new/", {**WORDING, "code": "crushed", "template_en": "It is crushed."})
    made = inspector.post(f"{REASONS}new/", {**WORDING, "code": "crushed"})
    changed = inspector.post(f"{REASONS}crushed/", {**WORDING, "zh": "压坏", "active": ""})
    again = inspector.post(f"{REASONS}new/", {**WORDING, "code": "crushed"})

    assert [each.status_code for each in (whole, made, changed, again)] == [422, 302, 302, 422]
    reason = ProblemReason.objects.get(code="crushed")
    assert (reason.zh, reason.active) == ("压坏", False)
    assert scene.client().get(REASONS).status_code == 200
    assert 'value="crushed"' not in scene.client().get(url(scene.load())).content.decode()


@pytest.mark.parametrize("more", [0, 60])
def test_reasons_cost_the_same_for_any_number(scene, django_assert_num_queries, more):
    for number in range(more):
        ProblemReason.objects.create(**{**WORDING, "active": True}, code=f"more_{number}")
    client = scene.client()
    client.get(REASONS)

    with django_assert_num_queries(5):
        client.get(REASONS)
