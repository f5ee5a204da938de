"""A text is used when another person has approved it, and never changes afterwards."""

from contextlib import contextmanager

import pytest

from crm.accounts.roles import Role
from crm.audit.models import AuditEntry
from crm.outbox.models import Template
from crm.outbox.queries import template_in_force
from crm.outbox.rules.template_faults import Fault, faults
from crm.outbox.services import templates as service
from crm.outbox.services.templates import Words
from crm.shared.errors import Refused
from tests import make

FEAST = Words("promotion", "【驿客】元宵节快乐！拒收请回复R")


@contextmanager
def refused(code):
    with pytest.raises(Refused) as refusal:
        yield
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("code", "channel", "purpose", "title", "text", "found"),
    [
        ("feast", "sms", "promotion", "", "【驿客】节日快乐！拒收请回复R", []),
        ("thanks", "sms", "notice", "", "【驿客】您的快件{waybill}已送达。", []),
        ("feast", "email", "promotion", "问候", "节日快乐", []),
        ("feast", "sms", "promotion", "", "节日快乐！拒收请回复R", [Fault.UNSIGNED]),
        ("feast", "sms", "promotion", "", "【驿客】节日快乐！", [Fault.NO_REFUSAL]),
        ("feast", "sms", "promotion", "", "【驿客】{name}节日快乐！拒收请回复R", [Fault.VARIABLES]),
        ("thanks", "sms", "notice", "", "【驿客】{waybill}已送达，{points}积分", [Fault.VARIABLES]),
        ("thanks", "sms", "notice", "", "【驿客】{waybill}}已送达", [Fault.BRACES]),
        ("thanks", "sms", "promotion", "", "【驿客】拒收请回复R", [Fault.PURPOSE]),
        ("feast", "email", "notice", " ", "", [Fault.EMPTY, Fault.NO_TITLE]),
    ],
)
def test_what_keeps_a_text_from_being_proposed(code, channel, purpose, title, text, found):
    assert list(faults(code, channel, purpose, title=title, text=text)) == found


@pytest.mark.django_db
def test_a_text_is_approved_by_another_person_and_replaces_the_one_before():
    writer, other = make.user(Role.CRG), make.user(Role.OPERATIONS)
    first = service.write("lantern", "sms", FEAST, by=writer, at=make.NOON)
    with refused("open_draft"):
        service.write("lantern", "sms", FEAST, by=other, at=make.NOON)
    service.propose(first, by=writer, at=make.NOON)
    with refused("proposed"):
        service.change(first, FEAST, by=writer, at=make.NOON)
    with refused("own_text"):
        service.approve(first, by=writer, at=make.NOON)
    assert template_in_force("lantern", "sms") is None
    service.approve(first, by=other, at=make.NOON)

    second = service.write("lantern", "sms", FEAST, by=other, at=make.NOON)
    service.propose(second, by=other, at=make.NOON)
    service.send_back(second, by=writer, at=make.NOON)
    service.change(second, FEAST, by=writer, at=make.NOON)
    service.propose(second, by=writer, at=make.NOON)
    service.approve(second, by=other, at=make.NOON)

    assert template_in_force("lantern", "sms") == second
    assert Template.objects.get(pk=first.pk).retired_at == make.NOON
    for act in (service.propose, service.approve, service.send_back):
        with pytest.raises(Refused):
            act(second, by=other, at=make.NOON)
    service.retire(second, by=writer, at=make.NOON)
    assert template_in_force("lantern", "sms") is None
    assert AuditEntry.objects.filter(action="template.approve", actor=other).count() == 2
