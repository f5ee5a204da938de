"""GET /appeals/, and what an outlet's own key says about its fines."""

import base64
from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.utils import timezone
from PIL import Image

from crm.accounts.roles import Role
from crm.audit.models import AuditEntry
from shipments.quality.models import Appeal, AppealEvidence, Fine, FineReply
from shipments.quality.services.appeals import Ruling, decide
from tests import copies, make
from tests.partner import Partner

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def owed(outlet, *, left=timedelta(hours=20)):
    fine = make.fine(make.run(make.clock(outlet)), yuan="100.00")
    return make.announced(fine, reply_by=timezone.now() + left)


@pytest.fixture
def outlet():
    return make.outlet()


@pytest.fixture
def key(outlet):
    return Partner(outlets=[outlet])


def coded(raw=b"%PDF-1.7\n%%EOF"):
    return base64.b64encode(raw).decode()


def photo():
    raw = BytesIO()
    Image.new("RGB", (60, 40), "teal").save(raw, "PNG")
    return coded(raw.getvalue())


def kind(answer):
    return answer.status_code, answer.json()["type"].removeprefix("urn:yike:problem:")


def test_a_fine_tells_its_announcement(key, outlet):
    fine = owed(outlet)

    told = key.get(f"/fines/{fine.pk}/").json()

    assert told["notice"] == str(fine.notice.notice_id)
    assert told["reply_by"].startswith(timezone.localtime(fine.notice.reply_by).strftime("%Y-%m-%dT%H:%M:%S"))


def test_a_key_appeals_with_evidence_and_reads_what_became_of_it(key, outlet):
    fine = owed(outlet)
    files = [{"file_name": "现场.png", "content": photo()}, {"file_name": "单.pdf", "content": coded()}]

    answer = key.post(f"/fines/{fine.pk}/appeals/", {"text": "线车晚到", "evidence": files})

    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert (told["state"], told["instance"], told["late"], told["fine"]) == ("open", 1, False, fine.pk)
    assert {file["file_name"]: file["file_type"] for file in told["evidence"]} == {
        "现场.jpg": "image/jpeg",
        "单.pdf": "application/pdf",
    }
    assert key.get(f"/appeals/{told['id']}/").json() == told
    assert key.get("/appeals/").json()["results"] == [told]
    decide(Appeal.objects.get(), Ruling("overturned", "DL1"), by=make.user(Role.INSPECTOR), at=timezone.now())
    decided = key.get(f"/appeals/{told['id']}/").json()
    assert (decided["state"], decided["yuan_before"], decided["yuan_after"]) == ("overturned", "100.00", "0.00")
    assert key.get(f"/fines/{fine.pk}/").json()["state"] == "overturned"
    assert AuditEntry.objects.get(action="appeal.lodge").partner == "partner"


def test_the_same_appeal_sent_again_is_answered_and_not_lodged_again(key, outlet):
    fine = owed(outlet)

    first, again = (key.post(f"/fines/{fine.pk}/appeals/", {"text": "线车晚到"}, once="k1") for _ in range(2))

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert Appeal.objects.count() == 1


def test_a_late_appeal_asks_for_leave(key, outlet):
    fine = owed(outlet, left=-timedelta(hours=1))

    assert key.post(f"/fines/{fine.pk}/appeals/", {"text": "停电"}).json()["state"] == "asking"
    assert kind(key.post(f"/fines/{fine.pk}/reply/", {"text": "停电"})) == (409, "reply_late")


def test_a_key_replies(key, outlet):
    fine = owed(outlet)

    told = key.post(f"/fines/{fine.pk}/reply/", {"text": "车 9:20 才到"}).json()

    assert (told["state"], FineReply.objects.get().text) == ("replied", "车 9:20 才到")
    assert Fine.objects.get().state == "replied"


