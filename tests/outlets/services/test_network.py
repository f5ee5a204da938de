import pytest

from crm.audit.models import AuditEntry
from outlets.models import Hub, Outlet, Region
from outlets.services.network import keep
from tests import make

pytestmark = pytest.mark.django_db


def test_keep_creates_changes_and_leaves():
    make.region(code="A", name="甲")
    make.region(code="B", name="乙")

    kept = keep([Region(code=code, name=name) for code, name in ("A甲", "B丙", "C丁")], by=None, at=make.NOON)

    assert [(each.created, each.changes) for each in kept] == [
        (False, {}),
        (False, {"name": ("乙", "丙")}),
        (True, {}),
    ]
    assert dict(Region.objects.values_list("code", "name")) == {"A": "甲", "B": "丙", "C": "丁"}
    assert set(AuditEntry.objects.values_list("action", "subject")) == {
        ("region.change", "outlets.region:B"),
        ("region.create", "outlets.region:C"),
    }


def test_keep_again_changes_nothing():
    region = make.region()

    keep([Region(code=region.code, name=region.name)], by=None, at=make.NOON)

    assert not AuditEntry.objects.exists()


def test_visible_to_tells_whose_places_they_are():
    mine, theirs = make.outlet(), make.outlet()
    clerk, inspector = make.user("courier", mine), make.user("inspector")

    assert set(Outlet.objects.visible_to(clerk)) == {mine}
    assert set(Outlet.objects.visible_to(inspector)) == {mine, theirs}
    assert [rows.objects.visible_to(clerk).count() for rows in (Region, Hub)] == [0, 0]
    assert [rows.objects.visible_to(inspector).count() for rows in (Region, Hub)] == [2, 2]
