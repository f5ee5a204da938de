import pytest

from crm.accounts.roles import Role
from crm.audit.models import AuditEntry
from crm.shared.errors import Refused
from outlets.models import CallScript
from outlets.queries.call_scripts import script_in_force
from outlets.services.call_scripts import (
    FaultyScript,
    change_draft,
    copy_script,
    discard_draft,
    fingerprint,
    publish_script,
)
from tests import make

pytestmark = pytest.mark.django_db
SHORT = [{"code": "bye", "zh": "谢谢，再见。", "en": "Thank you, goodbye.", "result": "reached"}]


@pytest.fixture
def writer():
    return {"by": make.user(Role.CRG), "at": make.NOON}


def test_a_draft_becomes_the_next_version_and_the_old_one_stays(writer):
    first = make.call_script("delay")
    draft = copy_script(first, **writer)

    change_draft(draft, SHORT, note="短一点", seen=fingerprint(draft), **writer)
    assert script_in_force("delay") == first
    publish_script(draft, **writer)

    assert script_in_force("delay") == draft
    assert script_in_force("delay").steps == SHORT
    assert CallScript.objects.get(pk=first.pk).steps == first.steps
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == [
        "call_script.copy",
        "call_script.change",
        "call_script.publish",
    ]


def test_what_is_published_or_gone_cannot_change(writer):
    script = make.call_script("delay")
    draft = copy_script(script, **writer)
    discard_draft(draft, **writer)

    for each in (script, draft):
        with pytest.raises(Refused):
            change_draft(each, SHORT, note="", seen=fingerprint(each), **writer)
        with pytest.raises(Refused):
            publish_script(each, **writer)
        with pytest.raises(Refused):
            discard_draft(each, **writer)


def test_two_writers_do_not_overwrite_each_other(writer):
    draft = copy_script(make.call_script("delay"), **writer)
    seen = fingerprint(draft)
    change_draft(draft, SHORT, note="", seen=seen, **writer)

    with pytest.raises(Refused) as overwriting:
        change_draft(draft, SHORT, note="x", seen=seen, **writer)
    with pytest.raises(Refused) as copying:
        copy_script(draft, **writer)
    assert (overwriting.value.code, copying.value.code) == ("changed_meanwhile", "draft_exists")


def test_a_faulty_script_is_neither_kept_nor_published(writer):
    draft = copy_script(make.call_script("delay"), **writer)

    with pytest.raises(FaultyScript) as refused:
        change_draft(draft, [{**SHORT[0], "zh": "{phne}再见"}], note="", seen=fingerprint(draft), **writer)
    assert refused.value.faults == [("steps[0].zh", "there is no variable {phne}")]
    CallScript.objects.filter(pk=draft.pk).update(steps=[])
    with pytest.raises(FaultyScript):
        publish_script(draft, **writer)
