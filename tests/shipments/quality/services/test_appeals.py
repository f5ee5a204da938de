"""Appeals: who lodges when, what a decision books, who may not decide, at every level below the page."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum
from PIL import Image

from crm.accounts.roles import Role
from crm.audit.models import AuditEntry
from crm.partners.principal import Partner
from crm.shared.errors import Refused
from outlets.models import Membership
from shipments.quality.models import Appeal, Fine, FineReply, LedgerEntry
from shipments.quality.services.appeals import (
    Grounds,
    Ruling,
    decide,
    give_leave,
    lodge,
    refuse_leave,
)
from shipments.quality.services.posting import void_violations
from shipments.quality.services.replies import answer, reply
from tests import make

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
REPLY_BY = make.NOON + 72 * HOUR
SECOND = timedelta(seconds=1)
LATER = make.NOON + 5 * HOUR


@pytest.fixture(autouse=True)
def media(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def owed(yuan="100.00", **fields):
    return make.announced(make.fine(make.run(make.clock()), yuan=yuan), **fields)


def principal(*outlets):
    codes = tuple(outlet.code for outlet in outlets)
    return Partner(key_id=1, name="加盟商系统", prefix="ab", scopes=frozenset(), outlet_codes=codes)


def manager(fine):
    return make.user(Role.MANAGER, fine.outlet)


def ruled(appeal, outcome="sustained", *, by=None, at=LATER, left=None, reason="DL1：线车到达时间以调度记录为准"):
    return decide(appeal, Ruling(outcome, reason, left), by=by or make.user(Role.INSPECTOR), at=at)


def photo(name="现场.png"):
    raw = BytesIO()
    Image.new("RGB", (60, 40), "teal").save(raw, "PNG")
    return ContentFile(raw.getvalue(), name=name)


def balance(fine):
    return LedgerEntry.objects.filter(fine=fine).aggregate(owed=Sum("yuan"))["owed"]


def refused(code):
    return pytest.raises(Refused, check=lambda refusal: refusal.code == code)


def broken(constraint):
    return pytest.raises(IntegrityError, check=lambda clash: clash.__cause__.diag.constraint_name == constraint)


def state(fine):
    return Fine.objects.get(pk=fine.pk).state


def test_the_outlet_appeals_until_the_last_second_and_later_asks_for_leave():
    in_time, late = owed(), owed()

    first = make.appeal(in_time, at=REPLY_BY)
    second = make.appeal(late, at=REPLY_BY + SECOND)

    assert (first.state, first.late, state(in_time)) == ("open", False, "appealed")
    assert (second.state, second.late, state(late)) == ("asking", True, "announced")
    assert AuditEntry.objects.filter(action="appeal.lodge").count() == 2


def test_time_decides_and_not_who_was_quicker():
    fine = owed(state="settled")

    assert make.appeal(fine, at=REPLY_BY).state == "open"


@pytest.mark.parametrize("role", [Role.COURIER, Role.WAYBILL_CLERK, Role.INSPECTOR, Role.APPEALS_SUPERVISOR])
def test_only_manager_and_service_clerk_speak_for_the_outlet(role):
    fine = owed()
    person = make.user(role, fine.outlet if role in {Role.COURIER, Role.WAYBILL_CLERK} else None)

    with refused("fine_of_others"):
        make.appeal(fine, by=person)
    with refused("fine_of_others"):
        reply(fine, "不对", by=person, at=LATER)


def test_a_manager_of_another_outlet_speaks_not_for_this_one():
    fine = owed()
    person = make.user(Role.COURIER, fine.outlet)
    make.member(person, Role.MANAGER, make.outlet())

    with refused("fine_of_others"):
        make.appeal(fine, by=person)


def test_a_key_speaks_for_its_own_outlets_and_headquarters_keys_for_none():
    fine = owed()

    for key in (principal(make.outlet()), principal()):
        with refused("fine_of_others"):
            make.appeal(fine, by=key)
    assert make.appeal(fine, by=principal(fine.outlet)).by is None


def test_one_appeal_is_open_at_a_time():
    appeal = make.appeal()

    with refused("appeal_open"):
        make.appeal(appeal.fine)
    with broken("appeal_one_open_per_fine"), transaction.atomic():
        Appeal.objects.create(fine=appeal.fine, outlet=appeal.outlet, instance=2, text="x", at=LATER)


def test_a_fine_that_nobody_announced_cannot_be_appealed():
    fine = make.fine(make.run(make.clock()))

    with refused("fine_not_announced"):
        make.appeal(fine)
    with refused("fine_not_announced"):
        reply(fine, "x", by=manager(fine), at=LATER)


@pytest.mark.parametrize("gone", ["void", "waived", "overturned"])
def test_what_is_gone_is_not_appealed(gone):
    with refused("appeal_final"):
        make.appeal(owed(state=gone))


def test_evidence_is_written_anew_or_looked_into(media):
    appeal = make.appeal(files=[photo(), ContentFile(b"%PDF-1.7\n%%EOF", name="../调度 单.pdf")])

    picture, paper = appeal.evidence.order_by("file_type").reverse()
    assert (picture.file_type, picture.file_name) == ("image/jpeg", "现场.jpg")
    assert Path(picture.file.path).read_bytes()[:3] == b"\xff\xd8\xff"
    assert (paper.file_type, paper.file_name, paper.bytes) == ("application/pdf", "调度 单.pdf", 14)
    assert len(list((media / "appeals").iterdir())) == 2


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ([photo(), ContentFile(b"<script>", name="x.jpg")], "file_type"),
        ([photo()] * 6, "evidence_too_many"),
        ([ContentFile(b"", name="x.jpg")], "file_empty"),
    ],
)
def test_a_bad_file_refuses_the_appeal_and_leaves_nothing(media, files, code):
    fine = owed()

    with refused(code):
        make.appeal(fine, files=files)
    assert state(fine) == "announced"
    assert not Appeal.objects.exists()
    assert not [path for path in media.rglob("*") if path.is_file()]


def test_a_refused_appeal_keeps_no_file(media):
    appeal = make.appeal()

    with refused("appeal_open"):
        make.appeal(appeal.fine, files=[photo()])
    assert not [path for path in media.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("outcome", "left", "remains", "entries"),
    [
        ("sustained", None, "100.00", [100]),
        ("reduced", "30", "30.00", [100, -70]),
        ("overturned", None, "0.00", [100, -100]),
    ],
)
def test_a_decision_books_the_difference_and_edits_nothing(outcome, left, remains, entries):
    appeal = make.appeal()

    decided = ruled(appeal, outcome, left=left and Decimal(left))

    fine = Fine.objects.get(pk=appeal.fine_id)
    assert (decided.state, fine.state, fine.yuan) == (outcome, outcome, Decimal(100))
    assert (decided.yuan_before, decided.yuan_after) == (Decimal(100), Decimal(remains))
    assert list(fine.entries.values_list("yuan", flat=True)) == entries
    assert balance(fine) == Decimal(remains)
    assert [entry.appeal_id for entry in fine.entries.filter(kind="appeal")] == [appeal.pk] * (len(entries) - 1)


def test_without_a_rate_a_decision_books_nothing():
    appeal = make.appeal(owed(None))

    assert ruled(appeal, "overturned").yuan_after is None
    assert not LedgerEntry.objects.exists()
    with refused("reduction_amount"):
        ruled(make.appeal(owed(None)), "reduced", left=Decimal(1))


@pytest.mark.parametrize("left", [None, Decimal(0), Decimal(100), Decimal(-1)])
def test_a_reduction_leaves_something_and_not_all(left):
    appeal = make.appeal()

    with refused("reduction_amount"):
        ruled(appeal, "reduced", left=left)
    assert state(appeal.fine) == "appealed"


def test_a_decision_has_its_reason_and_is_made_once():
    appeal = make.appeal()

    with refused("reason_missing"):
        ruled(appeal, reason="  ")
    ruled(appeal)
    with refused("not_open"):
        ruled(appeal, "overturned")


def test_the_second_instance_is_another_persons_and_final():
    appeal, inspector, supervisor = make.appeal(), make.user(Role.INSPECTOR), make.user(Role.APPEALS_SUPERVISOR)
    ruled(appeal, "reduced", left=Decimal(60), by=inspector)

    second = make.appeal(appeal.fine, at=LATER + 72 * HOUR)
    assert (second.instance, second.state) == (2, "open")
    with refused("decider_part"):
        ruled(second, by=make.user(Role.INSPECTOR))
    ruled(second, "overturned", by=supervisor)

    assert list(second.fine.entries.values_list("yuan", flat=True)) == [100, -40, -60]
    assert state(appeal.fine) == "overturned"
    with refused("appeal_final"):
        make.appeal(appeal.fine, at=LATER + 73 * HOUR)


def test_a_reduced_fine_that_is_sustained_stays_reduced():
    appeal = make.appeal()
    ruled(appeal, "reduced", left=Decimal(60))

    second = ruled(make.appeal(appeal.fine, at=LATER), by=make.user(Role.APPEALS_SUPERVISOR))

    assert (second.state, state(appeal.fine), balance(appeal.fine)) == ("sustained", "reduced", 60)


def test_a_second_instance_after_its_time_asks_for_leave():
    appeal = make.appeal()
    ruled(appeal)

    assert make.appeal(appeal.fine, at=LATER + 72 * HOUR + SECOND).state == "asking"
    assert state(appeal.fine) == "sustained"


def test_an_old_page_does_not_spend_the_second_instance():
    appeal = make.appeal()
    ruled(appeal)

    with refused("appeal_newer"):
        lodge(appeal.fine, Grounds("x", instance=1), by=manager(appeal.fine), at=LATER)


def test_leave_is_the_supervisors():
    given, kept_out = make.appeal(owed(state="settled"), at=REPLY_BY + HOUR), make.appeal(owed(), at=REPLY_BY + HOUR)
    supervisor = make.user(Role.APPEALS_SUPERVISOR)

    for late in (given, kept_out):
        with refused("decider_part"):
            give_leave(late, "停电", by=make.user(Role.INSPECTOR), at=REPLY_BY + 2 * HOUR)
        with refused("not_open"):
            ruled(late)
    give_leave(given, "当日停电，有证明", by=supervisor, at=REPLY_BY + 2 * HOUR)
    refuse_leave(kept_out, "逾期无正当理由", by=supervisor, at=REPLY_BY + 2 * HOUR)

    assert (Appeal.objects.get(pk=given.pk).state, state(given.fine)) == ("open", "appealed")
    assert (Appeal.objects.get(pk=kept_out.pk).state, state(kept_out.fine)) == ("refused", "announced")
    with refused("not_asking"):
        give_leave(kept_out, "再看", by=supervisor, at=REPLY_BY + 3 * HOUR)
    with refused("appeal_final"):
        make.appeal(kept_out.fine, at=REPLY_BY + 3 * HOUR)


def issuer(appeal):
    person = make.user(Role.APPEALS_SUPERVISOR)
    Fine.objects.filter(pk=appeal.fine_id).update(issuer=person)
    return person


def colleague(appeal):
    person = make.user(Role.APPEALS_SUPERVISOR)
    make.member(person, Role.COURIER, appeal.outlet)
    return person


def appellant(appeal):
    """Has left the outlet meanwhile, and decides now."""
    Membership.objects.filter(user=appeal.by).delete()
    make.member(appeal.by, Role.APPEALS_SUPERVISOR)
    return type(appeal.by).objects.get(pk=appeal.by_id)


#: Who may not, and the constraint that says so when no code of ours is asked.
NOT_THESE = {
    "issuer": (issuer, "appeal_not_by_the_issuer"),
    "outlet": (colleague, "appeal_not_by_the_outlet"),
    "appellant": (appellant, "appeal_decided_by_another"),
}
SQL = """
UPDATE quality_appeal SET state = 'overturned', decided_by_id = %s, decided_at = now(), reason = 'x' WHERE id = %s
"""


@pytest.mark.parametrize("who", NOT_THESE)
def test_whoever_has_a_hand_in_it_decides_neither_here_nor_in_sql(who):
    appeal = make.appeal()
    find, constraint = NOT_THESE[who]
    person = find(appeal)

    with refused(f"decider_{who}"):
        ruled(appeal, "overturned", by=person)
    with broken(constraint), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SQL, [person.pk, appeal.pk])
    assert Appeal.objects.get(pk=appeal.pk).state == "open"


@pytest.mark.parametrize("who", NOT_THESE)
def test_whoever_has_a_hand_in_it_gives_no_leave(who):
    appeal = make.appeal(at=REPLY_BY + HOUR)
    person = NOT_THESE[who][0](appeal)

    with refused(f"decider_{who}"):
        give_leave(appeal, "x", by=person, at=REPLY_BY + HOUR)
    with broken("appeal_leave_by_another"), transaction.atomic():
        Appeal.objects.filter(pk=appeal.pk).update(leave_by=person)


def test_who_decided_first_does_not_decide_again():
    appeal, supervisor = make.appeal(), make.user(Role.APPEALS_SUPERVISOR)
    ruled(appeal, by=supervisor)
    second = make.appeal(appeal.fine, at=LATER)

    with refused("decider_first_decider"):
        ruled(second, by=supervisor)
    with broken("appeal_second_by_another"), transaction.atomic():
        Appeal.objects.filter(pk=second.pk).update(
            state="overturned", decided_by=supervisor, decided_at=LATER, reason="x"
        )


def test_nobody_without_the_part_decides_and_no_key_does():
    appeal = make.appeal()

    for by in (make.user(Role.CRG), make.user(Role.ADMINISTRATOR), make.user(), principal(appeal.outlet), principal()):
        with refused("decider_part"):
            ruled(appeal, by=by)


def test_a_decision_cannot_be_changed_even_by_hand():
    appeal = ruled(make.appeal())

    with broken("appeal_is_decided_once"), transaction.atomic():
        Appeal.objects.filter(pk=appeal.pk).update(reason="anders")


def test_what_was_said_cannot_be_changed_even_by_hand():
    appeal = make.appeal(files=[photo()])
    said = reply(appeal.fine, "补充", by=appeal.by, at=LATER)

    with broken("appeal_grounds_are_kept"), transaction.atomic():
        Appeal.objects.filter(pk=appeal.pk).update(text="anders")
    with broken("said_is_kept"), transaction.atomic():
        appeal.evidence.update(sha256="")
    with broken("said_is_kept"), transaction.atomic():
        FineReply.objects.filter(pk=said.pk).update(text="anders")


def test_a_voided_fine_takes_its_open_appeal_with_it():
    appeal = make.appeal()
    void_violations([appeal.fine.violation], "moved", at=LATER)

    with refused("not_open"):
        ruled(appeal)
    assert Appeal.objects.get().state == "moot"
    assert balance(appeal.fine) == 0


def test_replies_go_to_and_fro_and_the_clock_runs_on():
    fine = owed()

    reply(fine, "线车 9:20 才到", by=manager(fine), at=REPLY_BY)
    answer(fine, "请提供照片", by=make.user(Role.INSPECTOR), at=REPLY_BY + HOUR)

    assert state(fine) == "replied"
    assert [said.text for said in fine.replies.all()] == ["线车 9:20 才到", "请提供照片"]
    with refused("reply_late"):
        reply(fine, "又及", by=manager(fine), at=REPLY_BY + SECOND)
    assert make.appeal(fine).state == "open"
    reply(fine, "补充", by=manager(fine), at=REPLY_BY + HOUR)
    assert state(fine) == "appealed"


def test_nothing_is_said_about_what_is_gone():
    fine = owed(state="void")

    with refused("fine_closed"):
        reply(fine, "x", by=manager(fine), at=LATER)
    with refused("fine_closed"):
        answer(fine, "x", by=make.user(Role.INSPECTOR), at=LATER)
    with refused("answer_part"):
        answer(owed(), "x", by=make.user(Role.CRG), at=LATER)
    with refused("reply_empty"):
        reply(owed_ := owed(), " ", by=manager(owed_), at=LATER)
