from datetime import timedelta

import pytest

from crm.accounts.roles import Role
from crm.audit.models import AuditEntry
from crm.shared.errors import Refused
from outlets.models import Notice, NoticeReading, NoticeReminder
from outlets.queries.addressed import readers_of
from outlets.queries.notices import escalated_at, must_read, outlets_asked
from outlets.services import notices
from outlets.services.addressed import Audience
from outlets.services.notices import Cover, Facts, Question, Words
from tests import make

pytestmark = pytest.mark.django_db
NOON, HOUR, DAY = make.NOON, timedelta(hours=1), timedelta(days=1)


def published(*outlets, roles=(), **cover):
    cover = Cover(**{"title": "台风停运", "must_read": True, **cover})
    by = make.user(Role.OPERATIONS)
    return notices.publish_notice(cover, Words("今晚停运。"), Audience(outlets, roles), by=by, at=NOON)


def renewed(notice, *, seen=1, text="明早恢复。", at=NOON + HOUR):
    return notices.publish_version(notice, Words(text), seen=seen, by=make.user(Role.OPERATIONS), at=at)


def on_top(person, *, at=NOON + HOUR):
    found = must_read(person, at=at)
    return found and found.notice


def test_a_notice_says_something():
    with pytest.raises(Refused) as refusal:
        notices.publish_notice(Cover("a"), Words("  "), Audience(), by=make.user(Role.OPERATIONS), at=NOON)

    assert (refusal.value.code, Notice.objects.count()) == ("notice_empty", 0)


def test_a_notice_is_not_to_be_read_in_the_past():
    with pytest.raises(Refused) as refusal:
        published(reply_by=NOON)

    assert refusal.value.code == "notice_over"


def test_it_stands_on_top_until_it_is_read_and_a_new_version_asks_again():
    courier, notice = make.user(Role.COURIER), published()
    assert on_top(courier) == notice.pk

    assert notices.confirm_reading(notice, 1, by=courier, at=NOON) is True
    assert notices.confirm_reading(notice, 1, by=courier, at=NOON) is False
    assert on_top(courier) is None

    renewed(notice)
    assert on_top(courier) == notice.pk
    assert NoticeReading.objects.get().version.number == 1
    actions = list(AuditEntry.objects.order_by("id").values_list("action", flat=True))
    assert actions == ["notice.publish", "notice.publish"]


def test_who_writes_over_an_unseen_version_is_told():
    notice = published()
    renewed(notice)

    with pytest.raises(Refused) as refusal:
        renewed(notice)

    assert refusal.value.code == "notice_newer"


def test_only_the_newest_version_is_confirmed():
    courier, notice = make.user(Role.COURIER), published()
    renewed(notice)
    notice.refresh_from_db()

    with pytest.raises(Refused) as refusal:
        notices.confirm_reading(notice, 1, by=courier, at=NOON)

    assert refusal.value.code == "notice_newer"


def test_a_critical_notice_is_read_by_its_answer():
    courier = make.user(Role.COURIER)
    notice = published(question=Question("几点停运？", ("18:00", "20:00"), 1))

    for answer in (None, 0):
        with pytest.raises(Refused) as refusal:
            notices.confirm_reading(notice, 1, answer=answer, by=courier, at=NOON)
        assert refusal.value.code == "answer_wrong"

    assert notices.confirm_reading(notice, 1, answer=1, by=courier, at=NOON)


@pytest.mark.parametrize("answers", [(), ("a",), ("a", "a")])
def test_a_question_has_answers(answers):
    with pytest.raises(Refused):
        Question("几点？", answers, 0)


def test_a_withdrawn_notice_asks_nobody():
    courier, notice = make.user(Role.COURIER), published()

    notices.withdraw_notice(notice, withdrawn=True, by=make.user(Role.OPERATIONS), at=NOON)
    assert on_top(courier) is None
    assert not Notice.objects.visible_to(courier).exists()

    notices.withdraw_notice(notice, withdrawn=False, by=make.user(Role.OPERATIONS), at=NOON)
    assert on_top(courier) == notice.pk


def test_facts_are_neither_reworded_nor_withdrawn():
    (notice,) = notices.publish_facts("fines", [Facts(make.outlet().pk)], roles=[Role.MANAGER], at=NOON)

    for deed in (
        lambda: renewed(notice),
        lambda: notices.withdraw_notice(notice, withdrawn=True, by=make.user(Role.OPERATIONS), at=NOON),
    ):
        with pytest.raises(Refused) as refusal:
            deed()
        assert refusal.value.code == "notice_of_facts"


def test_on_top_is_what_is_unread_must_be_read_and_is_not_old():
    here, there = make.outlet(), make.outlet()
    person = make.user(Role.COURIER, here)
    make.member(person, Role.WAYBILL_CLERK, there)
    mine = {
        make.notice(),
        make.notice(here),
        make.notice(there, roles=["waybill_clerk"]),
        make.notice(roles=["courier"]),
    }
    make.notice(must_read=False)
    make.notice(here, roles=["waybill_clerk"])
    make.notice(make.outlet())
    make.notice(withdrawn_at=NOON)
    read = make.notice()
    notices.confirm_reading(read, 1, by=person, at=NOON)

    assert must_read(person, at=NOON).together == len(mine)
    assert set(Notice.objects.filter(must_read=True).unread_by(person)) == mine
    assert must_read(person, at=NOON + timedelta(days=31)) is None


