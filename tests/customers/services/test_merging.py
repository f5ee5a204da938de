"""Two files become one and two again."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from crm.accounts.roles import Role
from crm.audit.models import AuditEntry
from crm.shared.errors import Refused
from customers.models import (
    Activity,
    Callback,
    Contact,
    Customer,
    CustomerDay,
    CustomerTier,
    DuplicatePair,
    KeyAccount,
    Merge,
    Profile,
    Task,
    Touch,
)
from customers.queries.pointers import pointers_to
from customers.services.merging import LEFT, UNDO_FOR, gather_strays, merge, undo
from customers.services.row_journal import ADDED, GIVEN_UP
from customers.services.searching import refresh
from tests import make
from tests.customers.rows import ROWS, one_of_each

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
#: Of these one row may stand where two files had one each: what points to the other is handed on, it is set aside.
SET_ASIDE = {
    *("customers.Activity", "customers.Callback", "customers.ChurnCase", "customers.CustomerTier"),
    *("customers.Handover", "customers.KeyAccount", "customers.Profile"),
    *("customers.TierOverride", "customers.TierVerdict"),
    *("customers.FocusGroup_members", "customers.Greeting", "customers.ThankYou"),
}


def clerk(outlet):
    return make.user(Role.MANAGER, outlet)


def two(outlet=None, **fields):
    outlet = outlet or make.outlet()
    return make.customer(outlet, **fields), make.customer(outlet, **fields)


def everything() -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables that a merge may touch."""
    models = [model for label in ("customers", "shipments") for model in apps.get_app_config(label).get_models()]
    left = {Merge, DuplicatePair}
    return {
        model._meta.label: sorted(model._base_manager.values(), key=lambda row: str(sorted(row.items(), key=str)))
        for model in models
        if model not in left
    }


def without_versions(rows):
    told = [{name: value for name, value in row.items() if name != "version"} for row in rows["customers.Customer"]]
    return rows | {"customers.Customer": told}


def test_every_key_to_a_customer_is_thought_of():
    pointers = pointers_to(Customer)

    assert {each.name for each in pointers} == ROWS.keys() | LEFT.keys()
    clashing = {each.model._meta.label for each in pointers if each.uniques and each.name not in LEFT}
    assert clashing == ADDED.keys() | GIVEN_UP.keys() | SET_ASIDE


@pytest.mark.parametrize("whose", ["both", "gone", "kept"])
def test_a_merge_takes_everything_along_and_its_undo_gives_it_back(whose):
    kept, gone = two()
    by = clerk(kept.outlet)
    for customer in {"both": (kept, gone), "gone": (gone,), "kept": (kept,)}[whose]:
        one_of_each(customer, by)
    refresh([kept.pk, gone.pk])
    before = everything()

    done = merge(kept, gone, by=by, at=make.NOON)

    gone.refresh_from_db()
    assert (gone.state, gone.merged_into) == ("merged", kept)
    assert [each.name for each in pointers_to(Customer) if each.name not in LEFT and each.rows(gone.pk).exists()] == []
    undo(done, by=by, at=make.NOON + DAY)
    assert without_versions(everything()) == without_versions(before)


def test_what_may_stand_once_is_added_up_or_handed_on():
    kept, gone = two()
    by = clerk(kept.outlet)
    for customer in (kept, gone):
        one_of_each(customer, by)
    CustomerTier.objects.filter(customer=gone).update(tier="A", computed="A")

    merge(kept, gone, by=by, at=make.NOON)

    assert (CustomerDay.objects.get(customer=kept).parcels, Activity.objects.get(customer=kept).parcels) == (6, 6)
    assert list(Contact.objects.filter(customer=kept).values_list("main", flat=True)) == [True, False]
    account, planned = KeyAccount.objects.get(customer=kept), Callback.objects.get(customer=kept)
    assert (account.needs.count(), account.reviews.count(), planned.tries.count()) == (2, 1, 2)
    assert CustomerTier.objects.get(customer=kept).tier == "A"


def test_chosen_fields_are_taken_and_no_number_is_lost():
    kept, gone = two()
    Customer.objects.filter(pk=kept.pk).update(name="华强", phone="13800138000", address="")
    Customer.objects.filter(pk=gone.pk).update(name="华强电子", phone="13900139000", address="富民路12号")
    Profile.objects.create(customer=gone, outlet=gone.outlet, employees=12)
    by = clerk(kept.outlet)

    done = merge(kept, gone, theirs={"name", "address", "employees"}, by=by, at=make.NOON)

    kept.refresh_from_db()
    assert (kept.name, kept.phone, kept.address) == ("华强电子", "13800138000", "富民路12号")
    assert kept.profile.employees == 12
    assert list(kept.contacts.values_list("name", "phone")) == [("华强电子", "13900139000")]
    assert AuditEntry.objects.filter(action="customer.merge", actor=by).count() == 1
    undo(done, by=by, at=make.NOON + DAY)
    kept.refresh_from_db()
    assert (kept.name, kept.address, kept.contacts.count()) == ("华强", "", 0)


def test_an_undo_leaves_alone_what_came_since():
    kept, gone = two()
    by, outlet = clerk(kept.outlet), kept.outlet
    Customer.objects.filter(pk=gone.pk).update(name="华强电子", goods="电子")
    done = merge(kept, gone, theirs={"name", "goods"}, by=by, at=make.NOON)
    Customer.objects.filter(pk=kept.pk).update(goods="元件")
    touch = Touch.objects.create(customer=kept, outlet=outlet, kind="note", text="好", at=make.NOON, by=by)

    undo(done, by=by, at=make.NOON + DAY)

    kept.refresh_from_db(), touch.refresh_from_db()
    assert (touch.customer, kept.goods) == (kept, "元件")
    assert kept.name != "华强电子"


