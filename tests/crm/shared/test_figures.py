from decimal import Decimal

import pytest

from crm.shared.figures import KIND_ICONS, Badge, Share


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [(0, 0, None), (9_999, 10_000, Decimal("99.9")), (1, 1, Decimal("100.0")), (1, 3, Decimal("33.3"))],
)
def test_share_is_never_rounded_up(part, whole, percent):
    assert Share(part, whole).percent == percent


@pytest.mark.parametrize(("part", "kind"), [(95, "met"), (90, "soon"), (89, "overdue")])
def test_share_looks_as_good_as_its_goal(part, kind):
    assert Share(part, 100, Decimal(95)).kind == kind


def test_each_state_has_a_shape_of_its_own():
    same = {"overdue", "late"}  # one shape: one is open, the other over; the word tells
    shapes = [icon for kind, icon in KIND_ICONS.items() if kind not in same]

    assert len(set(shapes)) == len(shapes)
    assert {Badge(kind, "").icon for kind in same} == {"alert-octagon"}