def test_the_most_urgent_stands_on_top():
    person = make.user(Role.COURIER)
    make.notice(at=NOON - DAY)
    make.notice(reply_by=NOON + DAY)
    urgent = make.notice(reply_by=NOON + HOUR)

    assert on_top(person) == urgent.pk


def test_what_is_too_late_to_answer_comes_last_and_shows_no_deadline():
    person = make.user(Role.COURIER)
    make.notice(reply_by=NOON - 2 * HOUR)
    over = make.notice(reply_by=NOON - HOUR)
    assert (on_top(person, at=NOON), must_read(person, at=NOON).reply_by) == (over.pk, None)

    make.notice(at=NOON - DAY)
    newest = make.notice()
    assert on_top(person, at=NOON) == newest.pk

    make.notice(reply_by=NOON + DAY)
    urgent = make.notice(reply_by=NOON + HOUR)
    assert (on_top(person, at=NOON), must_read(person, at=NOON).reply_by) == (urgent.pk, NOON + HOUR)


def test_headquarters_and_strangers_cost_no_query(django_assert_num_queries):
    inspector = make.user(Role.INSPECTOR)
    make.notice()
    with django_assert_num_queries(1):  # the posts
        assert must_read(inspector, at=NOON) is None


def test_outlets_are_reminded_of_what_their_people_have_not_read_once_an_hour():
    here, there = make.outlet(), make.outlet()
    courier, other = make.user(Role.COURIER, here), make.user(Role.COURIER, there)
    make.user(Role.COURIER, here, is_active=False)
    notice, by = published(), make.user(Role.OPERATIONS)
    notices.confirm_reading(notice, 1, by=other, at=NOON)

    assert notices.remind(notice, None, by=by, at=NOON + HOUR) == 1
    told = NoticeReminder.objects.get()
    assert (told.outlet, told.people, told.by) == (here, 1, by)
    assert must_read(courier, at=NOON + HOUR).reminded is True
    assert readers_of(notice, by).filter(read_at=None).count() == told.people

    with pytest.raises(Refused) as refusal:
        notices.remind(notice, None, by=by, at=NOON + HOUR)
    assert refusal.value.code == "nobody_to_remind"
    assert notices.remind(notice, [here.pk], by=by, at=NOON + 3 * HOUR) == 1
    with pytest.raises(Refused):
        notices.remind(notice, [there.pk], by=by, at=NOON + 3 * HOUR)


def test_who_has_not_read_is_counted_by_outlet():
    here, there = make.outlet(), make.outlet()
    clerk = make.user(Role.COURIER, here)
    make.member(clerk, Role.WAYBILL_CLERK, here)
    make.user(Role.COURIER, here)
    make.user(Role.MANAGER, there)
    notice = published(roles=["courier", "waybill_clerk"])
    notices.confirm_reading(notice, 1, by=clerk, at=NOON)

    assert [(outlet, outlet.people, outlet.unread) for outlet in outlets_asked(notice)] == [(here, 2, 1)]


def test_after_a_day_the_manager_is_told_once():
    outlet = make.outlet()
    manager, courier = make.user(Role.MANAGER, outlet), make.user(Role.COURIER, outlet)
    notice, plain = published(), published(must_read=False)
    notices.confirm_reading(notice, 1, by=manager, at=NOON)
    assert notices.escalate_unread(NOON + DAY - HOUR) == 0

    assert notices.escalate_unread(NOON + DAY) == 1
    assert notices.escalate_unread(NOON + DAY) == 0

    (told,) = escalated_at([outlet.pk], at=NOON + DAY, limit=5)
    assert (told.notice, told.people, NoticeReminder.objects.get().kind) == (notice.pk, 1, "escalation")
    notices.confirm_reading(notice, 1, by=courier, at=NOON + DAY)
    assert escalated_at([outlet.pk], at=NOON + DAY, limit=5) == []
    assert plain.escalated_at is None

    renewed(notice, at=NOON + 2 * DAY)
    assert notices.escalate_unread(NOON + 3 * DAY) == 1


def test_facts_go_to_their_outlet_and_can_be_asked_about_again():
    here, there = make.outlet(), make.outlet()
    manager, courier = make.user(Role.MANAGER, here), make.user(Role.COURIER, here)
    facts = [Facts(here.pk, NOON + DAY), Facts(there.pk)]
    told, other = notices.publish_facts("fines", facts, roles=[Role.MANAGER], at=NOON)
    assert (on_top(manager), on_top(courier)) == (told.pk, None)
    told.refresh_from_db()
    notices.confirm_reading(told, 1, by=manager, at=NOON)

    assert notices.ask_again([told.pk], at=NOON + HOUR) == 1

    assert on_top(manager) == told.pk
    other.refresh_from_db()
    assert other.current.number == 1


def test_a_partners_key_sees_what_its_outlet_is_told():
    here, there = make.outlet(), make.outlet()
    mine, general = make.notice(here, roles=["manager"]), make.notice()
    make.notice(there)

    class Key:
        outlet_codes = (here.code,)

    assert set(Notice.objects.visible_to(Key())) == {mine, general}
    assert not Notice.objects.asked_of(Key()).exists()


def test_who_moves_to_another_outlet_is_asked_what_is_asked_there():
    here, there = make.outlet(), make.outlet()
    person = make.user(Role.COURIER, here)
    make.notice(here), (theirs := make.notice(there))

    person.memberships.update(outlet=there)
    person.__dict__.pop("_access", None)

    assert (on_top(person), must_read(person, at=NOON).together) == (theirs.pk, 1)
