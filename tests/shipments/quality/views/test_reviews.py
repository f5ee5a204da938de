"""Pages of the review queue: claimed, called back, judged, and the next piece follows."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from crm.accounts.roles import Role
from crm.audit.models import AuditEntry
from shipments.models import Call, ProblemRecord
from shipments.quality.models import ProblemReview
from shipments.quality.services.reviews import claim
from tests import make
from tests.story import Story

pytestmark = pytest.mark.django_db
DOUBTFUL = "下大雨，两次致电收件人无人接听，已与收件人约定明日上午九点送达"


def queued(minutes=60):
    """A piece registered so many minutes ago, in the queue."""
    now = timezone.now()
    told = Story(arrived=now - timedelta(hours=5), unloaded=now - timedelta(hours=4))
    told.arrive(now - timedelta(hours=4))
    told.problem(now - timedelta(minutes=minutes), matter=DOUBTFUL)
    return make.review(ProblemRecord.objects.get(waybill=told.waybill))


def login(client, role=Role.INSPECTOR):
    person = make.user(role)
    client.force_login(person)
    return person


def url(name, review=None):
    return reverse(f"quality:{name}", args=[review.pk] if review else None)


def called(client, review, result="reached", **told):
    return client.post(url("review_call", review), {"result": result, "event_id": uuid4(), **told})


def judged(client, review, verdict, **told):
    return client.post(url("review_judge", review), {"verdict": verdict, "ruling": "IV2", **told})


def test_one_after_the_other_until_nothing_waits(client):
    first, second = queued(90), queued(60)
    by = login(client)

    assert client.post(url("review_next")).url == first.get_absolute_url()
    assert judged(client, first, "pass").url == second.get_absolute_url()
    assert judged(client, second, "improper", reason="下雨不是理由").url == url("reviews")

    assert [(r.verdict, r.judged_by, r.ruling) for r in ProblemReview.objects.order_by("asked_at")] == [
        ("pass", by, ""),
        ("improper", by, "IV2"),
    ]


def test_a_call_back_in_one_tap_lets_false_be_said(client):
    review = queued()
    login(client)
    client.post(url("review_next"))
    refused = judged(client, review, "false", reason="收件人称无人联系")
    assert refused.status_code == 422
    assert called(client, review, note="没有人来过").url == review.get_absolute_url()
    assert client.get(review.get_absolute_url()).context["proves"]

    judged(client, review, "false", reason="收件人称无人联系")

    review.refresh_from_db()
    assert (review.verdict, review.call.note, review.call.checks) == ("false", "没有人来过", True)
    assert ProblemRecord.objects.get().proven_false_at


def test_the_same_tap_twice_is_one_call(client):
    review, event_id = queued(), uuid4()
    login(client)

    for _ in range(2):
        client.post(url("review_call", review), {"result": "no_answer", "event_id": event_id})

    assert Call.objects.count() == 1


def test_what_a_colleague_works_on_is_shown_and_not_judged(client):
    review = queued()
    claim(review, by=make.user(Role.INSPECTOR), at=timezone.now())
    login(client)

    page = client.get(review.get_absolute_url())
    assert "form" not in page.context or page.context["form"] is None
    assert judged(client, review, "pass").status_code == 422
    assert called(client, review).status_code == 302
    assert not Call.objects.exists()
    assert client.post(url("review_next")).url == url("reviews")


def test_the_number_is_masked_until_somebody_asks_for_it(client):
    review = queued()
    by = login(client)
    client.post(url("review_claim", review))
    phone = review.problem.waybill.receiver_phone

    assert phone not in client.get(review.get_absolute_url()).text
    assert phone in client.post(url("review_number", review)).text
    assert AuditEntry.objects.get(action="waybill.unmask").actor == by


def test_the_page_says_what_false_costs(client):
    review = queued()
    login(client, Role.APPEALS_SUPERVISOR)
    client.post(url("review_claim", review))

    costs = client.get(review.get_absolute_url(), headers={"Accept-Language": "en"}).context["costs"]

    assert "FK1 200 yuan" in costs


def test_who_does_not_judge_stays_outside(client):
    review = queued()
    for role in (Role.EXECUTIVE, Role.MANAGER):
        login(client, role)
        for path in (url("reviews"), review.get_absolute_url()):
            assert client.get(path).status_code == 403
        assert judged(client, review, "pass").status_code == 403


@pytest.mark.parametrize("name", ["reviews", "reviews_judged"])
@pytest.mark.parametrize("rows", [1, 3])
def test_the_lists_ask_the_same_few_questions(client, django_assert_num_queries, name, rows):
    by = make.user(Role.INSPECTOR)
    done = {"verdict": "pass", "judged_by": by, "judged_at": make.NOON} if name == "reviews_judged" else {}
    for _ in range(rows):
        make.review(make.problem(make.waybill(), remark="review"), **done)
    client.force_login(by)

    with django_assert_num_queries(8):
        assert len(client.get(url(name)).context["table"].objects) == rows


def test_a_piece_asks_the_same_however_many_wait(client, django_assert_num_queries):
    review = queued()
    make.review(make.problem(make.waybill(), remark="review"))
    login(client)
    client.post(url("review_claim", review))
    client.get(review.get_absolute_url())

    with django_assert_num_queries(9):
        client.get(review.get_absolute_url())
