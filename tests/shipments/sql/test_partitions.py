"""Scan events have a partition a month, and one a year of what happened long before."""

import pytest
from django.db import connection

from shipments.sql import partitions
from shipments.sql.partitions import ensure_partitions

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_known(monkeypatch):
    monkeypatch.setattr(partitions, "_known", {})


def standing(year: int) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(partitions.STANDING)
        names = [name for (name,) in cursor.fetchall()]
    return sorted(name for name in names if name.startswith(f"shipments_scanevent_{year}"))


def test_a_month_has_its_partition_and_an_old_year_one():
    assert ensure_partitions({(2031, 5), (2031, 6), (1999, 5), (1999, 6)}) == 3

    assert standing(2031) == ["shipments_scanevent_2031_05", "shipments_scanevent_2031_06"]
    assert standing(1999) == ["shipments_scanevent_1999"]
    assert ensure_partitions({(2031, 6), (2031, 7), (1999, 12)}) == 1


def test_an_old_year_with_months_goes_on_by_months():
    with connection.cursor() as cursor:
        cursor.execute(partitions.MAKE.format(name="1998_05", since="1998-05-01+00", until="1998-06-01+00"))

    assert ensure_partitions({(1998, 5), (1998, 6)}) == 1

    assert standing(1998) == ["shipments_scanevent_1998_05", "shipments_scanevent_1998_06"]
