"""Every number of the dashboard opens exactly the rows it counts."""

from datetime import timedelta
from random import Random

import pytest
from django.urls import reverse
from django.utils import timezone

from crm.accounts.roles import Role
from customers.models import ThankYou
from shipments.quality.services.figures import fold_figures
from tests import make
from tests.shipments.quality.services.test_figures import DAYS, scatter, touch


def rows_at(client, url: str) -> int:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.context["count"].shown


def thank(outlet) -> None:
    """Of five customers: in time, too late, missed, not yet, and not at all."""
    at, day, now = make.NOON, timedelta(days=1), timezone.now()
    for way, since, done in (
        ("sms", at, 1),
        ("call", at, 30),
        ("apology", at, None),
        ("sms", now, None),
        ("none", at, None),
    ):
        due = {"day": at.date(), "waybill": "YK1", "delivered_at": since, "due_by": since + day, "decided_at": at}
        heard = since + timedelta(hours=done) if done else None
        ThankYou.objects.create(customer=make.customer(outlet), outlet=outlet, way=way, done_at=heard, **due)


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(3))
def test_each_figure_has_as_many_rows_as_it_says(client, seed):
    outlet, other = make.outlet(), make.outlet()
    scatter(Random(seed), [outlet, other])
    touch(*((one, day) for one in (outlet, other) for day in DAYS))
    fold_figures(make.NOON)
    thank(outlet)
    client.force_login(make.user(Role.INSPECTOR))

    for name, args in (
        ("dashboard", ()),
        ("dashboard_region", (outlet.region.code,)),
        ("dashboard_outlet", (outlet.code,)),
    ):
        page = client.get(reverse(f"home:{name}", args=args), {"day": make.NOON.date().isoformat()}).context
        for row in page["duties"]:
            counts = {
                "total": row.figures.total,
                "met": row.figures.met,
                "late": row.figures.missed,
                "open": row.figures.open,
            }
            assert {part: rows_at(client, row.urls[part]) for part in counts} == counts, (name, str(row.label))
        problems, fines = page["stats"][4:]
        assert rows_at(client, problems.url) == problems.figure
        assert rows_at(client, fines.url) == fines.figure
