from uuid import uuid4

import pytest

from crm.accounts.roles import Role
from shipments.models import ProblemDraft
from shipments.services.problem_drafts import drop_draft, keep_draft
from tests import make

pytestmark = pytest.mark.django_db


def test_the_newest_form_of_a_person_and_waybill_is_kept():
    waybill, event_id = make.waybill(), uuid4()
    by = make.user(Role.COURIER, waybill.destination)

    keep_draft(waybill, {"contact": "王"}, event_id=event_id, by=by, at=make.NOON)
    keep_draft(
        waybill, {"contact": "王女士", "matter": "长" * 600, "else": "x"}, event_id=event_id, by=by, at=make.NOON
    )

    draft = ProblemDraft.objects.get()
    assert (draft.data["contact"], len(draft.data["matter"]), "else" in draft.data) == ("王女士", 500, False)
    assert list(ProblemDraft.objects.visible_to(make.user(Role.MANAGER, waybill.destination))) == []
    assert list(ProblemDraft.objects.visible_to(by)) == [draft]


def test_nothing_typed_is_no_draft():
    waybill = make.waybill()
    by = make.user(Role.COURIER, waybill.destination)
    keep_draft(waybill, {"matter": "外箱"}, event_id=uuid4(), by=by, at=make.NOON)

    assert keep_draft(waybill, {"category": "damage", "matter": " "}, event_id=uuid4(), by=by, at=make.NOON) is None
    assert not ProblemDraft.objects.exists()


def test_a_draft_is_dropped_alone():
    waybill = make.waybill()
    mine, theirs = (make.user(Role.COURIER, waybill.destination) for _ in range(2))
    for by in (mine, theirs):
        keep_draft(waybill, {"matter": "外箱"}, event_id=uuid4(), by=by, at=make.NOON)

    drop_draft(waybill, by=mine)

    assert ProblemDraft.objects.get().person == theirs


def test_what_was_registered_is_no_draft_any_more():
    waybill = make.waybill()
    by = make.user(Role.COURIER, waybill.destination)
    event_id = make.problem(waybill).event_id

    assert keep_draft(waybill, {"matter": "外箱"}, event_id=event_id, by=by, at=make.NOON) is None
