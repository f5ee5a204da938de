"""Reasons as shipped: every family has some, and each sentence says something once its blanks are filled."""

from datetime import UTC, datetime

import pytest

from shipments.rules.edition import EDITION_1
from shipments.rules.problem_reasons import BLANK, REASONS
from shipments.rules.problem_remark import Remark, RemarkKind, has_blank, remark_verdict
from shipments.rules.terms import ProblemCategory

AT = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


def verdict(matter):
    return remark_verdict(EDITION_1, Remark(AT, "陈先生", "13800000000", matter))


def test_codes_are_unique_and_every_family_has_reasons():
    assert len({reason.code for reason in REASONS}) == len(REASONS) >= 35
    assert {reason.category for reason in REASONS} == set(ProblemCategory)


@pytest.mark.parametrize("reason", REASONS, ids=[reason.code for reason in REASONS])
def test_a_sentence_needs_its_blanks_and_is_proper_with_them(reason):
    for template, filling in ((reason.template_zh, "14:00"), (reason.template_en, "Ms Wang")):
        assert has_blank(template)
        assert verdict(template).missing == ("matter",)
        assert verdict(template.replace(BLANK, filling)).kind is RemarkKind.VALID


@pytest.mark.parametrize("open_", ["收件人__要求改约", "收件人＿＿＿要求改约", "要求改约____"])
def test_a_blank_that_is_left_says_nothing_yet(open_):
    assert verdict(open_).kind is RemarkKind.IV1