def test_merges_on_top_of_each_other_are_taken_apart_in_turn():
    first, second = two()
    third, by = make.customer(first.outlet), clerk(first.outlet)
    task = {"outlet": first.outlet, "title": "回电话", "role": "manager", "due_at": make.NOON, "opened_at": make.NOON}
    Task.objects.create(customer=first, **task)
    lower = merge(second, first, by=by, at=make.NOON)
    upper = merge(third, second, by=by, at=make.NOON)
    assert Customer.objects.get(pk=first.pk).merged_into == third

    with pytest.raises(Refused) as refusal:
        undo(lower, by=by, at=make.NOON)
    assert refusal.value.code == "file_closed"
    undo(upper, by=by, at=make.NOON)
    undo(lower, by=by, at=make.NOON)

    assert Task.objects.get().customer == first
    assert not Customer.objects.exclude(state="active").exists()


def other_outlet(kept, gone):
    Customer.objects.filter(pk=kept.pk).update(outlet=make.outlet())


def closed(kept, gone):
    Customer.objects.filter(pk=gone.pk).update(state="anonymous")


def on_offer(kept, gone):
    ROWS["customers.Handover.customer"](gone, make.user())
    gone.handovers.update(state="offered")


@pytest.mark.parametrize(
    ("spoil", "code"), [(other_outlet, "two_outlets"), (closed, "file_closed"), (on_offer, "on_offer")]
)
def test_a_merge_is_refused(spoil, code):
    kept, gone = two()
    spoil(kept, gone)

    with pytest.raises(Refused) as refusal:
        merge(kept, gone, by=clerk(kept.outlet), at=make.NOON)

    assert refusal.value.code == code


def test_a_file_is_not_merged_with_itself():
    kept = make.customer()

    with pytest.raises(Refused) as refusal:
        merge(kept, kept, by=clerk(kept.outlet), at=make.NOON)

    assert refusal.value.code == "same_file"


@pytest.mark.parametrize(("after", "code"), [(UNDO_FOR, "too_late"), (UNDO_FOR - timedelta(microseconds=1), None)])
def test_an_undo_is_possible_for_90_days_and_once(after, code):
    done = merge(*two(), by=(by := make.user()), at=make.NOON)

    if code is None:
        undo(done, by=by, at=make.NOON + after)
    with pytest.raises(Refused) as refusal:
        undo(done, by=by, at=make.NOON + after)

    assert refusal.value.code == (code or "undone")


def test_what_was_said_to_be_different_stays_so():
    kept, gone = two()
    others = [make.customer(kept.outlet) for _ in range(2)]
    pairs = [
        DuplicatePair.objects.create(
            outlet=kept.outlet, first=gone, second=other, score=60, found_at=make.NOON, state=state
        )
        for other, state in zip(others, ["different", "open"], strict=True)
    ]
    between = DuplicatePair.objects.create(outlet=kept.outlet, first=kept, second=gone, score=90, found_at=make.NOON)
    by = clerk(kept.outlet)

    done = merge(kept, gone, by=by, at=make.NOON)

    assert DuplicatePair.objects.get(first=kept, second=others[0]).state == "different"
    assert not DuplicatePair.objects.filter(pk=pairs[1].pk).exists()
    between.refresh_from_db()
    assert (between.state, between.decided_by) == ("merged", by)
    undo(done, by=by, at=make.NOON)
    between.refresh_from_db()
    assert between.state == "open"
    assert not DuplicatePair.objects.filter(first=kept, second=others[0]).exists()


def test_what_came_for_a_file_while_it_was_merged_is_gathered_up():
    kept, gone = two()
    by = clerk(kept.outlet)
    done = merge(kept, gone, by=by, at=make.NOON)
    touch = Touch.objects.create(customer=gone, outlet=gone.outlet, kind="note", text="好", at=make.NOON, by=by)

    assert gather_strays(make.NOON + timedelta(minutes=1)) == 1
    assert gather_strays(make.NOON + timedelta(minutes=1)) == 0

    touch.refresh_from_db()
    assert touch.customer == kept
    undo(done, by=by, at=make.NOON)
    touch.refresh_from_db()
    assert touch.customer == gone


RACES = int(os.environ.get("RACES", "10"))


def at_once(*deeds: Callable[[], object]) -> list[str]:
    """What became of each: "done", or the code of its refusal."""
    barrier = Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> str:
        barrier.wait()
        try:
            deed()
        except Refused as refusal:
            return refusal.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


@pytest.mark.django_db(transaction=True)
def test_of_two_who_merge_either_way_one_wins():
    outlet, people = make.outlet(), [make.user(), make.user()]
    for _race in range(RACES):
        one, other = two(outlet)
        ends = at_once(
            partial(merge, one, other, by=people[0], at=make.NOON),
            partial(merge, other, one, by=people[1], at=make.NOON),
        )

        assert sorted(ends) == ["done", "file_closed"]
        done = Merge.objects.get(kept__in=[one, other])
        assert done.by == people[ends.index("done")]
        assert Customer.objects.filter(pk__in=[one.pk, other.pk], state="active").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_undo_one_wins():
    by, done = make.user(), merge(*two(), by=make.user(), at=make.NOON)

    assert sorted(at_once(*[partial(undo, done, by=by, at=make.NOON)] * 2)) == ["done", "undone"]
