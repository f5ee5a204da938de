"""The scans close problem pieces, and open them again when they are withdrawn."""

from datetime import timedelta

import pytest

from crm.accounts.roles import Role
from shipments.models import ProblemRecord
from shipments.services.problem_closing import close_problems
from shipments.services.problem_follow_ups import Step, follow_up
from tests import make

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
PROBLEM = {"category": "delivery", "contact": "王女士", "phone": "0755-26000000", "matter": "收件人出差，要求周五送"}


@pytest.fixture
def piece():
    make.edition()
    piece = make.waybill().pieces.get()
    make.scan(piece, "problem", detail={"problem": PROBLEM})
    return piece


@pytest.mark.parametrize("kind", ["delivered", "signed", "returned"])
def test_the_end_of_the_way_closes(piece, kind):
    scan = make.scan(piece, kind, occurred_at=make.NOON + HOUR)

    assert [close_problems(make.NOON + 2 * HOUR), close_problems(make.NOON + 2 * HOUR)] == [1, 0]
    record = ProblemRecord.objects.get()
    assert (record.closed_at, record.closed_by, record.follow_up_at) == (scan.occurred_at, None, None)


@pytest.mark.parametrize("kind", ["arrival", "out_for_delivery", "hold"])
def test_what_still_moves_stays_open(piece, kind):
    make.scan(piece, kind, occurred_at=make.NOON + HOUR)

    assert close_problems(make.NOON + 2 * HOUR) == 0
    assert ProblemRecord.objects.open().exists()


def test_a_problem_after_the_delivery_stays_open(piece):
    make.scan(piece, "delivered", occurred_at=make.NOON - HOUR)

    assert close_problems(make.NOON + 2 * HOUR) == 0


def test_a_withdrawn_signature_opens_it_again_and_is_asked_after_at_once(piece):
    scan = make.scan(piece, "signed", occurred_at=make.NOON + HOUR)
    close_problems(make.NOON + 2 * HOUR)
    make.scan(piece, "void", occurred_at=make.NOON + 2 * HOUR, corrects=scan.event_id)

    assert close_problems(make.NOON + 3 * HOUR) == 1
    record = ProblemRecord.objects.get()
    assert (record.closed_at, record.follow_up_at) == (None, make.NOON + 3 * HOUR)
    assert list(ProblemRecord.objects.due(make.NOON + 3 * HOUR)) == [record]


def test_what_a_person_closed_stays_closed(piece):
    record = ProblemRecord.objects.get()
    follow_up(record, Step("closed", "已说清"), by=make.user(Role.MANAGER, record.outlet), at=make.NOON + HOUR)

    assert close_problems(make.NOON + 2 * HOUR) == 0
