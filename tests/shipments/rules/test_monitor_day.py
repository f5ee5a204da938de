from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from shipments.rules.edition import EDITION_1
from shipments.rules.monitor_day import closes_at

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("due_at", "closing"),
    [
        ("2026-11-23T09:00", "2026-11-24T02:00"),
        ("2026-11-24T00:00", "2026-11-24T02:00"),
        ("2026-11-24T01:59:59.999999", "2026-11-24T02:00"),
        ("2026-11-24T02:00", "2026-11-24T02:00"),
        ("2026-11-24T02:00:00.000001", "2026-11-25T02:00"),
        ("2026-12-31T23:00", "2027-01-01T02:00"),
    ],
)
def test_monitor_day_closes_at_two_in_the_night_after(due_at, closing):
    due_at = datetime.fromisoformat(due_at).replace(tzinfo=ZONE)

    assert closes_at(due_at, EDITION_1) == datetime.fromisoformat(closing).replace(tzinfo=ZONE)
    assert closes_at(due_at.astimezone(UTC), EDITION_1) == closes_at(due_at, EDITION_1)
