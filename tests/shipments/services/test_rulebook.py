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
    publish_edition,
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


def test_publishing_puts_an_edition_in_force_from_its_day(draft, inspector):
    publish_edition(draft, TOMORROW, by=inspector, at=make.NOON)

    assert RuleEdition.objects.in_force_on(date(2026, 11, 18)).first().number == 1
    assert RuleEdition.objects.in_force_on(TOMORROW).first().number == 2
    published = RuleEdition.objects.get(number=2)
    assert (published.published_by, published.data["starts_on"]) == (inspector, "2026-11-19")


def test_no_edition_starts_today_or_before_a_later_one(draft, inspector):
    with pytest.raises(Refused) as today:
        publish_edition(draft, date(2026, 11, 18), by=inspector, at=make.NOON)
    publish_edition(draft, date(2026, 12, 1), by=inspector, at=make.NOON)
    other = copy_edition(draft, by=inspector, at=make.NOON)
    with pytest.raises(Refused) as earlier:
        publish_edition(other, date(2026, 11, 30), by=inspector, at=make.NOON)

    assert [today.value.code, earlier.value.code] == ["too_early", "before_another"]


def test_a_published_edition_never_changes(draft, inspector):
    publish_edition(draft, TOMORROW, by=inspector, at=make.NOON)

    for act in (
        lambda: change(draft, inspector),
        lambda: publish_edition(draft, TOMORROW, by=inspector, at=make.NOON),
        lambda: discard_draft(draft, by=inspector, at=make.NOON),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "published"


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
