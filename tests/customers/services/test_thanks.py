"""Who is thanked for which delivery, when, and who hears an apology instead."""

from datetime import timedelta

import pytest

from crm.outbox.models import Message
from crm.outbox.services.suppressing import suppress
from customers import troubles
from customers.models import Invitation, Task, ThankYou
from customers.services.thanks import Delivered, heard, held, mark_called, note, thank
from customers.troubles import Parcel
from tests import make
from tests.customers.shipping import ago, ship

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture(autouse=True)
def wrong(monkeypatch):
    """What is in trouble: waybill → trouble."""
    told = {}

    def check(parcels):
        return {parcel: told[parcel.waybill] for parcel in parcels if parcel.waybill in told}

    monkeypatch.setattr(troubles, "_registered", [check])
    return told


def deliver(customer, *waybills, at=make.NOON, told_at=None):
    note(Delivered(customer.pk, waybill, at) for waybill in waybills)
    while thank(told_at or at):
        pass
    return ThankYou.objects.filter(customer=customer).first()


def sender(tier="B", *, first=False, **fields):
    made = make.customer(**{"phone": "13812345678", **fields})
    make.standing(made, tier)
    return made if first else ship(made, {ago(200): 1})


def test_a_first_delivery_is_always_thanked_and_asks_for_an_opinion_once():
    customer = sender("C", first=True)

    row = deliver(customer, "YK1", "YK2")

    sent, invitation = Message.objects.get(), Invitation.objects.get()
    assert (row.first, row.way, row.parcels, row.due_by) == (True, "sms", 2, make.NOON + DAY)
    assert (sent.key, sent.due_at, sent.expires_at) == (
        f"thanks:{customer.pk}:2026-11-18",
        make.NOON + HOUR,
        row.due_by,
    )
    assert sent.values["waybill"] == "YK1" and "/survey/" in sent.values["link"]
    assert (invitation.message, row.message, invitation.key) == (sent, sent, "delivery:YK1")


def test_one_thank_you_a_day_however_many_parcels_and_scans():
    customer = sender()

    deliver(customer, "YK1")
    row = deliver(customer, "YK2", "YK1", at=make.at(15))

    assert (Message.objects.count(), ThankYou.objects.count(), row.parcels) == (1, 1, 2)


def test_the_tier_says_how_often_and_by_which_way():
    b, a = sender(), sender("A")
    assert [deliver(b, f"YK{back}", at=make.NOON - back * DAY).way for back in (20, 2)] == ["sms", "none"]
    assert deliver(b, "YK0").reason == "recent"
    row = deliver(a, "YK9")
    assert (row.way, row.task.role, row.task.due_at, row.message) == ("call", "service_clerk", row.due_by, None)

    Task.objects.filter(pk=row.task_id).update(done_at=make.at(16))
    assert mark_called(make.at(17)) == 1
    row.refresh_from_db()
    assert row.done_at == make.at(16)


@pytest.mark.parametrize(
    ("delivered", "told", "due"),
    [
        (make.at(21), make.at(21), make.at(8, day=19)),
        (make.at(7, 30), make.at(7, 30), make.at(8, 30)),
        (make.at(9), make.at(20), make.at(20)),
        (make.at(7, 45), make.at(23), None),
    ],
)
def test_quiet_hours_are_kept_and_still_it_is_within_a_day(delivered, told, due):
    """Delivered at 21:00 it is thanked for next morning; told too late for that, nobody is written to too late."""
    row = deliver(sender(), "YK1", at=delivered, told_at=told)

    assert (row.message.due_at if row.message else None) == due
    assert not row.message or row.message.due_at < row.message.expires_at == delivered + DAY


def test_what_comes_to_be_known_a_day_later_and_whose_file_is_gone_is_not_thanked():
    gone = make.customer(state="anonymous")
    assert deliver(sender(), "YK1", told_at=make.NOON + DAY) is None
    assert deliver(gone, "YK2") is None


def test_who_has_refused_or_has_no_number_is_left_alone():
    word, listed, landline = sender(), sender(phone="13900000000"), sender(phone="0512-65101234")
    word.consents.create(outlet=word.outlet, channel="sms", purpose="notice", given=False, source="x", at=make.NOON)
    suppress("sms", listed.phone, source="reply", proof="R", at=make.NOON)

    told = [deliver(each, f"YK{each.pk}").reason for each in (word, listed, landline)]

    assert (told, Message.objects.count()) == (["refused", "refused", "no_address"], 0)


def test_trouble_is_apologised_for_by_a_person_instead(wrong):
    customer = sender()
    wrong["YK2"] = "late"

    row = deliver(customer, "YK1", "YK2")

    assert (row.way, row.trouble, row.task.kind, row.task.role) == ("apology", "late", "apology", "manager")
    assert "YK2" in row.task.words and not Message.objects.exists()


def test_a_thank_you_that_waits_is_held_when_trouble_comes_and_somebody_apologises_once(wrong):
    first, second = sender(), sender()
    rows = [deliver(first, "YK1"), deliver(second, "YK2")]
    wrong |= {"YK1": "damaged", "YK3": "late"}

    row = deliver(second, "YK3", at=make.at(13))
    assert (row.way, row.trouble, row.parcels) == ("apology", "late", 2)
    verdicts = held([each.message for each in rows], make.at(14))
    assert verdicts == {each.message_id: "held" for each in rows}
    Message.objects.update(state="skipped", skipped="held")
    heard([each.message.key for each in rows], "skipped", make.at(14))

    assert set(ThankYou.objects.values_list("way", "trouble")) == {("apology", "damaged"), ("apology", "late")}
    assert Task.objects.filter(kind="apology").count() == 2


def test_what_became_of_the_message_is_written_beside_the_promise():
    sent, refused = deliver(sender(), "YK1"), deliver(sender(), "YK2")
    Message.objects.filter(pk=refused.message_id).update(state="skipped", skipped="opted_out")

    heard([sent.message.key], "accepted", make.at(13))
    heard([refused.message.key], "skipped", make.at(13))

    assert set(ThankYou.objects.values_list("way", "reason", "done_at")) == {
        ("sms", "", make.at(13)), ("none", "refused", None),
    }  # fmt: skip


def test_of_two_troubles_the_gravest_counts(monkeypatch):
    asked = Parcel(1, "YK1")
    checks = [lambda parcels: {asked: "late"}, lambda parcels: {asked: "complaint"}, lambda parcels: {asked: "damaged"}]
    monkeypatch.setattr(troubles, "_registered", checks)
    assert troubles.troubles_of([asked]) == {asked: "complaint"}
