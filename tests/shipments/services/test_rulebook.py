"""An edition's life: copied, changed, published; and what may never happen to it."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from crm.accounts.roles import Role
from crm.audit.models import AuditEntry
from crm.shared.errors import Refused
from shipments.models import RuleEdition
from shipments.rules.edition import Edition
from shipments.rules.rates import fine_yuan
from shipments.services.rulebook import (
    FaultyEdition,
    change_draft,
    copy_edition,
    discard_draft,
    fingerprint,
    propose_edition,
    publish_edition,
    take_back_proposal,
)
from tests import make

TOMORROW = date(2026, 11, 19)


@pytest.fixture
def inspector(db):
    return make.user(Role.INSPECTOR)


@pytest.fixture
def draft(inspector):
    return copy_edition(make.edition(), by=inspector, at=make.NOON)


def change(draft, inspector, *, seen=None, **data):
    return change_draft(
        draft, {**draft.data, **data}, note="dearer", seen=seen or fingerprint(draft), by=inspector, at=make.NOON
    )


def test_a_draft_is_the_edition_under_the_next_number(draft):
    original, copied = Edition.from_data(make.edition().data), Edition.from_data(draft.data)

    assert (draft.number, draft.starts_on, draft.published_at) == (2, TOMORROW, None)
    assert {**original.to_data(), "number": 2, "starts_on": "2026-11-19"} == copied.to_data()


def test_a_draft_takes_new_values_and_the_audit_names_them(draft, inspector):
    change(draft, inspector, rates={**draft.data["rates"], "SE1": "5.00"}, phone_digits=7)

    kept = Edition.from_data(RuleEdition.objects.get(number=2).data)
    assert (fine_yuan(kept, "SE1"), kept.phone_digits) == (Decimal("5.00"), 7)
    entry = AuditEntry.objects.get(action="rulebook.change")
    assert entry.detail["changes"] == [["rates.SE1", None, "5.00"], ["phone_digits", 6, 7]]
    assert entry.actor == inspector


def test_faults_are_named_by_their_paths(draft, inspector):
    delivery = [{**draft.data["delivery"][0], "by": None}, *draft.data["delivery"][1:]]

    with pytest.raises(FaultyEdition) as refused:
        change(draft, inspector, late_after="13:00", delivery=delivery)

    assert [path for path, _words in refused.value.faults] == ["late_after", "delivery[0]"]
    assert RuleEdition.objects.get(number=2).data == draft.data


def test_two_writers_do_not_overwrite_each_other(draft, inspector):
    seen = fingerprint(draft)
    change(draft, inspector, phone_digits=7)

    with pytest.raises(Refused) as refused:
        change(draft, inspector, seen=seen, phone_digits=8)

    assert refused.value.code == "changed_meanwhile"


@pytest.fixture
def second(db):
    return make.user(Role.INSPECTOR)


def propose(draft, inspector, day=TOMORROW):
    return propose_edition(draft, day, by=inspector, at=make.NOON)


def publish(draft, by, *, seen=None, at=make.NOON):
    return publish_edition(draft, seen=seen or fingerprint(draft), by=by, at=at)


def refusal_of(act) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def test_two_persons_put_an_edition_in_force_from_its_day(draft, inspector, second):
    publish(propose(draft, inspector), second)

    assert RuleEdition.objects.in_force_on(date(2026, 11, 18)).first().number == 1
    assert RuleEdition.objects.in_force_on(TOMORROW).first().number == 2
    published = RuleEdition.objects.get(number=2)
    assert (published.proposed_by, published.published_by) == (inspector, second)
    assert published.data["starts_on"] == "2026-11-19"
    acts = AuditEntry.objects.order_by("pk").values_list("action", "actor")
    assert list(acts)[1:] == [("rulebook.propose", inspector.pk), ("rulebook.publish", second.pk)]


def test_nobody_publishes_what_nobody_or_they_themselves_have_proposed(draft, inspector, second):
    assert refusal_of(lambda: publish(draft, second)) == "not_proposed"
    proposed = propose(draft, inspector)
    assert refusal_of(lambda: publish(proposed, inspector)) == "same_person"
    with pytest.raises(DatabaseError), transaction.atomic():
        RuleEdition.objects.filter(number=2).update(published_at=make.NOON, published_by=inspector)


def test_a_change_takes_the_proposal_back(draft, inspector, second):
    proposed = propose(draft, inspector)
    changed = change(proposed, inspector, phone_digits=7)

    assert refusal_of(lambda: publish(changed, second)) == "not_proposed"


def test_what_was_changed_and_proposed_again_is_not_published_unseen(draft, inspector, second):
    seen = fingerprint(propose(draft, inspector))
    propose(change(RuleEdition.objects.get(number=2), inspector, phone_digits=7), inspector)

    assert refusal_of(lambda: publish(draft, second, seen=seen)) == "changed_meanwhile"


def test_a_proposal_can_be_taken_back_by_either(draft, inspector, second):
    propose(draft, inspector)
    take_back_proposal(draft, by=second, at=make.NOON)

    assert not RuleEdition.objects.get(number=2).waiting
    assert AuditEntry.objects.filter(action="rulebook.take_back", actor=second).count() == 1


def test_no_edition_starts_today_or_before_a_later_one(draft, inspector, second):
    assert refusal_of(lambda: propose(draft, inspector, date(2026, 11, 18))) == "too_early"
    publish(propose(draft, inspector, date(2026, 12, 1)), second)
    other = copy_edition(draft, by=inspector, at=make.NOON)
    assert refusal_of(lambda: propose(other, inspector, date(2026, 11, 30))) == "before_another"


def test_a_proposal_whose_day_has_come_is_not_published(draft, inspector, second):
    proposed = propose(draft, inspector)

    assert refusal_of(lambda: publish(proposed, second, at=make.at(0, day=19))) == "too_early"


def test_a_published_edition_never_changes(draft, inspector, second):
    published = publish(propose(draft, inspector), second)

    for act in (
        lambda: change(published, inspector),
        lambda: propose(published, inspector),
        lambda: take_back_proposal(published, by=inspector, at=make.NOON),
        lambda: publish(published, second),
        lambda: discard_draft(published, by=inspector, at=make.NOON),
    ):
        assert refusal_of(act) == "published"


def test_even_the_database_refuses_to_change_or_remove_a_published_edition(inspector):
    edition = RuleEdition.objects.filter(pk=make.edition().pk)

    for act in (lambda: edition.update(data={}), lambda: edition.update(starts_on=TOMORROW), edition.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_a_draft_can_be_thrown_away(draft, inspector):
    discard_draft(draft, by=inspector, at=make.NOON)

    assert not RuleEdition.objects.filter(number=2).exists()
    with pytest.raises(Refused) as refused:
        discard_draft(draft, by=inspector, at=make.NOON)
    assert refused.value.code == "draft_gone"
