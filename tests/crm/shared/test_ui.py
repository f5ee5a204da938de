"""Template tags and the parts that every page uses."""

from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.utils import timezone, translation

from crm.shared.figures import Badge, Share, Stat
from crm.shared.templatetags import ui
from tests import make


@pytest.mark.parametrize(
    ("number", "groups"),
    [
        ("770012345678", ["7700", "1234", "5678"]),
        ("12345", ["1234", "5"]),
        ("GD001", ["GD001"]),
        ("<b>", ["&lt;b&gt;"]),
    ],
)
def test_waybill_is_seen_in_fours_and_copied_whole(number, groups):
    inside = "".join(f"<span>{group}</span>" for group in groups)

    assert ui.grouped(number) == f'<span class="code" translate="no">{inside}</span>'


def test_near_times_have_names():
    noon = timezone.localtime().replace(hour=12, minute=5)
    with translation.override("en"):
        named = [ui.when(noon + timedelta(days=days)) for days in (-1, 0, 1)]

    assert named == ["Yesterday 12:05", "Today 12:05", "Tomorrow 12:05"]


def test_far_times_have_dates():
    assert ui.when(make.NOON.replace(year=2020)) == "2020-11-18 12:00"


def test_deadline_counts_from_the_pages_now():
    with translation.override("en"):
        drawn = render_to_string("parts/_deadline.html", {"value": make.at(14), "at": make.NOON})

    assert "2 h 0 min left" in drawn
    assert 'data-due="2026-11-18T14:00:00+08:00"' in drawn


def test_done_deadline_does_not_count():
    with translation.override("en"):
        drawn = render_to_string("parts/_deadline.html", {"value": make.NOON, "done": make.at(13)})

    assert "1 h 0 min late" in drawn
    assert "data-due" not in drawn


@pytest.mark.parametrize(
    ("part", "context", "words"),
    [
        ("_badge", {"value": Badge("overdue", "Overdue")}, ["state--overdue", "#alert-octagon", "Overdue"]),
        ("_badge", {"value": "text"}, ["text"]),
        ("_bar", {"value": Share(96, 100)}, ['width="96.0%"', "96 / 100"]),
        ("_bar", {"value": Share(0, 0)}, ["—"]),
        ("_yuan", {"value": None}, ["rate not set"]),
        (
            "_stat",
            {"stat": Stat("Open", 12804, "/rows", definition="All", whole="of 20,000")},
            ["12,804", 'href="/rows"'],
        ),
        ("_empty", {"title": "No trips", "example": "GZ-1"}, ["No trips", "For example: GZ-1"]),
    ],
)
def test_part_shows_its_values(part, context, words):
    with translation.override("en"):
        drawn = render_to_string(f"parts/{part}.html", context)

    assert [word for word in words if word not in drawn] == []