def test_only_the_outlets_own_key_speaks_for_it(outlet):
    fine = owed(outlet)

    for path in ("reply", "appeals"):
        answer = Partner().post(f"/fines/{fine.pk}/{path}/", {"text": "x"})
        assert kind(answer) == (409, "fine_of_others")
        answer = Partner(outlets=[make.outlet()]).post(f"/fines/{fine.pk}/{path}/", {"text": "x"})
        assert answer.status_code == 404
        answer = Partner(outlets=[outlet], scopes=["fines:read"]).post(f"/fines/{fine.pk}/{path}/", {"text": "x"})
        assert answer.status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": " "},
        {"text": "x" * 2001},
        {"text": "x", "outcome": "overturned"},
        {"text": "x", "evidence": [{"file_name": "a.jpg", "content": "§"}]},
        {"text": "x", "evidence": [{"file_name": "a.jpg"}]},
        {"text": "x", "evidence": [{"file_name": "a.pdf", "content": coded()}] * 6},
        {"text": "x", "evidence": "a.jpg"},
    ],
)
def test_a_body_that_is_none_is_refused(key, outlet, body):
    assert key.post(f"/fines/{owed(outlet).pk}/appeals/", body).status_code == 400
    assert not Appeal.objects.exists()


def test_a_file_that_is_none_is_refused(key, outlet):
    body = {"text": "x", "evidence": [{"file_name": "a.jpg", "content": coded(b"<html>")}]}

    assert kind(key.post(f"/fines/{owed(outlet).pk}/appeals/", body)) == (409, "file_type")
    assert not AppealEvidence.objects.exists()


def test_evidence_is_fetched_by_the_keys_that_see_the_appeal(key, outlet):
    files = [{"file_name": "现场.png", "content": photo()}, {"file_name": "单.pdf", "content": coded()}]
    told = key.post(f"/fines/{owed(outlet).pk}/appeals/", {"text": "x", "evidence": files}).json()
    paths = [f"/appeals/{told['id']}/evidence/{file['id']}/" for file in told["evidence"]]

    for partner in (key, Partner()):
        for path, file in zip(paths, told["evidence"], strict=True):
            answer = partner.get(path)
            assert (answer.status_code, answer["Content-Type"]) == (200, file["file_type"])
            assert len(b"".join(answer.streaming_content)) == file["bytes"]
    other = make.appeal(owed(make.outlet()), at=timezone.now())
    for refused in (Partner(outlets=[make.outlet()]), Partner(scopes=["outlets:read"])):
        assert refused.get(paths[0]).status_code in {403, 404}
    assert Partner().get(paths[0].replace(str(told["id"]), str(other.pk), 1)).status_code == 404


def test_a_reduced_fine_tells_what_is_owed(key, outlet):
    appeal = make.appeal(owed(outlet), at=timezone.now())
    ruling = Ruling("reduced", "DL1", Decimal("40.00"))
    decide(appeal, ruling, by=make.user(Role.INSPECTOR), at=timezone.now())

    told = key.get(f"/fines/{appeal.fine_id}/").json()

    assert (told["yuan"], told["owed"], told["state"]) == ("100.00", "40.00", "reduced")


def test_no_key_decides(key, outlet):
    appeal = make.appeal(owed(outlet), at=timezone.now())
    told = {"state": "overturned", "outcome": "overturned", "reason": "x"}

    for partner in (key, Partner()):
        assert partner.post(f"/appeals/{appeal.pk}/", told).status_code == 405
        assert partner.patch(f"/appeals/{appeal.pk}/", told).status_code == 405
        assert partner.patch(f"/fines/{appeal.fine_id}/", told).status_code == 405
        assert partner.post(f"/appeals/{appeal.pk}/decide/", told).status_code == 404
    assert Appeal.objects.get().state == "open"


def test_filters_narrow_the_list(key, outlet):
    wanted, other = (make.appeal(owed(of), at=timezone.now()) for of in (outlet, make.outlet()))
    partner = Partner()

    def found(**query):
        return [one["id"] for one in partner.get("/appeals/", **query).json()["results"]]

    assert found() == [other.pk, wanted.pk]
    assert found(outlet=outlet.code) == found(fine=wanted.fine_id) == [wanted.pk]
    assert found(state="asking") == found(since=(timezone.now() + timedelta(hours=1)).isoformat()) == []
    assert [one["id"] for one in key.get("/appeals/").json()["results"]] == [wanted.pk]
    assert key.get(f"/appeals/{other.pk}/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_the_list_asks_three_questions(outlet, django_assert_max_num_queries, rows):
    by, clock, partner = make.user(Role.MANAGER, outlet), make.clock(outlet), Partner()
    fine = make.announced(make.fine(make.run(clock), yuan="100.00"))
    copies.appeals(make.appeal(fine, by=by), rows)

    with django_assert_max_num_queries(3):  # key (once a second), appeals, evidence
        partner.get("/appeals/")
