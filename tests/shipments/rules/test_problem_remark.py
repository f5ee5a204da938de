"""Which remarks say something: forty that do not, forty that do, and the edges between."""

import csv
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shipments.rules.edition import EDITION_1
from shipments.rules.problem_remark import Remark, RemarkKind, RemarkVerdict, remark_verdict
from shipments.rules.remark_words import BANNED_PHRASES, FILLER_WORDS

AT = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
NUMBERS = ("YK900000001", "YK900000001-2")
GOOD = Remark(AT, "张先生", "13800000000", "客户出差，要求周五上午派送", NUMBERS)
TABLES = {
    name: list(csv.DictReader((Path(__file__).parent / name).open(encoding="utf-8")))
    for name in ("remarks.csv", "remark_table.csv")
}
REFUSED = (RemarkKind.IV1, RemarkKind.IV2)


def said(**changes: object) -> RemarkVerdict:
    return remark_verdict(EDITION_1, replace(GOOD, **changes))


def kinds(table: str, quality: str) -> dict[str, RemarkKind]:
    return {
        row["matter"]: said(
            contact=row["contact"], phone=row["phone"], matter=row["matter"], waybill_numbers=("300057900556",)
        ).kind
        for row in TABLES[table]
        if row["quality"] == quality
    }


@pytest.mark.parametrize("table", TABLES)
def test_vague_remarks_are_caught(table):
    found = kinds(table, "vague")

    missed = [matter for matter, kind in found.items() if kind not in REFUSED]
    assert len(found) >= 40
    assert len(missed) <= 0.05 * len(found), missed


@pytest.mark.parametrize("table", TABLES)
def test_good_remarks_pass(table):
    found = kinds(table, "good")

    refused = [matter for matter, kind in found.items() if kind in REFUSED]
    reviewed = [matter for matter, kind in found.items() if kind is RemarkKind.REVIEW]
    assert len(found) >= 40
    assert len(refused) <= 0.05 * len(found), refused
    assert len(reviewed) <= 0.05 * len(found), reviewed


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"occurred_at": None}, ("time",)),
        ({"contact": ""}, ("contact",)),
        ({"contact": " 　。、"}, ("contact",)),
        ({"contact": "13800000000"}, ("contact",)),
        ({"contact": "XXXX"}, ("contact",)),
        ({"contact": "无"}, ("contact",)),
        ({"contact": "yk900000001"}, ("contact",)),
        ({"phone": ""}, ("phone",)),
        ({"phone": "12345"}, ("phone",)),
        ({"phone": "11111111111"}, ("phone",)),
        ({"phone": "没有电话"}, ("phone",)),
        ({"phone": "900000001"}, ("phone",)),
        ({"phone": "YK900000001-2"}, ("phone",)),
        ({"matter": " \n"}, ("matter",)),
        ({"matter": "!!!???"}, ("matter",)),
        ({"matter": "哈哈哈哈"}, ("matter",)),
        ({"matter": "是的是的是的"}, ("matter",)),
        ({"matter": "YK900000001"}, ("matter",)),
        ({"matter": "ＹＫ９０００００００１"}, ("matter",)),
        ({"matter": "张先生 13800000000"}, ("matter",)),
        ({"matter": "11:30"}, ("matter",)),
        ({"occurred_at": None, "contact": "", "phone": "", "matter": ""}, ("time", "contact", "matter", "phone")),
    ],
)
def test_element_without_content_is_missing(changes, missing):
    assert said(**changes) == RemarkVerdict(RemarkKind.IV1, missing)


@pytest.mark.parametrize(
    "changes",
    [
        {"contact": "丽丽"},
        {"contact": "Mr Lee"},
        {"phone": "0769-8862 9888"},
        {"phone": "+86 138-0000-0000"},
        {"phone": "１３８００００００００"},
        {"phone": "138****0000"},
        {"phone": "66116611"},
        {"matter": "拒收"},
        {"matter": "YK900000001 客户拒收"},
    ],
)
def test_plain_answers_are_enough(changes):
    assert said(**changes).kind is RemarkKind.VALID


@pytest.mark.parametrize("phrase", [banned.phrase for banned in BANNED_PHRASES])
@pytest.mark.parametrize("shape", ["{}", "因{}", "{}，请稍等！", "11:30张先生13800000000{}", "{}{}"])
def test_banned_phrase_alone_is_no_reason(phrase, shape):
    found = said(matter=shape.format(phrase, phrase))

    assert found == RemarkVerdict(RemarkKind.IV2, (), (phrase,))


@pytest.mark.parametrize("phrase", [banned.phrase for banned in BANNED_PHRASES])
def test_banned_phrase_in_a_complete_remark_is_for_a_person(phrase):
    assert said(matter=f"{phrase}，收件人要求改约明早九点") == RemarkVerdict(RemarkKind.REVIEW, (), (phrase,))


def test_banned_phrase_as_the_reason_outweighs_a_missing_element():
    assert said(matter="派送中", contact="") == RemarkVerdict(RemarkKind.IV2, ("contact",), ("派送中",))


def test_missing_element_outweighs_a_banned_phrase_beside_a_reason():
    found = said(matter="因下大雨收件人要求改约", phone="")

    assert found == RemarkVerdict(RemarkKind.IV1, ("phone",), ("下大雨",))


def test_longest_phrase_is_found_first():
    edition = replace(
        EDITION_1,
        banned_phrases=(*BANNED_PHRASES, replace(BANNED_PHRASES[0], phrase="派送")),
    )

    assert remark_verdict(edition, replace(GOOD, matter="派送中")).phrases == ("派送中",)


def test_phrase_does_not_straddle_two_clauses():
    assert said(matter="上午已派送，中心仓库拒绝收货").kind is RemarkKind.VALID


@pytest.mark.parametrize(("letters", "kind"), [("改期", RemarkKind.IV2), ("约改期", RemarkKind.IV2)])
def test_few_letters_beside_a_phrase_are_no_reason(letters, kind):
    assert said(matter=f"下大雨{letters}").kind is kind
    assert said(matter="下大雨客户改期").kind is RemarkKind.REVIEW


def test_list_without_banned_phrases_bans_nothing():
    edition = replace(EDITION_1, banned_phrases=(), filler_words=())

    assert remark_verdict(edition, replace(GOOD, matter="派送中")).kind is RemarkKind.VALID


def test_no_banned_phrase_is_filler():
    assert {banned.phrase for banned in BANNED_PHRASES} & set(FILLER_WORDS) == set()


@pytest.mark.parametrize("banned", BANNED_PHRASES, ids=[banned.phrase for banned in BANNED_PHRASES])
def test_the_better_sentence_would_pass(banned):
    assert said(matter=banned.better_zh).kind is RemarkKind.VALID
    assert said(matter=banned.better_en).kind is RemarkKind.VALID


TEXTS = st.text(max_size=40)


@given(contact=TEXTS, phone=TEXTS, matter=TEXTS | st.sampled_from([one.phrase for one in BANNED_PHRASES]))
@settings(max_examples=300, deadline=None)
def test_any_text_gets_a_verdict_that_fits_its_reasons(contact, phone, matter):
    found = said(contact=contact, phone=phone, matter=matter)

    assert (found.kind is RemarkKind.VALID) == (not found.missing and not found.phrases)
    assert found.kind is not RemarkKind.IV1 or found.missing
    assert found.kind not in (RemarkKind.IV2, RemarkKind.REVIEW) or found.phrases
