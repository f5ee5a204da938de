from datetime import timedelta
from uuid import uuid4

import pytest

from crm.accounts.roles import Role
from crm.audit.models import AuditEntry
from crm.shared.errors import Refused
from shipments.models import ProblemReason, ProblemRecord
from shipments.rules.problem_reasons import REASONS
from shipments.services.problem_reasons import Wording, add_reason, change_reason
from shipments.services.scans import Scan, record_scans
from tests import make

pytestmark = pytest.mark.django_db

TOLD = {
    "category": "delivery",
    "contact": "王女士",
    "phone": "0755-26000000",
    "matter": "两次致电无人接听，约14:00上门",
}


def wording(**changes):
    fields = {"category": "delivery", "party": "receiver", "zh": "试", "en": "Try", "template_zh": "___试"}
    return Wording(**{**fields, "template_en": "___ tries", "active": True, "order": 5, **changes})


def register(waybill, **told):
    scan = Scan(
        uuid4(), "problem", waybill.number, waybill.destination.code, make.NOON, detail={"problem": {**TOLD, **told}}
    )
    return record_scans([scan], source="test", access=make.EVERYTHING, at=make.NOON)


def test_the_list_is_shipped():
    assert ProblemReason.objects.count() == len(REASONS)


def test_a_record_keeps_the_reason_and_when_to_follow_up():
    make.edition()
    waybill = make.waybill()

    register(waybill, reason="no_answer")

    record = ProblemRecord.objects.get()
    assert (record.reason.party, record.follow_up_at) == ("receiver", make.NOON + timedelta(days=1))


def test_an_unknown_reason_is_refused_and_an_old_one_is_not():
    make.edition()
    waybill = make.waybill()
    ProblemReason.objects.filter(code="lost").update(active=False)

    assert [one.code for one in register(waybill, reason="nowhere").rejected] == ["unknown_reason"]
    assert register(waybill, reason="lost").accepted == 1


def test_a_record_without_a_reason_is_a_record():
    make.edition()
    register(make.waybill())

    assert ProblemRecord.objects.get().reason is None


def test_a_new_reason_and_a_changed_one_are_noted():
    by = make.user(Role.INSPECTOR)

    made = add_reason("try", wording(), by=by, at=make.NOON)
    changed = change_reason(made, wording(zh="再试", active=False), by=by, at=make.NOON)
    change_reason(changed, wording(zh="再试", active=False), by=by, at=make.NOON)

    assert (changed.zh, changed.active, changed.code) == ("再试", False, "try")
    acts = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(acts) == ["problem_reason.add", "problem_reason.change"]


def test_a_code_is_taken_once():
    with pytest.raises(Refused) as refusal:
        add_reason("lost", wording(), by=make.user(Role.INSPECTOR), at=make.NOON)

    assert refusal.value.code == "code_taken"
