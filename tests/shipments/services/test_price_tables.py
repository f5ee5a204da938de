"""The price tables' life; what it shares with the rule book is tested there."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from crm.audit.models import AuditEntry
from crm.shared.errors import Refused
from outlets.services.editions import FaultyEdition, fingerprint
from shipments.models import PriceTable
from shipments.rules.price_table_1 import PRICE_TABLE_1
from shipments.services.price_tables import BOOK, prices_in_force, terms_at
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return make.user()


@pytest.fixture
def draft(editor):
    return BOOK.copy(make.prices(), by=editor, at=make.NOON)


def test_shipped_table_is_in_force():
    row, table = prices_in_force(make.NOON)

    assert (row.number, table) == (1, PRICE_TABLE_1)


def test_before_any_table_there_is_no_price_but_terms():
    early = make.NOON.replace(year=1999)

    with pytest.raises(Refused) as refused:
        prices_in_force(early)

    assert refused.value.code == "no_prices"
    assert terms_at(early) == PRICE_TABLE_1


def test_new_prices_count_from_their_day_on(draft, editor):
    data = draft.data | {"receipt_yuan": "9.00"}
    BOOK.change(draft, data, note="dearer receipts", seen=fingerprint(draft), by=editor, at=make.NOON)
    tomorrow = make.NOON.date() + timedelta(days=1)

    make.published(BOOK, draft, tomorrow)

    midnight = make.NOON.replace(hour=0) + timedelta(days=1)
    assert prices_in_force(midnight - timedelta(microseconds=1))[0].number == 1
    assert (prices_in_force(midnight)[0].number, str(prices_in_force(midnight)[1].receipt_yuan)) == (2, "9.00")
    acts = ["prices.copy", "prices.change", "prices.propose", "prices.publish"]
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == acts
    assert AuditEntry.objects.get(action="prices.change").detail["changes"] == [["receipt_yuan", "5.00", "9.00"]]


def test_today_is_too_early_and_faults_are_named(draft, editor):
    with pytest.raises(Refused) as early:
        BOOK.propose(draft, make.NOON.date(), by=editor, at=make.NOON)
    with pytest.raises(FaultyEdition) as faulty:
        BOOK.change(draft, draft.data | {"sub_yuan": "x"}, note="", seen=fingerprint(draft), by=editor, at=make.NOON)

    assert early.value.code == "too_early"
    assert [path for path, _words in faulty.value.faults] == ["sub_yuan"]


def test_what_is_published_stays_even_against_the_database():
    table = make.prices()

    for change in (lambda: PriceTable.objects.update(data={}), table.delete):
        with pytest.raises(DatabaseError, match="published"), transaction.atomic():
            change()
