"""Pages of appeals: three taps from the fine, both sides beside each other, and who may not decide."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from crm.accounts.roles import Role
from shipments.quality.models import Appeal, Fine
from shipments.quality.services.appeals import Ruling, decide
from shipments.quality.services.late_scans import wording
from shipments.rules.edition import EDITION_1
from tests import copies, make

pytestmark = pytest.mark.django_db
SOON = timedelta(hours=20)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def owed(outlet=None, *, left=SOON, **fields):
    """A fine of 100 yuan that may be answered for `left` from now."""
    fine = make.fine(make.run(make.clock(outlet)), yuan="100.00", evidence=wording(EDITION_1, "DL1"))
    return make.announced(fine, reply_by=timezone.now() + left, **fields)


def appealed(**fields):
    return make.appeal(owed(**fields), at=timezone.now())


def photo(name="现场.png"):
    raw = BytesIO()
    Image.new("RGB", (60, 40), "teal").save(raw, "PNG")
    return SimpleUploadedFile(name, raw.getvalue())


def login(client, role, outlet=None):
    person = make.user(role, outlet)
    client.force_login(person)
    return person


def page(client, subject):
    return client.get(subject.get_absolute_url(), headers={"Accept-Language": "en"})


def ruling(outcome="overturned", **fields):
    return {"outcome": outcome, "reason": "DL1: the truck came late", **fields}


def url(name, subject):
    return reverse(f"quality:{name}", args=[subject.pk])


def test_from_the_fine_to_an_appeal_with_a_picture(client):
    fine = owed()
    by = login(client, Role.SERVICE_CLERK, fine.outlet)
    assert url("fine_appeal", fine) in page(client, fine).text

    answer = client.post(url("fine_appeal", fine), {"ground": "truck", "instance": 1, "files": [photo()]}, follow=True)

    appeal = Appeal.objects.get()
    assert answer.redirect_chain[0][0] == appeal.get_absolute_url()
    assert (appeal.by, appeal.state, appeal.evidence.count()) == (by, "open", 1)
    assert Fine.objects.get().state == "appealed"
    assert url("fine_appeal", fine) not in page(client, fine).text


def test_evidence_is_shown_to_who_sees_the_appeal_and_to_nobody_else(client):
    appeal = make.appeal(owed(), files=[photo(), SimpleUploadedFile("单.pdf", b"%PDF-1.7\n%%EOF")], at=timezone.now())
    paper, picture = (
        reverse("quality:appeal_file", args=[appeal.pk, file.pk]) for file in appeal.evidence.order_by("file_type")
    )
    login(client, Role.COURIER, appeal.outlet)

    assert client.get(picture).headers["Content-Type"] == "image/jpeg"
    assert client.get(paper).headers["Content-Disposition"].startswith("attachment")
    login(client, Role.MANAGER)
    assert client.get(picture).status_code == client.get(appeal.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"ground": "other", "text": " "},
        {"ground": "truck", "files": [SimpleUploadedFile("x.jpg", b"<html>")]},
        {"ground": "truck", "text": "x" * 1801},
        {"ground": "unheard of"},
    ],
)
def test_an_appeal_that_says_nothing_good_stays_on_its_page(client, told):
    fine = owed()
    login(client, Role.MANAGER, fine.outlet)

    assert client.post(url("fine_appeal", fine), {"instance": 1, **told}).status_code == 422
    assert not Appeal.objects.exists()


def test_a_late_appeal_says_why_it_is_late(client):
    fine = owed(left=-SOON)
    login(client, Role.MANAGER, fine.outlet)

    assert client.post(url("fine_appeal", fine), {"instance": 1, "ground": "truck"}).status_code == 422
    client.post(url("fine_appeal", fine), {"instance": 1, "ground": "truck", "text": "停电两天"})
    assert Appeal.objects.get().state == "asking"


def test_what_cannot_be_appealed_leads_back(client):
    fine = make.fine(make.run(make.clock()))
    login(client, Role.MANAGER, fine.outlet)

    assert client.get(url("fine_appeal", fine)).url == fine.get_absolute_url()
    assert "Not announced yet" in page(client, fine).text


def test_a_courier_sees_the_fine_and_may_say_nothing(client):
    fine = owed()
    login(client, Role.COURIER, fine.outlet)

    assert page(client, fine).context["dispute"].form is None
    for name in ("fine_appeal", "fine_reply"):
        assert client.post(url(name, fine), {"text": "x"}).status_code == 403


def test_replies_of_both_stand_on_the_page(client):
    fine = owed()
    login(client, Role.MANAGER, fine.outlet)
    assert client.post(url("fine_reply", fine), {"text": ""}).status_code == 422
    client.post(url("fine_reply", fine), {"text": "车 9:20 才到"})
    login(client, Role.INSPECTOR)
    client.post(url("fine_reply", fine), {"text": "请传照片"})

    assert [said.text for said in page(client, fine).context["dispute"].replies] == ["车 9:20 才到", "请传照片"]
    assert Fine.objects.get().state == "replied"


def test_the_decider_has_both_sides_and_the_money_before_the_eyes(client):
    appeal = appealed()
    login(client, Role.INSPECTOR)

    seen = page(client, appeal)

    for words in (EDITION_1.text("DL1").en, appeal.text, "What the network holds", "What the outlet says"):
        assert words in seen.text
    assert [(effect.remains, effect.back) for effect in seen.context["effects"]] == [
        (Decimal(100), 0),
        (0, Decimal(100)),
    ]


def test_a_decision_stands_on_both_pages(client):
    appeal = appealed()
    login(client, Role.INSPECTOR)

    client.post(url("appeal_decide", appeal), ruling("reduced", left="40"))

    seen = page(client, appeal)
    assert [entry.yuan for entry in seen.context["entries"]] == [100, -60]
    assert "the truck came late" in seen.text
    login(client, Role.MANAGER, appeal.outlet)
    assert "the truck came late" in page(client, appeal.fine).text
    assert "ruling_form" not in page(client, appeal).context


@pytest.mark.parametrize("told", [{}, ruling("reduced"), ruling("reduced", left="100"), ruling(reason="")])
def test_a_decision_that_is_none_is_not_taken(client, told):
    appeal = appealed()
    login(client, Role.INSPECTOR)

    assert client.post(url("appeal_decide", appeal), told).status_code == 422
    assert Appeal.objects.get().state == "open"


def issuer(client, appeal):
    Fine.objects.update(issuer=login(client, Role.INSPECTOR))


def colleague(client, appeal):
    make.member(login(client, Role.INSPECTOR), Role.COURIER, appeal.outlet)


def appellant(client, appeal):
    """Has left the outlet meanwhile."""
    appeal.by.memberships.all().delete()
    make.member(appeal.by, Role.INSPECTOR)
    client.force_login(appeal.by)


@pytest.mark.parametrize("becomes", [issuer, colleague, appellant])
def test_whoever_has_a_hand_in_it_is_told_and_refused(client, becomes):
    appeal = appealed()
    becomes(client, appeal)

    seen = page(client, appeal)
    assert "ruling_form" not in seen.context
    assert str(seen.context["barred"]) in seen.text
    assert client.post(url("appeal_decide", appeal), ruling()).status_code == 422
    assert Appeal.objects.get().state == "open"


def test_the_second_instance_is_shown_to_the_supervisor_alone(client):
    appeal, first = appealed(), make.user(Role.APPEALS_SUPERVISOR)
    decide(appeal, Ruling("sustained", "DL1"), by=first, at=timezone.now())
    login(client, Role.MANAGER, appeal.outlet)
    client.post(url("fine_appeal", appeal.fine), {"ground": "truck", "instance": 2})
    second = Appeal.objects.get(instance=2)

    for person, may in ((first, False), (make.user(Role.INSPECTOR), False), (make.user(Role.APPEALS_SUPERVISOR), True)):
        client.force_login(person)
        assert ("ruling_form" in page(client, second).context) is may
        assert (client.post(url("appeal_decide", second), ruling()).status_code == 302) is may


@pytest.mark.parametrize(("given", "state"), [("yes", "open"), ("no", "refused")])
def test_leave_is_given_or_refused_by_the_supervisor(client, given, state):
    appeal = appealed(left=-SOON)
    login(client, Role.INSPECTOR)
    assert client.post(url("appeal_leave", appeal), {"given": given, "reason": "停电"}).status_code == 403
    login(client, Role.APPEALS_SUPERVISOR)

    assert client.post(url("appeal_leave", appeal), {"given": given}).status_code == 422
    client.post(url("appeal_leave", appeal), {"given": given, "reason": "停电"})

    assert Appeal.objects.get().state == state
    assert "停电" in page(client, appeal).text


def test_the_queue_holds_what_waits_and_the_oldest_first(client):
    first, second, gone = appealed(), appealed(), appealed()
    decide(gone, Ruling("sustained", "DL1"), by=make.user(Role.INSPECTOR), at=timezone.now())
    login(client, Role.INSPECTOR)

    assert [row.pk for row in listed(client, "appeals_waiting")] == [first.pk, second.pk]
    assert [row.pk for row in listed(client, "appeals")] == [gone.pk, second.pk, first.pk]
    assert [row.pk for row in listed(client, "appeals", state="sustained")] == [gone.pk]
    assert [row.pk for row in listed(client, "appeals", q=first.fine.violation.waybill.number)] == [first.pk]
    login(client, Role.MANAGER, first.outlet)
    assert [row.pk for row in listed(client, "appeals")] == [first.pk]


def listed(client, name, **query):
    return client.get(reverse(f"quality:{name}"), query).context["table"].objects


@pytest.mark.parametrize("name", ["appeals", "appeals_waiting"])
@pytest.mark.parametrize(("rows", "asked"), [(1, 8), (3, 8), (300, 9)])
def test_the_lists_ask_the_same_few_questions(client, django_assert_num_queries, name, rows, asked):
    outlet = make.outlet()
    by, clock = make.user(Role.MANAGER, outlet), make.clock(outlet)
    fine = make.announced(make.fine(make.run(clock), yuan="100.00"))
    copies.appeals(make.appeal(fine, by=by), rows)
    login(client, Role.INSPECTOR)

    with django_assert_num_queries(asked):
        client.get(reverse(f"quality:{name}"))
