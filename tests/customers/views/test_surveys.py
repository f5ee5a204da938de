"""Headquarters write forms, draw samples and read figures; an outlet reads its own."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from crm.accounts.roles import Role
from crm.outbox.models import Message
from customers.models import FocusGroup, Invitation, MysteryVisit, Survey, SurveyAnswer, SurveyRound
from customers.services.surveys import answer
from tests import make
from tests.customers.views.test_key_accounts import entered

pytestmark = pytest.mark.django_db


def told(outlet, stars, *, kind="delivery", **given):
    invitation = make.invitation(make.customer(outlet), invited_at=timezone.now(), kind=kind)
    return answer(invitation, {"stars": stars, **given}, at=timezone.now())


def test_an_outlet_reads_its_own_answers_with_how_sure_they_are(client):
    mine, theirs = make.outlet(), make.outlet()
    low = told(mine, 1, comment="箱子压坏了")
    told(mine, 5)
    told(theirs, 5, comment="很准时")
    manager = entered(client, make.user(Role.MANAGER, mine))

    page = manager.get(reverse("customers:surveys"))
    rows = manager.get(reverse("customers:survey_answers"), {"voice": "low"})

    assert (page.context["told"].answers, page.context["told"].low, page.context["outlets"]) == (2, 1, [])
    assert "n = 2" in page.content.decode() and "样本太少" in page.content.decode()
    assert "箱子压坏了" in page.content.decode() and "很准时" not in page.content.decode()
    assert [row.pk for row in rows.context["table"].objects] == [low.pk]
    assert "★☆☆☆☆" in manager.get(low.get_absolute_url()).content.decode()


def test_headquarters_see_what_matters_most_beside_mystery_visits(client):
    outlet = make.outlet()
    for _ in range(3):
        pairs = {
            "price": {"importance": 5, "satisfaction": 2},
            "manner": {"importance": 3, "satisfaction": 5},
        }
        told(outlet, 4, kind="periodic", nps=9, competitor="甲速达", **pairs)
    client = entered(client, make.user(Role.CRG))
    form = {"outlet": outlet.code, "on": timezone.localdate(), "findings": "等了二十分钟", "score_price": 2}

    client.post(reverse("customers:mystery_visit_new"), form)
    page = client.get(reverse("customers:surveys"), {"kind": "periodic"})

    corners = [(spot.placed.attribute.code, badge.kind, visit) for spot, badge, visit in page.context["corners"]]
    assert corners == [("price", "overdue", (1, 2.0)), ("manner", "open", None)]
    assert page.context["competitors"] == [("甲速达", 3)]
    assert page.context["told"].nps.value == 100.0
    assert client.get(MysteryVisit.objects.get().get_absolute_url()).status_code == 200


def test_a_form_is_changed_in_a_new_version_and_answers_stay_with_the_old_one(client):
    old = make.survey("delivery")
    asked = make.invitation(invited_at=timezone.now())
    client = entered(client, make.user(Role.OPERATIONS))

    edit = client.post(reverse("customers:survey_draft", args=[old.pk])).url
    page = client.get(edit)
    sent = {name: value for form in [page.context["form"]] for name, value in _as_sent(form).items()}
    faulty = client.post(edit, sent | {"q-0-code": "1st", "q-1-choices": "a | 甲"})
    client.post(
        edit, sent | {"title_zh": "新问卷", "q-3-kind": "nps", "q-3-code": "nps", "q-3-zh": "推荐", "q-3-en": "Do?"}
    )
    draft = Survey.objects.get(kind="delivery", published_at=None)
    client.post(reverse("customers:survey_publish", args=[draft.pk]))

    assert (faulty.status_code, len(faulty.context["form"].questions.errors[0])) == (422, 1)
    draft.refresh_from_db()
    old.refresh_from_db()
    assert [each["code"] for each in draft.questions] == ["stars", "best", "comment", "nps"]
    assert draft.questions[1]["choices"] == old.questions[1]["choices"]
    assert (draft.version, draft.published_at is not None, old.retired_at is not None) == (2, True, True)
    assert client.post(edit, sent).url == draft.get_absolute_url()
    assert client.get(draft.get_absolute_url()).status_code == 200
    assert answer(asked, {"stars": 5}, at=timezone.now()).survey == old
    assert make.invitation(kind="delivery", invited_at=timezone.now()).survey == draft


def _as_sent(form):
    """What the browser would send of an untouched page."""
    fields = [*form, *form.questions.management_form, *(field for one in form.questions for field in one)]
    given = {field.html_name: field.value() for field in fields}
    return {name: value for name, value in given.items() if value not in (None, False, "")}


def test_a_sample_is_drawn_from_every_tier_and_the_lost_by_a_seed_and_written_to(client):
    make.survey("periodic")
    for number in range(12):
        customer = make.customer(phone=f"154000000{number:02d}")
        make.standing(customer, "ABC"[number % 3])
        if number % 4 == 3:
            make.churn_case(customer)
    resting = make.invitation(make.customer(phone="15400000099"), invited_at=timezone.now()).customer
    make.standing(resting, "A")
    client = entered(client, make.user(Role.CRG))
    url, sizes = reverse("customers:survey_round_new"), {f"size_{stratum}": 2 for stratum in ("A", "B", "C", "lost")}

    refused = client.post(url, {"name": "四季度", **sizes, "size_lost": 0})
    client.post(url, {"name": "四季度", "seed": 7, **sizes})

    drawn = SurveyRound.objects.get()
    assert (refused.status_code, drawn.seed) == (422, 7)
    assert drawn.populations == {"A": 3, "B": 3, "C": 3, "lost": 3}
    strata = drawn.invitations.order_by("stratum").values_list("stratum", flat=True)
    assert list(strata) == ["A", "A", "B", "B", "C", "C", "lost", "lost"]
    assert not drawn.invitations.filter(customer=resting).exists()
    sent = Message.objects.filter(key__startswith="survey:")
    assert set(drawn.invitations.values_list("message", flat=True)) == set(sent.values_list("pk", flat=True))
    assert sent.first().values["link"].startswith("http")
    client.post(reverse("customers:survey_round_close", args=[drawn.pk]))
    assert not Invitation.objects.filter(round=drawn, closes_at__gt=timezone.now()).exists()
    assert client.get(drawn.get_absolute_url()).status_code == 200


def test_a_focus_group_has_six_to_twelve_of_every_tier(client):
    outlet = make.outlet()
    customers = [make.customer(outlet) for _ in range(6)]
    for customer, tier in zip(customers, "AABBCC", strict=True):
        make.standing(customer, tier)
    client = entered(client, make.user(Role.CRG))
    url, codes = reverse("customers:focus_group_new"), [each.code for each in customers]
    form = {"on": timezone.localdate(), "topic": "理赔", "moderator": "郑", "actions": "一页纸说明"}

    few = client.post(url, {**form, "members": "\n".join(codes[:5])})
    ahead = client.post(url, {**form, "members": "\n".join(codes), "on": timezone.localdate() + timedelta(days=1)})
    customers[5].standing.delete()
    make.standing(customers[5], "B")
    customers[4].standing.delete()
    make.standing(customers[4], "A")
    one_sided = client.post(url, {**form, "members": "\n".join(codes)})
    customers[5].standing.delete()
    client.post(url, {**form, "members": "\n".join(codes)})

    assert [page.status_code for page in (few, ahead, one_sided)] == [422, 422, 422]
    group = FocusGroup.objects.get()
    assert (group.strata, group.members.count()) == (["A", "A", "B", "B", "A", "C"], 6)
    assert client.get(group.get_absolute_url()).status_code == 200
    assert not SurveyAnswer.objects.exists()
